import type Database from 'better-sqlite3';
import { FOREIGN_KEYS, isCut, TABLES } from '../../database/schema/index.ts';
import type { ForeignKey } from '../../database/schema/table.ts';
import type { Layout } from '../../model/layout.ts';
import type { TableName } from '../../model/tables.ts';
import type { Sources } from './sources.ts';

/** Rows whose reference leads to no row. */
export interface OrphanRows {
  readonly key: { readonly table: string; readonly column: string; readonly references: string };
  readonly rows: number;
  /** The first few values that lead nowhere, as SQL writes them. */
  readonly examples: readonly string[];
  /** The target holds this key, so these rows would break it. */
  readonly heldByTarget: boolean;
}

/** Rows that share what the target wants to be unique. */
export interface Duplicates {
  readonly table: TableName;
  readonly columns: readonly string[];
  readonly groups: number;
  readonly example: string;
}

const MOST_EXAMPLES = 3;

export function orphans(db: Database.Database, { placeOf }: Sources, to: Layout): OrphanRows[] {
  return FOREIGN_KEYS.flatMap((key) => {
    const found = orphansOf(db, key, placeOf);
    return found.rows === 0 ? [] : [{ key, ...found, heldByTarget: !isCut(to, key) }];
  });
}

/**
 * Rows whose reference leads to no row. First the different values of the column, in the order of an index where there is
 * one: a fifth of the time of looking each row up (foreign_key_check does that), and mostly there is nothing to count. Where
 * the keys have no gap, no value has to be looked up at all, which takes a quarter of that again.
 */
export function orphansOf(
  db: Database.Database,
  { table, column, references }: ForeignKey,
  placeOf: (table: TableName) => string,
): { rows: number; examples: string[] } {
  const lost = `c.${column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${placeOf(references)}.${references} p WHERE p.id = c.${column})`;
  const children = `${placeOf(table)}.${table}`;
  if (allBetween(db, { column, children }, denseKeys(db, placeOf(references), references)))
    return { rows: 0, examples: [] };
  const examples = db
    .prepare(
      `SELECT quote(c.${column}) FROM (SELECT DISTINCT ${column} FROM ${children}) c WHERE ${lost} LIMIT ${MOST_EXAMPLES}`,
    )
    .pluck()
    .all() as string[];
  if (examples.length === 0) return { rows: 0, examples };
  const rows = db.prepare(`SELECT count(*) FROM ${children} c WHERE ${lost}`).pluck().get() as number;
  return { rows, examples };
}

const FEW = 1000n;

interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

/** The first and the last rowid of a table where every integer between them is one: as many as from one to the other. */
function denseKeys(db: Database.Database, place: string, table: TableName): Range | undefined {
  // An id that is the rowid: integers, each once. Any other key has an index of its own.
  const isRowid =
    db
      .prepare(
        `SELECT count(*) FROM pragma_table_info(?, ?) WHERE pk > 0 AND name = 'id' AND upper(type) = 'INTEGER'`,
      )
      .pluck()
      .get(table, place) === 1 &&
    db
      .prepare(`SELECT count(*) FROM pragma_index_list(?, ?) WHERE origin = 'pk'`)
      .pluck()
      .get(table, place) === 0;
  if (!isRowid) return undefined;
  const [first, last, rows] = db
    .prepare(
      `SELECT (SELECT min(id) FROM ${place}.${table}), (SELECT max(id) FROM ${place}.${table}), (SELECT count(*) FROM ${place}.${table})`,
    )
    .raw()
    .safeIntegers()
    .get() as [bigint | null, bigint | null, bigint];
  // Among few keys each is found at once, and the different values are mostly few then as well.
  if (rows < FEW || first === null || last === null) return undefined;
  return last - first + 1n === rows ? { first, last } : undefined;
}

function allBetween(
  db: Database.Database,
  { column, children }: { column: string; children: string },
  keys: Range | undefined,
): boolean {
  if (keys === undefined) return false;
  const other = db
    .prepare(
      `SELECT 1 FROM ${children} WHERE ${column} IS NOT NULL AND (typeof(${column}) <> 'integer' OR ${column} NOT BETWEEN ? AND ?) LIMIT 1`,
    )
    .get(keys.first, keys.last);
  return other === undefined;
}

/** Keys that an index of the source holds unique need no look. */
export function duplicates(db: Database.Database, { placeOf }: Sources): Duplicates[] {
  return TABLES.flatMap((table) => {
    const place = placeOf(table.name);
    const unique = [
      table.primaryKey ?? [table.columns[0]?.name ?? 'rowid'],
      ...(table.indexes ?? []).filter((index) => index.unique).map((index) => index.columns),
    ];
    const held = uniqueIndexes(db, place, table.name);
    return unique.flatMap((columns) => {
      if (held.has(columns.join(','))) return [];
      const list = columns.join(', ');
      const present = columns.map((column) => `${column} IS NOT NULL`).join(' AND ');
      const groups = `SELECT ${columns.map((column) => `quote(${column})`).join(` || ', ' || `)} AS value
        FROM ${place}.${table.name} WHERE ${present} GROUP BY ${list} HAVING count(*) > 1`;
      const count = db.prepare(`SELECT count(*) FROM (${groups})`).pluck().get() as number;
      if (count === 0) return [];
      const example = db.prepare(`${groups} LIMIT 1`).pluck().get() as string;
      return [{ table: table.name, columns, groups: count, example }];
    });
  });
}

function uniqueIndexes(db: Database.Database, place: string, table: string): ReadonlySet<string> {
  const names = db
    .prepare(`SELECT name FROM pragma_index_list(?, ?) WHERE "unique" = 1 AND partial = 0`)
    .pluck()
    .all(table, place) as string[];
  const columns = names.map((name) =>
    (
      db
        .prepare('SELECT name FROM pragma_index_info(?, ?) ORDER BY seqno')
        .pluck()
        .all(name, place) as string[]
    ).join(','),
  );
  const rowid = db
    .prepare(`SELECT name FROM pragma_table_info(?, ?) WHERE pk = 1 AND upper(type) = 'INTEGER'`)
    .pluck()
    .get(table, place) as string | undefined;
  return new Set(rowid === undefined ? columns : [...columns, rowid]);
}
