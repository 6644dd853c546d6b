import type { Session } from '../../model/scenario.ts';
import type { Index } from './fields.ts';
import { type NearestWord, nearestWord } from './nearest-word.ts';
import { MOST_CHARACTERS, parse } from './parse.ts';
import type { Query, Term } from './query.ts';
import { type Vocabulary, vocabularyReader } from './vocabulary.ts';

/** A text to search, as typed or instead of it. */
export interface Wording {
  readonly text: string;
  readonly typing: boolean;
}

/** What is searched, one after another, until something is found. */
export interface Attempt {
  readonly id: 'typed' | 'beginning' | 'corrected';
  /** For the picture. */
  readonly title: string;
  /** @returns undefined where there is nothing of this kind to try */
  readonly make: (typed: Wording, query: Query, words: () => Words) => Wording | undefined;
}

/** The words of the indexes that are searched, as they are now. */
export interface Words {
  has(word: string): boolean;
  hasBeginning(beginning: string): boolean;
  nearest(word: string): string | undefined;
}

export const ATTEMPTS: readonly Attempt[] = [
  { id: 'typed', title: 'as typed', make: (typed) => typed },
  {
    id: 'beginning',
    title: 'the last word as a beginning',
    make: (typed, { unfinished }) => (unfinished && !typed.typing ? { ...typed, typing: true } : undefined),
  },
  {
    id: 'corrected',
    title: 'mistyped words corrected',
    make: (typed, query, words) => {
      const text = corrected(query, words());
      return text === undefined ? undefined : { ...typed, text };
    },
  },
  {
    id: 'corrected',
    title: 'both',
    make: (typed, { unfinished }, words) => {
      if (!unfinished || typed.typing) return undefined;
      const text = corrected(parse(typed.text, true), words());
      return text === undefined ? undefined : { text, typing: true };
    },
  },
];

/**
 * The text with the nearest word for each that the indexes do not have; undefined where one has none, or all are there, or
 * the longer words make it more than is searched.
 */
function corrected({ text, groups }: Query, words: Words): string | undefined {
  let mended = text;
  const unknown = groups.flat().flatMap((term) => term.tokens.filter((_, at) => !isKnown(term, at, words)));
  // From the back, so that the places of those before stay true.
  for (const token of [...unknown].reverse()) {
    const word = words.nearest(token.text);
    if (word === undefined) return undefined;
    mended = mended.slice(0, token.start) + word + mended.slice(token.end);
  }
  return unknown.length === 0 || mended.length > MOST_CHARACTERS ? undefined : mended;
}

function isKnown({ tokens, prefix }: Term, at: number, words: Words): boolean {
  const word = tokens[at]?.text ?? '';
  return words.has(word) || (prefix && at === tokens.length - 1 && words.hasBeginning(word));
}

/** Built when the first search finds nothing; the words of each index are read again when it has been written. */
export function wordsOf(session: Session, indexes: readonly Index[]): () => Words {
  const readers = indexes.map((index) => vocabularyReader(session, index));
  let built: { readonly of: readonly Vocabulary[]; readonly words: Words } | undefined;
  return () => {
    const of = readers.map((read) => read());
    if (built === undefined || of.some((one, at) => one !== built?.of[at]))
      built = { of, words: among(united(of)) };
    return built.words;
  };
}

function among(all: Vocabulary): Words {
  let nearest: NearestWord | undefined;
  return {
    has: (word) => all.has(word),
    hasBeginning: (beginning) => [...all.keys()].some((word) => word.startsWith(beginning)),
    nearest: (word) => {
      nearest ??= nearestWord(all);
      return nearest(word);
    },
  };
}

function united(vocabularies: readonly Vocabulary[]): Vocabulary {
  const all = new Map<string, number>();
  for (const words of vocabularies)
    for (const [word, times] of words) all.set(word, (all.get(word) ?? 0) + times);
  return all;
}
