import { createHash, type Hash } from 'node:crypto';
import type Database from 'better-sqlite3';

export interface TableDigest {
  readonly rows: number;
  /** SHA-256, hexadecimal. */
  readonly digest: string;
}

/** Rows that SQLite joins to one value before it is handed over: handing over a value costs as much as ten columns. */
const ROWS_AT_ONCE = 500;
/** Larger values are handed over one by one, so that no group of rows takes much memory. */
const LARGE_BYTES = 4096;

/**
 * What a table holds, whatever the order in which it was written and the file that it lies in: SHA-256 over its rows in
 * the order of their keys. Every row is written so that it can be read back in one way only: of each value its type, of
 * text and blobs the length in bytes, and the value; floats with the 17 digits that tell all of them apart. So 1, 1.0,
 * '1' and x'31' differ, integers beyond 2^53 count to the last digit, NUL and invalid UTF-8 count byte for byte, and a
 * row that is there twice is not one that is there once. (-0.0 counts as 0.0, as in SQL.) Digests are comparable between
 * databases of one text encoding.
 *
 * Blocks. Memory stays bounded, but for single values, which SQLite holds whole as well; a table without a primary key is
 * sorted on disk. Inside a read transaction of the caller it sees the moment of that.
 * @param columns in an order that both sides share
 * @param keys NOT NULL columns that no two rows share, in whose order the rows come; by default the primary key
 * @throws SqliteError where the table cannot be read
 */
export function tableDigest(
  connection: Database.Database,
  schema: string,
  table: string,
  columns: readonly string[],
  keys: readonly string[] = primaryKey(connection, schema, table),
): TableDigest {
  const place = `${quoted(schema)}.${quoted(table)}`;
  const largest = largestRow(connection, schema, table);
  const large = (largest ?? Number.POSITIVE_INFINITY) > LARGE_BYTES;
  // Without a key nothing else would say to which row a value belongs that was left out.
  const apart = large && keys.length > 0;
  const row = `concat_ws(',', ${columns.map((name) => written(quoted(name), apart)).join(', ')})`;
  const source = { connection, place, row, keys: keys.map(quoted) };
  // A virtual table is read from its beginning for every page.
  const found =
    (largest === undefined ? undefined : byKey(source, columns)) ??
    bySorting(source, columns, large && !apart ? 1 : ROWS_AT_ONCE);
  if (apart) hashLarge(found.hash, source, columns);
  return { rows: found.rows, digest: found.hash.update(`${found.rows}`).digest('hex') };
}

interface Source {
  readonly connection: Database.Database;
  readonly place: string;
  /** The expression that writes a row. */
  readonly row: string;
  readonly keys: readonly string[];
}

const begin = (columns: readonly string[]) => createHash('sha256').update(JSON.stringify(columns));

/**
 * In pages, each beginning after the last key of the one before: no sorting and no window, which costs half again.
 * @returns undefined where a key is no integer: text cannot be handed back byte for byte
 */
function byKey({ connection, place, row, keys }: Source, columns: readonly string[]) {
  if (keys.length === 0) return undefined;
  const [list, marks] = [keys.join(', '), keys.map(() => '?').join(', ')];
  const joined = (where: string) =>
    connection
      .prepare(
        `SELECT count(*), CAST(string_agg(row, ';') AS BLOB) FROM
           (SELECT ${row} AS row FROM ${place} ${where} ORDER BY ${list} LIMIT ${ROWS_AT_ONCE})`,
      )
      .raw();
  const last = (where: string) =>
    connection
      .prepare(`SELECT ${list} FROM ${place} ${where} ORDER BY ${list} LIMIT 1 OFFSET ${ROWS_AT_ONCE - 1}`)
      .raw()
      .safeIntegers();
  const hash = begin(columns);
  const after = `WHERE (${list}) > (${marks})`;
  const [page, end] = [joined(after), last(after)];
  let rows = 0;
  let [count, bytes] = joined('').get() as [number, Buffer | null];
  let at = last('').get() as unknown[] | undefined;
  for (;;) {
    if (bytes !== null) hash.update(bytes).update(';');
    rows += count;
    if (at === undefined) return { hash, rows };
    if (at.some((key) => typeof key !== 'bigint')) return undefined;
    [count, bytes] = page.get(at) as [number, Buffer | null];
    at = end.get(at) as unknown[] | undefined;
  }
}

function bySorting({ connection, place, row, keys }: Source, columns: readonly string[], atOnce: number) {
  const order = keys.length > 0 ? keys.join(', ') : row;
  const groups = connection
    .prepare(
      `SELECT count(*), CAST(string_agg(row, ';') AS BLOB) FROM
         (SELECT (row_number() OVER (ORDER BY ${order}) - 1) / ${atOnce} AS part, ${row} AS row FROM ${place})
       GROUP BY part`,
    )
    .raw()
    .iterate() as IterableIterator<[number, Buffer]>;
  const hash = begin(columns);
  let rows = 0;
  for (const [count, bytes] of groups) {
    rows += count;
    hash.update(bytes).update(';');
  }
  return { hash, rows };
}

/** The values that were left out of their rows, in the same order; how long they are, their rows have said. */
function hashLarge(hash: Hash, { connection, place, keys }: Source, columns: readonly string[]): void {
  for (const name of columns.map(quoted)) {
    const length = `octet_length(${name})`;
    const values = connection
      .prepare(
        `SELECT CAST(${name} AS BLOB) FROM ${place} WHERE ${length} > ${LARGE_BYTES} ORDER BY ${keys.join(', ')}`,
      )
      .pluck()
      .iterate() as IterableIterator<Buffer>;
    for (const value of values) hash.update(value);
  }
}

/**
 * A tag and the value: i, r and n for an integer, a real and NULL; the length in bytes for text, and -1 less that length
 * for a blob. concat_ws leaves NULL out, so of a null stands its tag alone.
 */
function written(value: string, large: boolean): string {
  const length = `octet_length(${value})`;
  const leaveOut = large
    ? `WHEN 'integer' THEN ${value} ELSE iif(${length} > ${LARGE_BYTES}, NULL, ${value})`
    : `ELSE ${value}`;
  return `CASE typeof(${value}) WHEN 'integer' THEN 'i' WHEN 'text' THEN ${length} WHEN 'real' THEN 'r' WHEN 'null' THEN 'n' ELSE -1 - ${length} END,
    CASE typeof(${value}) WHEN 'real' THEN format('%!.17g', ${value}) ${leaveOut} END`;
}

/** Bytes (sqlite.org/dbstat.html); undefined for a virtual table, which has no pages of its own. */
function largestRow(connection: Database.Database, schema: string, table: string): number | undefined {
  return connection
    .prepare('SELECT mx_payload FROM dbstat(?) WHERE name = ? AND aggregate = 1')
    .pluck()
    .get(schema, table) as number | undefined;
}

/** The columns of the primary key in its order; none for a table without. */
export function primaryKey(connection: Database.Database, schema: string, table: string): string[] {
  return connection
    .prepare('SELECT name FROM pragma_table_info(?, ?) WHERE pk > 0 ORDER BY pk')
    .pluck()
    .all(table, schema) as string[];
}

/** A name as SQL takes it, whatever characters it holds. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
