import { SqliteError } from 'better-sqlite3';
import type { TableName } from '../model/tables.ts';
import type { OpenLayout } from './open.ts';

export const FULL_TEXT_TABLES = ['tracks_fts', 'albums_fts'] as const satisfies readonly TableName[];
export type FullTextTable = (typeof FULL_TEXT_TABLES)[number];

/**
 * The full-text tables whose index does not say what their content does: an external-content table drifts silently, and
 * only an integrity-check with rank 1 compares it with its content (https://www.sqlite.org/fts5.html, 4.4.4). Reads all
 * of both; changes nothing, but wants a connection that may write.
 */
export function driftedFullText(
  open: Pick<OpenLayout, 'prepare'>,
  tables: readonly FullTextTable[] = FULL_TEXT_TABLES,
): readonly FullTextTable[] {
  return tables.filter((table) => {
    try {
      command(open, table, "(TABLE, rank) VALUES ('integrity-check', 1)");
      return false;
    } catch (error) {
      // FTS5's own code. A page that cannot be read (SQLITE_CORRUPT) is damage to the file, which no rebuild mends.
      if (error instanceof SqliteError && error.code === 'SQLITE_CORRUPT_VTAB') return true;
      throw error;
    }
  });
}

/** Makes the index anew from its content. */
export function rebuildFullText(open: Pick<OpenLayout, 'prepare'>, table: FullTextTable): void {
  command(open, table, "(TABLE) VALUES ('rebuild')");
}

/** FTS5 takes its commands as rows for the column that is called like the table. */
export function command(open: Pick<OpenLayout, 'prepare'>, table: FullTextTable, rest: string): void {
  open.prepare([table], `INSERT INTO ${table} ${rest.replaceAll('TABLE', table)}`).run();
}
