import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { quoted } from '../../database/row-digest.ts';
import type { BackupTable } from './manifest.ts';

/** What a manifest says of what is in a database. */
export interface Contents {
  readonly schemaDigest: string;
  /** With the rows of each table that has some of its own, those behind virtual tables included. */
  readonly tables: readonly BackupTable[];
}

export function contentsOf(db: Database.Database): Contents {
  return {
    schemaDigest: createHash('sha256').update(schemaOf(db)).digest('hex'),
    tables: storedTables(db).map((name) => ({ name, rows: countRows(db, name) })),
  };
}

/** A table, and about how long it takes to check it with its indexes: in entries that are looked at. */
export interface TableToCheck {
  readonly name: string;
  readonly weight: number;
}

/** Those of which integrity_check sees more than quick_check: with indexes, or a primary key that is one. */
export function tablesToCheck(db: Database.Database): readonly TableToCheck[] {
  const tables = db
    .prepare(
      `SELECT s.name, l.wr + (SELECT count(*) FROM sqlite_schema i WHERE i.type = 'index' AND i.tbl_name = s.name) AS indexes
       FROM sqlite_schema s JOIN pragma_table_list l ON l.schema = 'main' AND l.name = s.name
       WHERE s.type = 'table' AND s.rootpage > 0 AND indexes > 0`,
    )
    .all() as { name: string; indexes: number }[];
  // Each row is looked up in each index, which takes a multiple of reading the row.
  return tables.map(({ name, indexes }) => ({ name, weight: countRows(db, name) * (1 + 3 * indexes) }));
}

/** The text of everything in a database that has one, in the order of its making. */
function schemaOf(db: Database.Database): string {
  const rows = db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid').raw().all();
  return JSON.stringify(rows);
}

/** Every table with rows of its own; an index or a virtual table has none. */
function storedTables(db: Database.Database): readonly string[] {
  return db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY rowid")
    .pluck()
    .all() as string[];
}

function countRows(db: Database.Database, table: string): number {
  return db
    .prepare(`SELECT count(*) FROM ${quoted(table)}`)
    .pluck()
    .get() as number;
}
