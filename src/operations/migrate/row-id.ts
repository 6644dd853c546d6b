import type Database from 'better-sqlite3';
import { foldName } from '../../database/schema-reader/tokens.ts';

/** A name of the rowid that no column has taken; undefined WITHOUT ROWID, or where all are taken. */
export function rowidName(db: Database.Database, place: string, table: string): string | undefined {
  const without = db
    .prepare('SELECT wr FROM pragma_table_list WHERE schema = ? AND name = ?')
    .pluck()
    .get(place, table);
  if (without === 1) return undefined;
  const taken = db.prepare('SELECT name FROM pragma_table_xinfo(?, ?)').pluck().all(table, place) as string[];
  return ['rowid', '_rowid_', 'oid'].find((name) => !taken.some((other) => foldName(other) === name));
}
