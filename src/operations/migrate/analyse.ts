import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { snapshotFile } from '../../database/files.ts';
import { cutForeignKeys, isCut } from '../../database/schema/index.ts';
import type { ForeignKey } from '../../database/schema/table.ts';
import { databaseOf, tablesOn } from '../../layouts/check.ts';
import type { DatabasePlacement, Layout } from '../../model/layout.ts';
import type { TableName } from '../../model/tables.ts';
import { type Duplicates, duplicates, type OrphanRows, orphans } from './orphans.ts';
import { attachSources, connect, hasLog, type Sources } from './sources.ts';
import { compareSchemas, type UnknownObject } from './unknown.ts';

export interface AnalysisRequest {
  readonly from: Layout;
  /** The folder with the source's files. */
  readonly files: string;
  readonly to: Layout;
  /**
   * Leaves databases with a log open: to close the last connection would write the log back, and a plan changes nothing.
   * The process has to be killed afterwards.
   */
  readonly leaveLogs?: boolean;
}

/** What a migration has to know of the data before it moves any: the dependency analysis of section 6.1. */
export interface Analysis {
  readonly moves: readonly { table: TableName; rows: number; from: string; to: string }[];
  readonly files: readonly { name: string; bytes: number }[];
  /** Foreign keys that the target cannot hold, and those that it holds and the source could not. */
  readonly cut: readonly ForeignKey[];
  readonly regained: readonly ForeignKey[];
  readonly orphans: readonly OrphanRows[];
  readonly duplicates: readonly Duplicates[];
  /** In the source, and in no layout. */
  readonly unknown: readonly UnknownObject[];
  /** Why the source is not of the layout that it says: nothing can be moved then. */
  readonly unlike: readonly string[];
}

/** Blocks; changes nothing. */
export function analyse({ from, files, to, leaveLogs = false }: AnalysisRequest): Analysis {
  const db = connect(':memory:', { fileMustExist: false });
  const logs = leaveLogs ? from.databases.filter((placement) => hasLog(snapshotFile(files, placement))) : [];
  try {
    const sources = attachSources(db, from, files);
    const { unknown, unlike } = compareSchemas(db, sources);
    const whole = unlike.length === 0;
    return {
      moves: whole ? moves(db, sources, to) : [],
      files: from.databases.map((placement) => {
        const path = snapshotFile(files, placement);
        return { name: path.slice(files.length + 1), bytes: statSync(path).size };
      }),
      cut: cutForeignKeys(to).filter((key) => !isCut(from, key)),
      regained: cutForeignKeys(from).filter((key) => !isCut(to, key)),
      orphans: whole ? orphans(db, sources, to) : [],
      duplicates: whole ? duplicates(db, sources) : [],
      unknown,
      unlike,
    };
  } finally {
    if (logs.length === 0) db.close();
    else leaveOpen(db, from, logs);
  }
}

const left: Database.Database[] = [];

function leaveOpen(db: Database.Database, from: Layout, logs: readonly DatabasePlacement[]): void {
  // Collected as garbage it would be closed.
  left.push(db);
  for (const [index, placement] of from.databases.entries())
    if (!logs.includes(placement)) db.exec(`DETACH source_${index}`);
}

function moves(db: Database.Database, { layout, placeOf }: Sources, to: Layout): Analysis['moves'] {
  return layout.databases.flatMap((placement) =>
    tablesOn(placement).map((table) => ({
      table,
      rows: db
        .prepare(`SELECT count(*) FROM ${placeOf(table)}.${counted(table)}`)
        .pluck()
        .get() as number,
      from: placement.name,
      to: databaseOf(to, table).name,
    })),
  );
}

/** count(*) of a virtual table reads all of it; its rows are those of a table of its own (sqlite-vec, FTS5). */
function counted(table: TableName): string {
  if (table === 'track_vectors') return 'track_vectors_rowids';
  return table === 'tracks_fts' || table === 'albums_fts' ? `${table}_docsize` : table;
}
