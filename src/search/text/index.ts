import { Failure } from '../../model/failure.ts';
import type { Session } from '../../model/scenario.ts';
import { KINDS, type Kind } from './fields.ts';
import { lastKeys, type PageEnd, pageToken, type Question, readPageToken } from './page-token.ts';
import { type Hit, RANKING, type Running, SHOWING } from './parts.ts';
import type { FusedMatch } from './ranker.ts';

export type { Kind } from './fields.ts';
export type { Hit, HitField } from './parts.ts';
export type { FusedMatch } from './ranker.ts';

export const DEFAULT_LIMIT = 20;
export const MOST_LIMIT = 1000;

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

export interface Page<M = Hit> {
  readonly hits: readonly M[];
  /** The token of the next page; absent where this is the last. */
  readonly next?: string;
}

/** A search over tracks and albums, its statements prepared. */
export interface TextSearch {
  /** The best matches with their rows and what to mark in them. */
  search(text: string, options?: SearchOptions): Page;
  /** The same matches without their rows: ids, ranks (bm25, the smaller the better) and scores. */
  ranked(text: string, options?: SearchOptions): Page<FusedMatch>;
}

/**
 * The search controller (section 5.1) on an open layout's tables. Statements are prepared here, once.
 * @throws Failure: 2 from a search whose text, limit or token is none; other errors are the database's own
 */
export function createTextSearch(session: Session, kinds: readonly Kind[] = KINDS): TextSearch {
  const ranking = RANKING.map((part) => part.prepare(session, kinds));
  const show = SHOWING.prepare(session, kinds);

  const run = (text: string, options: SearchOptions) => {
    const question = questionOf(text, options, kinds);
    const limit = limitOf(options);
    const from: PageEnd =
      options.after === undefined ? { ...question, keys: {} } : readPageToken(options.after, question);
    const search: Running = { ...NOTHING_YET, ...question, ...from, limit, after: from.keys };
    for (const part of ranking) part(search);
    return { search, question };
  };
  const page = <M>(search: Running, question: Question, hits: readonly M[]): Page<M> => {
    const found = search.lists.reduce((sum, { matches }) => sum + matches.length, 0);
    if (found <= search.ranked.length) return { hits };
    const { text, typing } = search;
    return { hits, next: pageToken(question, { text, typing, keys: lastKeys(search.after, search.ranked) }) };
  };
  return {
    search(text, options = {}) {
      const { search, question } = run(text, options);
      show(search);
      return page(search, question, search.hits);
    },
    ranked(text, options = {}) {
      const { search, question } = run(text, options);
      return page(search, question, search.ranked);
    },
  };
}

const NOTHING_YET = {
  query: { text: '', groups: [], excluded: [], ignored: [] },
  asked: [],
  lists: [],
  ranked: [],
  hits: [],
};

function questionOf(text: string, options: SearchOptions, known: readonly Kind[]): Question {
  const wanted = options.in ?? known;
  const kinds = known.filter((kind) => wanted.includes(kind));
  if (kinds.length === 0 || wanted.some((kind) => !known.includes(kind)))
    throw new Failure(`there is nothing to search in. Name any of ${known.join(', ')}.`);
  return { text, kinds, typing: options.typing ?? false };
}

function limitOf({ limit = DEFAULT_LIMIT }: SearchOptions): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_LIMIT)
    throw new Failure(
      `a page holds 1 to ${MOST_LIMIT} hits, not ${limit}. Give a whole number for the limit.`,
    );
  return limit;
}
