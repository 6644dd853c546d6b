import type Database from 'better-sqlite3';
import { primaryKey, quoted } from '../../database/row-digest.ts';
import { at, compareTables, differs, joined } from '../migrate/compare.ts';
import { rowidName } from '../migrate/row-id.ts';
import { tablesBehind } from '../migrate/shadow.ts';
import { named } from './row-json.ts';

export type Change = 'added' | 'changed' | 'removed';

export interface RowChange {
  readonly table: string;
  readonly change: Change;
  readonly before?: Record<string, unknown>;
  readonly after?: Record<string, unknown>;
}

/** A vector is data as well; full text is made from other tables. */
export const VECTORS = {
  name: 'track_vectors',
  columns: ['track_id', 'embedding', 'genre_id', 'model'],
} as const;

/** The schemas of a connection that hold a table as it is now and as it was; null where it is not there. */
export interface Sides {
  readonly now: string | null;
  readonly before: string | null;
}

/**
 * Every row of a table that differs between two states, by its key: the primary key, without one the rowid; where that is another
 * key than before, all rows of both. A column that
 * only one side has makes a row differ where it is not NULL.
 */
export function* rowChanges(
  db: Database.Database,
  table: string,
  { now, before }: Sides,
): Iterable<RowChange> {
  const keys = now === null || before === null ? undefined : keysOf(db, table, now, before);
  if (now === null || before === null || keys === undefined) {
    if (now !== null) for (const after of allRows(db, now, table)) yield { table, change: 'added', after };
    if (before !== null)
      for (const row of allRows(db, before, table)) yield { table, change: 'removed', before: row };
    return;
  }
  if (table === VECTORS.name && sameVectors(db, now, before)) return;
  const [columns, old] = [columnsOf(db, now, table), columnsOf(db, before, table)];
  const [here, there] = [at(now, table), at(before, table)];
  const both = columns.filter((name) => old.includes(name));
  const lone = [
    ...columns.filter((name) => !old.includes(name)).map((name) => `o.${quoted(name)} IS NOT NULL`),
    ...old.filter((name) => !columns.includes(name)).map((name) => `h.${quoted(name)} IS NOT NULL`),
  ];
  const differ = differs(
    keys,
    both.map((name) => ({ name: quoted(name), untyped: true })),
  );
  // o: as it is now; h: as it was.
  const changed = rows(
    db,
    `SELECT h.${keys[0]} IS NOT NULL, ${[...select('o', columns), ...select('h', old)].join(', ')}
     FROM ${here} o LEFT JOIN ${there} h ON ${joined(keys)} WHERE ${[differ, ...lone].join(' OR ')}`,
  );
  for (const [known, ...values] of changed) {
    const after = named(columns, values.slice(0, 2 * columns.length));
    if (known === 1n)
      yield { table, change: 'changed', before: named(old, values.slice(2 * columns.length)), after };
    else yield { table, change: 'added', after };
  }
  const removed = rows(
    db,
    `SELECT ${select('o', old).join(', ')} FROM ${there} o LEFT JOIN ${here} h ON ${joined(keys)} WHERE h.${keys[0]} IS NULL`,
  );
  for (const values of removed) yield { table, change: 'removed', before: named(old, values) };
}

function* allRows(db: Database.Database, place: string, table: string) {
  const columns = columnsOf(db, place, table);
  for (const values of rows(db, `SELECT ${select('o', columns).join(', ')} FROM ${at(place, table)} o`))
    yield named(columns, values);
}

/** Without generated ones: they follow from the others. */
function columnsOf(db: Database.Database, place: string, table: string): readonly string[] {
  if (table === VECTORS.name) return VECTORS.columns;
  return db
    .prepare('SELECT name FROM pragma_table_xinfo(?, ?) WHERE hidden = 0 ORDER BY cid')
    .pluck()
    .all(table, place) as string[];
}

/** @returns undefined where rows cannot be told apart: the key is another than it was */
function keysOf(db: Database.Database, table: string, now: string, before: string): string[] | undefined {
  if (table === VECTORS.name) return VECTORS.columns.slice(0, 1);
  const [keys, old] = [now, before].map((place) => primaryKey(db, place, table));
  const same = keys !== undefined && keys.length > 0 && keys.join('\n') === old?.join('\n');
  // A primary key that is not the rowid may be NULL, many times (sqlite.org/quirks.html).
  const missing = (place: string) =>
    db
      .prepare(
        `SELECT 1 FROM ${at(place, table)} WHERE ${keys?.map((key) => `${quoted(key)} IS NULL`).join(' OR ')} LIMIT 1`,
      )
      .get() !== undefined;
  if (same && !missing(now) && !missing(before)) return keys.map(quoted);
  const [rowid, other] = [now, before].map((place) => rowidName(db, place, table));
  return rowid !== undefined && rowid === other ? [rowid] : undefined;
}

/** The bytes of a text as well: it may be none that UTF-8 knows. */
function select(side: 'o' | 'h', columns: readonly string[]): string[] {
  return columns
    .map(quoted)
    .flatMap((name) => [
      `${side}.${name}`,
      `CASE typeof(${side}.${name}) WHEN 'text' THEN CAST(${side}.${name} AS BLOB) END`,
    ]);
}

/** Looking up vectors one by one takes long: first what lies behind them. */
function sameVectors(db: Database.Database, now: string, before: string): boolean {
  try {
    return tablesBehind(db, now, VECTORS.name).every(({ name }) => {
      const found = compareTables(db, { table: name, place: now, other: before });
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
