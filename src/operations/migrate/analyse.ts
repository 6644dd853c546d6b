import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { snapshotFile } from '../../database/files.ts';
import { cutForeignKeys, isCut } from '../../database/schema/index.ts';
import type { ForeignKey } from '../../database/schema/table.ts';
import { databaseOf, tablesOn } from '../../layouts/check.ts';
import type { DatabasePlacement, Layout } from '../../model/layout.ts';
import type { TableName } from '../../model/tables.ts';
import { carriedObjects, type OwnChoice, type OwnObject } from './carry.ts';
import { destinations } from './destination.ts';
import { type Duplicates, duplicates, type OrphanRows, orphans } from './orphans.ts';
import { ownOrphans } from './own-orphans.ts';
import { attachSources, connectBeside, hasLog, type Sources } from './sources.ts';
import { tryOwn } from './trial.ts';
import { compareSchemas } from './unknown.ts';

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
  /** What the user says of objects of the own. */
  readonly choice: OwnChoice;
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
  readonly unknown: readonly OwnObject[];
  /** Why the new layout could not be opened with this source's data. */
  readonly unopenable: string | null;
  /** Why the source is not of the layout that it says: nothing can be moved then. */
  readonly unlike: readonly string[];
}

/** Blocks; changes nothing. */
export function analyse({ from, files, to, leaveLogs = false, choice }: AnalysisRequest): Analysis {
  const db = connectBeside(from, files);
  const logs = leaveLogs ? from.databases.filter((placement) => hasLog(snapshotFile(files, placement))) : [];
  try {
    const sources = attachSources(db, from, files);
    const { unknown: found, unlike } = compareSchemas(db, sources);
    const unknown = tryOwn(to, destinations(db, sources, to, found), choice);
    const whole = unlike.length === 0;
    return {
      moves: whole ? moves(db, sources, to) : [],
      files: from.databases.map((placement) => {
        const path = snapshotFile(files, placement);
        return { name: path.slice(files.length + 1), bytes: statSync(path).size };
      }),
      cut: cutForeignKeys(to).filter((key) => !isCut(from, key)),
      regained: cutForeignKeys(from).filter((key) => !isCut(to, key)),
      orphans: whole
        ? [...orphans(db, sources, to), ...ownOrphans(db, sources, carriedObjects(unknown, choice))]
        : [],
      duplicates: whole ? duplicates(db, sources) : [],
      unknown,
      unopenable: unopenable(String(db.pragma('encoding', { simple: true })), to),
      unlike,
    };
  } finally {
    if (logs.length === 0) db.close();
    else leaveOpen(db, from, logs);
  }
}

/** A database in memory of its own is UTF-8, and cannot be filled from a snapshot that is not. */
function unopenable(encoding: string, { connection, databases }: Layout): string | null {
  const memory = databases.find(
    ({ file }, index) => file === ':memory:' && (connection === 'separate' || index === 0),
  );
  return encoding === 'UTF-8' || memory === undefined
    ? null
    : `the databases are of the text encoding ${encoding}, and ${memory.name} of the new layout would live in memory, which is filled in UTF-8. Choose a layout without it, or make the databases anew in UTF-8`;
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
