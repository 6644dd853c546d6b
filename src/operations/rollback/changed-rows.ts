import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { snapshotFile } from '../../database/files.ts';
import { TABLES } from '../../database/schema/index.ts';
import { databaseOf } from '../../layouts/check.ts';
import type { Layout } from '../../model/layout.ts';
import type { TableName } from '../../model/tables.ts';
import { step } from '../faults.ts';
import { at, compareTables, differs, joined } from '../migrate/compare.ts';
import { syncPath } from '../migrate/durable.ts';
import { connect, hasLog } from '../migrate/sources.ts';

export interface ChangedRowsRequest {
  /** The state to go back to. */
  readonly before: { readonly layout: Layout; readonly files: string };
  /** The states in use since, each with what to call it. */
  readonly since: readonly { readonly layout: Layout; readonly files: string; readonly called: string }[];
  /** The file that receives them, a line of JSON each; null: they are only counted. */
  readonly keepIn: string | null;
}

export interface ChangedRows {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly byTable: readonly ChangedIn[];
}

export interface ChangedIn {
  /** The folder of the new files, or "the old files". */
  readonly in: string;
  readonly table: string;
  added: number;
  changed: number;
  removed: number;
}

type Change = 'added' | 'changed' | 'removed';
type OnTable = (table: string, fraction: number) => void;

/** A vector is data as well; full text is made from other tables. */
const VECTORS = { name: 'track_vectors', columns: ['track_id', 'embedding', 'genre_id', 'model'] } as const;

/**
 * Every row that was added, changed or removed since a state, by its key, with what it was and what it became. Written
 * as lines of JSON to a file that is there only when it is whole. Blocks; one row is held at a time.
 */
export function keepChangedRows(
  { before, since, keepIn }: ChangedRowsRequest,
  onTable: OnTable,
): ChangedRows {
  const partial = keepIn === null ? null : `${keepIn}.partial`;
  const file = partial === null ? null : openSync(partial, 'w', 0o600);
  const byTable: ChangedIn[] = [];
  try {
    for (const now of since)
      for (const [index, table] of [...TABLES, VECTORS].entries()) {
        onTable(table.name, index / TABLES.length);
        const counts = { in: now.called, table: table.name, added: 0, changed: 0, removed: 0 };
        for (const row of changesOf(table.name, before, now, keepIn === null)) {
          counts[row.change]++;
          if (file !== null) writeSync(file, `${JSON.stringify({ in: now.called, ...row })}\n`);
        }
        if (counts.added + counts.changed + counts.removed > 0) byTable.push(counts);
      }
    if (file !== null) fsyncSync(file);
  } catch (error) {
    if (partial !== null) rmSync(partial, { force: true });
    throw error;
  } finally {
    if (file !== null) closeSync(file);
  }
  const sum = (change: Change) => byTable.reduce((total, one) => total + one[change], 0);
  if (partial !== null && keepIn !== null) {
    step('rows:rename');
    if (byTable.length > 0) {
      renameSync(partial, keepIn);
      syncPath(dirname(keepIn));
    } else rmSync(partial);
  }
  return { added: sum('added'), changed: sum('changed'), removed: sum('removed'), byTable };
}

function* changesOf(
  table: TableName,
  before: ChangedRowsRequest['before'],
  now: ChangedRowsRequest['since'][number],
  leaveLogs: boolean,
) {
  const db = connect(snapshotFile(now.files, databaseOf(now.layout, table)));
  try {
    db.prepare('ATTACH ? AS before').run(snapshotFile(before.files, databaseOf(before.layout, table)));
    db.pragma('cache_size = -16000');
    const definition = table === VECTORS.name ? undefined : TABLES.find(({ name }) => name === table);
    const columns = definition?.columns.map(({ name }) => name) ?? VECTORS.columns;
    const keys = definition?.primaryKey ?? columns.slice(0, 1);
    if (definition === undefined && sameVectors(db)) return;
    const rest = columns.filter((name) => !keys.includes(name));
    const [here, there] = [at('main', table), at('before', table)];
    // The bytes of a text as well: it may be none that UTF-8 knows.
    const select = (side: 'o' | 'h') =>
      columns.flatMap((name) => [
        `${side}.${name}`,
        `CASE typeof(${side}.${name}) WHEN 'text' THEN CAST(${side}.${name} AS BLOB) END`,
      ]);
    // o: as it is now; h: as it was.
    const changed = rows(
      db,
      `SELECT h.${keys[0]} IS NOT NULL, ${[...select('o'), ...select('h')].join(', ')}
       FROM ${here} o LEFT JOIN ${there} h ON ${joined(keys)} WHERE ${differs(
         keys,
         rest.map((name) => ({ name, untyped: true })),
       )}`,
    );
    for (const [known, ...values] of changed) {
      const after = named(columns, values.slice(0, 2 * columns.length));
      if (known === 1n)
        yield {
          table,
          change: 'changed' as const,
          before: named(columns, values.slice(2 * columns.length)),
          after,
        };
      else yield { table, change: 'added' as const, after };
    }
    const removed = rows(
      db,
      `SELECT ${select('o').join(', ')} FROM ${there} o LEFT JOIN ${here} h ON ${joined(keys)} WHERE h.${keys[0]} IS NULL`,
    );
    for (const values of removed) yield { table, change: 'removed' as const, before: named(columns, values) };
  } finally {
    if (
      leaveLogs &&
      [now, before].some((one) => hasLog(snapshotFile(one.files, databaseOf(one.layout, table))))
    )
      left.push(db);
    else db.close();
  }
}

/** Where nothing may change: to close the last connection would write the log back. Ended with the process. */
const left: Database.Database[] = [];

/** Looking up vectors one by one takes long: first what lies behind them. */
function sameVectors(db: Database.Database): boolean {
  const behind = db
    .prepare(
      "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name LIKE 'track\\_vectors\\_%' ESCAPE '\\'",
    )
    .pluck()
    .all() as string[];
  try {
    return behind.every((table) => {
      const found = compareTables(db, { table, place: 'main', other: 'before' });
      return found.rows === found.otherRows && found.different === 0;
    });
  } catch {
    // Another make of the same table: then one by one.
    return false;
  }
}

function rows(db: Database.Database, sql: string): IterableIterator<unknown[]> {
  return db.prepare(sql).raw().safeIntegers().iterate() as IterableIterator<unknown[]>;
}

function named(columns: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(
    columns.map((name, index) => [name, written(values[2 * index], values[2 * index + 1])]),
  );
}

/** What JSON cannot hold is told by its kind: text that is no UTF-8 (in hexadecimal), integers beyond 2^53, blobs, floats that look like integers, infinities. */
function written(value: unknown, bytes: unknown): unknown {
  if (Buffer.isBuffer(bytes) && !Buffer.from(String(value)).equals(bytes))
    return { text: bytes.toString('hex') };
  if (typeof value === 'bigint')
    return Number.isSafeInteger(Number(value)) ? Number(value) : { integer: String(value) };
  if (typeof value === 'number')
    return Number.isFinite(value) && !Number.isInteger(value) ? value : { real: String(value) };
  if (Buffer.isBuffer(value)) return { blob: value.toString('hex') };
  return value;
}
