import type { Field } from './fields.ts';
import type { Token } from './unicode61.ts';

/** One thing to look for: a word, or several that follow each other. */
export interface Term {
  /** As the index keeps them, at least one; where they stand in the user's text. */
  readonly tokens: readonly Token[];
  /** The last of them is the beginning of a word. */
  readonly prefix: boolean;
  /** Between quotes: its last word is not taken for a beginning. */
  readonly quoted: boolean;
  /** Only there; anywhere where it is undefined. */
  readonly field: Field | undefined;
}

/** What a user asks for: of each group at least one, and none of the excluded. */
export interface Query {
  /** The text that it was read from. */
  readonly text: string;
  /** At least one group of at least one term. */
  readonly groups: readonly (readonly Term[])[];
  readonly excluded: readonly Term[];
  /** Words without a letter or digit: no index holds them. */
  readonly ignored: readonly string[];
  /** It ends with a bare word that is to be found: it may be a beginning. */
  readonly unfinished: boolean;
}
