import type Database from 'better-sqlite3';
import { primaryKey, quoted } from '../../database/row-digest.ts';

/** A table on both sides of one connection. */
export interface Pair {
  readonly table: string;
  /** The schema that is to be like the other. */
  readonly place: string;
  readonly other: string;
  /** Columns that no two rows share, NOT NULL; the primary key where it is absent. */
  readonly keys?: readonly string[];
}

export interface Comparison {
  readonly rows: number;
  readonly otherRows: number;
  /** Rows of the other side that are missing here or differ in type or value of any column; counted up to a limit. */
  readonly different: number;
  /** The key of the first of them, as SQL writes it. */
  readonly example: string | null;
}

const MOST_COUNTED = 1000;

/**
 * Whether two tables hold the same rows: every row of the other side is looked for by its key, and each column has to be
 * the same value (IS: NULL is NULL, text and blobs byte for byte, integers and floats exactly), where the column has no
 * affinity or is declared otherwise there, also of the same type. With that and equally many rows, the two are the same set, since keys are unique on
 * both sides (integrity_check holds that). A third of the time of two digests, and no hash stands between.
 */
export function compareTables(db: Database.Database, pair: Pair): Comparison {
  const [here, there] = [at(pair.place, pair.table), at(pair.other, pair.table)];
  const { columns, keys } = columnsOf(db, pair);
  const found = db
    .prepare(
      `SELECT ${keys.map((key) => `quote(o.${key})`).join(` || ', ' || `)} AS key FROM ${there} o
       LEFT JOIN ${here} h ON ${joined(keys)} WHERE ${differs(keys, columns)} LIMIT ${MOST_COUNTED}`,
    )
    .pluck()
    .all() as string[];
  const count = (place: string) => db.prepare(`SELECT count(*) FROM ${place}`).pluck().get() as number;
  return {
    rows: count(here),
    otherRows: count(there),
    different: found.length,
    example: found[0] ?? null,
  };
}

/** "place"."table" */
export function at(place: string, table: string): string {
  return `${quoted(place)}.${quoted(table)}`;
}

/** Quoted names; a table without a primary key is compared by its rowid. */
function columnsOf(
  db: Database.Database,
  { table, place, other, keys: wanted }: Pair,
): { columns: Compared[]; keys: string[] } {
  const declared = db.prepare('SELECT name, type FROM pragma_table_info(?, ?)');
  const found = (at: string) => declared.all(table, at) as { name: string; type: string }[];
  const theirs = new Map(found(other).map(({ name, type }) => [name, type]));
  const columns = found(place).map(({ name, type }) => ({
    name: quoted(name),
    untyped: !HAS_AFFINITY.test(type) || theirs.get(name) !== type,
  }));
  const keys = (wanted ?? primaryKey(db, place, table)).map(quoted);
  return { columns, keys: keys.length > 0 ? keys : ['rowid'] };
}

export interface Compared {
  readonly name: string;
  /**
   * Of no affinity, or not of the same type on both sides: 1 and 1.0 can both be in it, and are equal; '007' in a column of
   * text is equal to the 7 that one of integers has made of it.
   */
  readonly untyped: boolean;
}

/** A column declared so keeps no two numbers that are equal and of different types (sqlite.org/datatype3.html, 3.1). */
const HAS_AFFINITY = /INT|CHAR|CLOB|TEXT|REAL|FLOA|DOUB|NUM|DEC|DATE|BOOL/i;

export function joined(keys: readonly string[]): string {
  return keys.map((key) => `h.${key} = o.${key}`).join(' AND ');
}

/** True of a row of `o` that `h` has not, or has otherwise. */
export function differs(keys: readonly string[], columns: readonly Compared[]): string {
  const compared = columns.map(({ name, untyped }) => {
    // A column may be declared to take A for a.
    const value = `o.${name} COLLATE BINARY IS NOT h.${name}`;
    return untyped ? `${value} OR typeof(o.${name}) <> typeof(h.${name})` : value;
  });
  return [`h.${keys[0]} IS NULL`, ...compared].join(' OR ');
}
