import { Failure } from '../../model/failure.ts';
import { KINDS, type Kind } from './fields.ts';
import { type Question, readPageToken } from './page-token.ts';
import { parse } from './parse.ts';

const DEFAULT_LIMIT = 20;
const MOST_LIMIT = 1000;

export interface SearchOptions {
  /** What to look for; all that createTextSearch was given where absent. */
  readonly in?: readonly Kind[];
  /** Hits of a page, 1 to 1000; 20 where absent. */
  readonly limit?: number;
  /** The token of the page before. */
  readonly after?: string;
  /** The last word may be unfinished: its beginning is looked for. */
  readonly typing?: boolean;
}

/**
 * Refuses what no database could search, before one is opened for it.
 * @throws Failure: 2 as search() does
 */
export function checkSearch(text: string, options: SearchOptions = {}): void {
  const question = questionOf(text, options, KINDS);
  limitOf(options.limit);
  if (options.after !== undefined) readPageToken(options.after, question);
  parse(text, question.typing);
}

/** @throws Failure: 2 where there is nothing to search in */
export function questionOf(text: string, options: SearchOptions, known: readonly Kind[]): Question {
  const wanted = options.in ?? known;
  const kinds = known.filter((kind) => wanted.includes(kind));
  if (kinds.length === 0 || wanted.some((kind) => !known.includes(kind)))
    throw new Failure(`there is nothing to search in. Name any of ${known.join(', ')}.`);
  return { text, kinds, typing: options.typing ?? false };
}

/** @throws Failure: 2 where a page cannot have so many hits */
export function limitOf(limit: number = DEFAULT_LIMIT): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_LIMIT)
    throw new Failure(
      `a page holds 1 to ${MOST_LIMIT} hits, not ${limit}. Give a whole number for the limit.`,
    );
  return limit;
}
