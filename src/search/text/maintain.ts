import {
  command,
  driftedFullText,
  FULL_TEXT_TABLES,
  type FullTextTable,
  rebuildFullText,
} from '../../database/full-text-check.ts';
import { remakeTriggers, type WrongTrigger, wrongTriggers } from '../../database/full-text-triggers.ts';
import type { OpenLayout } from '../../database/open.ts';
import { EXIT, Failure } from '../../model/failure.ts';
import { median } from '../../stats/summary.ts';
import { INDEXES } from './fields.ts';
import { createTextSearch } from './index.ts';
import { wordsByVocab } from './vocabulary.ts';

export interface Verified {
  readonly table: FullTextTable;
  /** The index does not say what its content does. */
  readonly drifted: boolean;
  /** Those that keep it true and are missing, or say something else: it drifts with the next change. */
  readonly wrongTriggers: readonly Omit<WrongTrigger, 'table'>[];
}

export interface Rebuilt extends Verified {
  readonly seconds: number;
}

export interface Optimized {
  readonly table: FullTextTable;
  /** Of the index with all its shadow tables. */
  readonly bytes: readonly [before: number, after: number];
  /** Its most frequent word, by which it is timed; null where it has none. */
  readonly word: string | null;
  /** A search for that word, ranked, top 20: the median. */
  readonly searchSeconds: readonly [before: number, after: number] | null;
  readonly seconds: number;
}

/** Compares each index with its content, all of both, and its triggers with those that the layout makes. */
export function verifyIndexes(open: OpenLayout): readonly Verified[] {
  // Without its view FTS5 says no more than "SQL logic error"; SQLite names what is missing.
  for (const { table, view } of INDEXES) open.prepare([table], `SELECT 1 FROM ${view}`);
  const drifted = driftedFullText(open);
  const wrong = wrongTriggers(open);
  return FULL_TEXT_TABLES.map((table) => ({
    table,
    drifted: drifted.includes(table),
    wrongTriggers: wrong.filter((one) => one.table === table).map(({ name, altered }) => ({ name, altered })),
  }));
}

/**
 * Makes each index anew from its content, and its triggers where they are wrong, in one transaction each; checks it
 * afterwards.
 * @returns how it was before
 * @throws Failure: 4 where it still does not say what its content does
 */
export function rebuildIndexes(open: OpenLayout): readonly Rebuilt[] {
  const before = verifyIndexes(open);
  const rebuilt = before.map((one) => {
    const start = performance.now();
    open.transaction([one.table], () => {
      remakeTriggers(open, one.table);
      rebuildFullText(open, one.table);
    })();
    return { ...one, seconds: (performance.now() - start) / 1000 };
  });
  const [still] = driftedFullText(open);
  if (still !== undefined)
    throw new Failure(
      `${still} differs from its content even when made anew: its tables are damaged. Restore them from a backup.`,
      EXIT.integrity,
    );
  return rebuilt;
}

/** Merges the segments of each index into one (https://www.sqlite.org/fts5.html, 6.7), measured before and after. */
export function optimizeIndexes(open: OpenLayout): readonly Optimized[] {
  return FULL_TEXT_TABLES.map((table) => {
    const word = mostFrequentWord(open, table);
    const before = { bytes: indexBytes(open, table), seconds: searchSeconds(open, table, word) };
    const start = performance.now();
    command(open, table, "(TABLE) VALUES ('optimize')");
    const seconds = (performance.now() - start) / 1000;
    const after = { bytes: indexBytes(open, table), seconds: searchSeconds(open, table, word) };
    return {
      table,
      bytes: [before.bytes, after.bytes],
      word,
      searchSeconds:
        before.seconds === null || after.seconds === null ? null : [before.seconds, after.seconds],
      seconds,
    };
  });
}

function mostFrequentWord(open: OpenLayout, table: FullTextTable): string | null {
  const index = INDEXES.find((one) => one.table === table);
  let [best, times]: [string | null, number] = [null, 0];
  for (const [word, count] of index === undefined ? [] : wordsByVocab(open, index))
    if (count > times) [best, times] = [word, count];
  return best;
}

function indexBytes(open: OpenLayout, table: FullTextTable): number {
  const schema = open
    .prepare<{ schema: string }>([table], `SELECT schema FROM pragma_table_list WHERE name = '${table}'`)
    .get()?.schema;
  return (
    open
      .prepare<{ bytes: number }>(
        [table],
        `SELECT sum(pgsize) AS bytes FROM dbstat('${schema}') WHERE aggregate = 1 AND name GLOB '${table}_*'
           AND name IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')`,
      )
      .get()?.bytes ?? 0
  );
}

const TIMED_SEARCHES = 15;

function searchSeconds(open: OpenLayout, table: FullTextTable, word: string | null): number | null {
  const kind = INDEXES.find((one) => one.table === table)?.kind;
  if (word === null || kind === undefined) return null;
  const { ranked } = createTextSearch(open, [kind]);
  ranked(word);
  return median(
    Array.from({ length: TIMED_SEARCHES }, () => {
      const start = performance.now();
      ranked(word);
      return (performance.now() - start) / 1000;
    }),
  );
}
