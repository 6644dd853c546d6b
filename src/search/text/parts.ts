import type { Row, Session } from '../../model/scenario.ts';
import { INDEXES, type Index, type Kind } from './fields.ts';
import { type Highlighter, highlighter, type Mark } from './highlight.ts';
import { matchText } from './match.ts';
import type { PageEnd } from './page-token.ts';
import { parse } from './parse.ts';
import type { Query } from './query.ts';
import { type FusedMatch, fuse, type RankedList } from './ranker.ts';
import { indexReader } from './read-index.ts';

/** A column of a hit, and where in it the words are that were looked for. */
export interface HitField {
  readonly name: string;
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** A track or an album that was found. */
export interface Hit extends FusedMatch {
  readonly slug: string;
  /** In the order of the index; a column without text is left out. */
  readonly fields: readonly HitField[];
}

/** A search under way: each part of the pipeline reads what those before it have put here. */
export interface Running {
  readonly text: string;
  readonly typing: boolean;
  readonly kinds: readonly Kind[];
  readonly limit: number;
  /** Where the page before ended. */
  readonly after: PageEnd['keys'];
  query: Query;
  /** What each index is asked; one that has not the columns asked for is not here. */
  asked: readonly { readonly index: Index; readonly match: string }[];
  lists: readonly RankedList[];
  ranked: readonly FusedMatch[];
  hits: readonly Hit[];
}

/** A part of the search interface. */
export interface Part {
  readonly id: string;
  /** What it is and what it does, for the picture. */
  readonly lines: readonly string[];
  /** It asks the full-text indexes. */
  readonly asksIndexes?: boolean;
  /** Prepares its statements; the function does the part's work. */
  readonly prepare: (session: Session, kinds: readonly Kind[]) => (search: Running) => void;
}

/** The pipeline: the controller runs these in this order, and the picture of section 5.1 is drawn from them. */
export const RANKING: readonly Part[] = [
  {
    id: 'parser',
    lines: ['Query parser', 'what was typed as a tree'],
    prepare: () => (search) => {
      search.query = parse(search.text, search.typing);
    },
  },
  {
    id: 'builder',
    lines: ['FTS query builder', 'the tree as MATCH text'],
    prepare: (_, kinds) => {
      const indexes = INDEXES.filter(({ kind }) => kinds.includes(kind));
      return (search) => {
        const asked: { index: Index; match: string }[] = [];
        for (const index of indexes) {
          if (!search.kinds.includes(index.kind)) continue;
          const match = matchText(search.query, index);
          if (match !== undefined) asked.push({ index, match });
        }
        search.asked = asked;
      };
    },
  },
  {
    id: 'reader',
    lines: ['Index reader', 'the best of each index by bm25'],
    asksIndexes: true,
    prepare: (session, kinds) => {
      const readers = new Map(kinds.map((kind) => [kind, indexReader(session, indexOf(kind))]));
      return (search) => {
        search.lists = search.asked.map(({ index: { kind }, match }) => {
          const after = search.after[kind];
          // One more than is shown: whether there is another page.
          const matches = readers.get(kind)?.(match, search.limit + 1, after) ?? [];
          return { kind, before: after?.shown ?? 0, matches };
        });
      };
    },
  },
  {
    id: 'ranker',
    lines: ['Result ranker', 'reciprocal rank fusion'],
    prepare: () => (search) => {
      search.ranked = fuse(search.lists, search.limit);
    },
  },
];

/** What is done for the matches that are shown, and for no others. */
export const SHOWING: Part = {
  id: 'presenter',
  lines: ['Rows and highlights', 'of what is shown'],
  prepare: (session, kinds) => {
    const statements = new Map(
      kinds.map((kind) => {
        const { rowTables, rows } = indexOf(kind);
        return [kind, session.prepare(rowTables, rows)];
      }),
    );
    return (search) => {
      const found = new Map<Kind, (match: FusedMatch) => Hit | undefined>();
      for (const { kind } of search.lists) {
        const ids = search.ranked.filter((match) => match.kind === kind).map(({ id }) => id);
        if (ids.length === 0) continue;
        const rows = new Map<unknown, Row>();
        for (const row of statements.get(kind)?.all(JSON.stringify(ids)) ?? []) rows.set(row.id, row);
        const index = indexOf(kind);
        const mark = highlighter(search.query, index);
        found.set(kind, (match) => {
          const row = rows.get(match.id);
          return row === undefined ? undefined : hitOf(match, row, index, mark);
        });
      }
      search.hits = search.ranked.flatMap((match) => found.get(match.kind)?.(match) ?? []);
    };
  },
};

function hitOf(match: FusedMatch, row: Row, { columns }: Index, mark: Highlighter): Hit {
  const fields: HitField[] = [];
  for (const [column, { name }] of columns.entries()) {
    const text = row[name];
    if (typeof text === 'string') fields.push({ name, text, marks: mark(column, text) });
  }
  return { ...match, slug: String(row.slug), fields };
}

function indexOf(kind: Kind): Index {
  const index = INDEXES.find((one) => one.kind === kind);
  if (index === undefined) throw new TypeError(`no index of ${kind}`);
  return index;
}
