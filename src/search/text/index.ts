import type { Session } from '../../model/scenario.ts';
import { ATTEMPTS, type Attempt, type Wording, wordsOf } from './attempts.ts';
import { INDEXES, type Index, KINDS, type Kind } from './fields.ts';
import { matchText } from './match.ts';
import { lastKeys, type PageEnd, pageToken, type Question, readPageToken } from './page-token.ts';
import { parse } from './parse.ts';
import { type Hit, RANKING, type Running, SHOWING } from './parts.ts';
import { limitOf, questionOf, type SearchOptions } from './question.ts';
import type { FusedMatch } from './ranker.ts';
import { prepareSnapshot, type Together } from './snapshot.ts';

export { KINDS, type Kind } from './fields.ts';
export type { Hit, HitField } from './parts.ts';
export { checkSearch, type SearchOptions } from './question.ts';
export type { FusedMatch } from './ranker.ts';

export interface Page<M = Hit> {
  readonly hits: readonly M[];
  /** How many hits the pages before have shown. */
  readonly before: number;
  /** The token of the next page; absent where this is the last. */
  readonly next?: string;
  /** What was searched: the text as typed, or where that found nothing what was tried instead. */
  readonly searched: Wording & { readonly as: Attempt['id'] };
  /** Words that no index can hold, since they have no letter and no digit. */
  readonly ignored: readonly string[];
  /** What was not looked for, since it has none of the fields asked for. */
  readonly without: readonly Kind[];
  /** Matches whose row is gone: the index has drifted. Not among the hits. */
  readonly gone: number;
}

/** A search over tracks and albums, its statements prepared. */
export interface TextSearch {
  /** The best matches with their rows and what to mark in them. */
  search(text: string, options?: SearchOptions): Page;
  /** The same matches without their rows: ids, ranks (bm25, the smaller the better) and scores. */
  ranked(text: string, options?: SearchOptions): Page<FusedMatch>;
  /** How many match altogether what a page has searched. Reads every match: not for each page. */
  count(
    page: Pick<Page<unknown>, 'searched'>,
    kinds?: readonly Kind[],
  ): Readonly<Partial<Record<Kind, number>>>;
  /** Several of these on one state of the data: each by itself reads another where something is written in between. */
  readonly together: Together;
}

/**
 * The search controller (section 5.1) on an open layout's tables. Statements are prepared here, once.
 * @throws Failure: 2 from a search whose text, limit or token is none; other errors are the database's own
 */
export function createTextSearch(session: Session, wanted: readonly Kind[] = KINDS): TextSearch {
  const kinds = KINDS.filter((kind) => wanted.includes(kind));
  const ranking = RANKING.map((part) => part.prepare(session, kinds));
  const show = SHOWING.prepare(session, kinds);
  const indexes = INDEXES.filter(({ kind }) => kinds.includes(kind));
  const together = prepareSnapshot(session, indexes);
  const words = wordsOf(session, indexes);

  const attempt = (wording: Wording, running: Omit<Running, keyof Wording>): Running => {
    const search: Running = { ...running, text: wording.text, typing: wording.typing };
    for (const part of ranking) part(search);
    return search;
  };

  /** The first attempt that finds something, else the first of all. A later page goes on with what the first found. */
  const run = (question: Question, { after, limit }: SearchOptions): Running => {
    const running = { ...NOTHING_YET, kinds: question.kinds, limit: limitOf(limit) };
    if (after !== undefined) {
      const end: PageEnd = readPageToken(after, question);
      return attempt(end, { ...running, after: end.keys });
    }
    const first = attempt(question, { ...running, after: {} });
    if (first.ranked.length > 0) return first;
    for (const { make } of ATTEMPTS.slice(1)) {
      const wording = make(question, first.query, words);
      if (wording === undefined) continue;
      const search = attempt(wording, { ...running, after: {} });
      if (search.ranked.length > 0) return search;
    }
    return first;
  };

  const page = <M>(search: Running, question: Question, hits: readonly M[]): Page<M> => {
    const { text, typing, ranked, lists, kinds, asked, query } = search;
    const found = lists.reduce((sum, { matches }) => sum + matches.length, 0);
    const end = { text, typing, keys: lastKeys(search.after, ranked) };
    return {
      hits,
      before: Object.values(search.after).reduce((sum, { shown }) => sum + shown, 0),
      ...(found > ranked.length ? { next: pageToken(question, end) } : {}),
      searched: { text, typing, as: attemptOf(search, question) },
      ignored: query.ignored,
      without: kinds.filter((kind) => !asked.some(({ index }) => index.kind === kind)),
      gone: ranked.length - hits.length,
    };
  };
  return {
    search(text, options = {}) {
      const question = questionOf(text, options, kinds);
      const search = together(() => {
        const found = run(question, options);
        show(found);
        return found;
      });
      return page(search, question, search.hits);
    },
    ranked(text, options = {}) {
      const question = questionOf(text, options, kinds);
      const search = run(question, options);
      return page(search, question, search.ranked);
    },
    count({ searched }, of = kinds) {
      const query = parse(searched.text, searched.typing);
      return Object.fromEntries(
        indexes
          .filter(({ kind }) => of.includes(kind))
          .flatMap((index) => {
            const match = matchText(query, index);
            return match === undefined ? [] : [[index.kind, counted(session, index, match)]];
          }),
      );
    },
    together,
  };
}

const NOTHING_YET = {
  query: { text: '', groups: [], excluded: [], ignored: [], unfinished: false },
  asked: [],
  lists: [],
  ranked: [],
  hits: [],
};

function counted(session: Session, { table }: Index, match: string): number {
  const sql = `SELECT count(*) AS n FROM ${table} WHERE ${table} MATCH ?`;
  return session.prepare<{ n: number }>([table], sql).get(match)?.n ?? 0;
}

function attemptOf(search: Wording, typed: Wording): Attempt['id'] {
  if (search.text !== typed.text) return 'corrected';
  return search.typing === typed.typing ? 'typed' : 'beginning';
}
