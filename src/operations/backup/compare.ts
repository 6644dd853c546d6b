import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { EXIT, Failure } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import type { BackupTable } from './manifest.ts';

/** What a database said of itself in the read transaction, and its copy says too. */
export interface Compared {
  readonly pages: number;
  readonly bytes: number;
  readonly schemaDigest: string;
  readonly tables: readonly BackupTable[];
}

interface StoredTable {
  readonly name: string;
  readonly withoutRowid: number;
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly key: number;
}

/** The name under which the copy is attached: no database of a layout can be called so. */
const COPY = 'snapshot';

/**
 * Compares a copy with the read transaction that it was made from: size, schema, and each value of each row of each table
 * with rows, those of virtual tables included. Row by row inside SQLite this takes about as long as copying; digests of
 * the rows on both sides took ten times as long, and could only say that something differs.
 * @param reader inside its read transaction @param name what the database is called in an error
 * @throws Failure: 4 that names the first table that differs; SqliteError where one cannot be read
 */
export function compareCopy(reader: Database.Database, path: string, name: string): Compared {
  reader.prepare(`ATTACH ? AS ${COPY}`).run(path);
  // Both sides are read in the order of their keys: a page is needed once.
  reader.pragma(`${COPY}.cache_size = -2000`);
  const differs = (what: string): never => {
    throw new Failure(
      `the copy of ${plain(name)} is not what was copied: ${plain(what)}. Nothing of it is kept.`,
      EXIT.integrity,
    );
  };
  const number = (pragma: string) => reader.pragma(pragma, { simple: true }) as number;
  const [pages, pageSize] = [number('main.page_count'), number('main.page_size')];
  if (number(`${COPY}.page_count`) !== pages || number(`${COPY}.page_size`) !== pageSize)
    differs('it has another size');
  const schema = schemaOf(reader, 'main');
  if (schemaOf(reader, COPY) !== schema) differs('it has another schema');
  const tables = storedTables(reader).map((table) => {
    const rows = compareTable(reader, table);
    return rows ?? differs(`table ${table.name} differs`);
  });
  return {
    pages,
    bytes: pages * pageSize,
    schemaDigest: createHash('sha256').update(schema).digest('hex'),
    tables,
  };
}

/** The text of everything in a database that has one, in the order of its making. */
export function schemaOf(connection: Database.Database, schema: string): string {
  const rows = connection
    .prepare(`SELECT type, name, tbl_name, sql FROM ${schema}.sqlite_schema ORDER BY rowid`)
    .raw()
    .all();
  return JSON.stringify(rows);
}

/** Every table with rows of its own; an index or a virtual table has none. */
export function storedTables(connection: Database.Database): readonly StoredTable[] {
  return connection
    .prepare(
      `SELECT s.name AS name, l.wr AS withoutRowid FROM main.sqlite_schema s
       JOIN pragma_table_list l ON l.schema = 'main' AND l.name = s.name
       WHERE s.type = 'table' AND s.rootpage > 0 ORDER BY s.rowid`,
    )
    .all() as StoredTable[];
}

export function countRows(connection: Database.Database, schema: string, table: string): number {
  return connection
    .prepare(`SELECT count(*) FROM ${schema}.${quoted(table)}`)
    .pluck()
    .get() as number;
}

/** Null where the two differ: as many rows on both sides, and as many pairs that are equal. */
function compareTable(reader: Database.Database, { name, withoutRowid }: StoredTable): BackupTable | null {
  const columns = reader
    .prepare(`SELECT name, type, pk AS key FROM pragma_table_info(?, 'main')`)
    .all(name) as Column[];
  const keys =
    withoutRowid === 0
      ? [rowidOf(columns)]
      : columns.filter(({ key }) => key > 0).map((column) => quoted(column.name));
  const pairs = reader
    .prepare(
      `SELECT count(*) FROM main.${quoted(name)} a CROSS JOIN ${COPY}.${quoted(name)} b
       ON ${keys.map((key) => `a.${key} = b.${key}`).join(' AND ')}
       WHERE ${columns.map(same).join(' AND ')}`,
    )
    .pluck()
    .get() as number;
  const rows = countRows(reader, 'main', name);
  return pairs === rows && countRows(reader, COPY, name) === rows ? { name, rows } : null;
}

/** A table may have columns of these names, which then hide the row's own number. */
function rowidOf(columns: readonly Column[]): string {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  const free = ['_rowid_', 'rowid', 'oid'].find((name) => !taken.has(name));
  // With all three taken only a primary key can stand for it.
  return free ?? quoted(columns.find(({ key }) => key > 0)?.name ?? 'rowid');
}

/**
 * 1 and 1.0 are equal in SQL, and 1.0 in a column of type INTEGER or REAL is stored as what the type says: elsewhere the
 * types are compared as well (https://www.sqlite.org/datatype3.html, 3.1).
 */
function same({ name, type }: Column): string {
  const [a, b] = [`a.${quoted(name)}`, `b.${quoted(name)}`];
  const equal = `${a} IS ${b} COLLATE BINARY`;
  return /INT|CHAR|CLOB|TEXT|REAL|FLOA|DOUB/i.test(type) ? equal : `${equal} AND typeof(${a}) = typeof(${b})`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
