import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import { creation } from '../../database/create.ts';
import { snapshotFile } from '../../database/files.ts';
import { databaseOf } from '../../layouts/check.ts';
import { EXIT, Failure } from '../../model/failure.ts';
import type { DatabasePlacement, Layout } from '../../model/layout.ts';
import type { TableName } from '../../model/tables.ts';
import { plain } from '../../render/plain.ts';

/** The databases that a connection reads from: each under a schema name that no layout uses. */
export interface Sources {
  readonly layout: Layout;
  /** The schema that holds a table. */
  readonly placeOf: (table: TableName) => string;
  readonly places: readonly { readonly place: string; readonly placement: DatabasePlacement }[];
}

/** What sqlite_schema says of one object. */
export interface SchemaObject {
  readonly type: string;
  readonly name: string;
  readonly table: string;
  readonly sql: string | null;
}

export function connect(path: string, { fileMustExist = true } = {}): Database.Database {
  const db = new Database(path, { fileMustExist, timeout: 5000 });
  sqliteVec.load(db);
  return db;
}

/** A connection that reads a layout's databases and has none of its own. Not in a process that holds a lock on one. */
export function connectBeside(layout: Layout, folder: string): Database.Database {
  const db = connect(':memory:', { fileMustExist: false });
  const [first] = layout.databases;
  // SQLite attaches only databases of one text encoding.
  if (first) db.pragma(`encoding = '${encodingOf(snapshotFile(folder, first))}'`);
  return db;
}

/** From the header (sqlite.org/fileformat.html, 1.3.13): a connection that is closed again would write the log back. */
function encodingOf(path: string): string {
  const header = Buffer.alloc(60);
  const file = openSync(path, 'r');
  try {
    readSync(file, header);
  } finally {
    closeSync(file);
  }
  return ['', 'UTF-8', 'UTF-16le', 'UTF-16be'][header.readUInt32BE(56)] || 'UTF-8';
}

/**
 * Attaches every database of a layout to a connection. They are only read.
 * @throws Failure where they are of several text encodings
 */
export function attachSources(db: Database.Database, layout: Layout, folder: string): Sources {
  const places = layout.databases.map((placement, index) => ({ place: `source_${index}`, placement }));
  for (const { place, placement } of places) attach(db, snapshotFile(folder, placement), place);
  const placeOf = (table: TableName) => {
    const holder = databaseOf(layout, table);
    const found = places.find(({ placement }) => placement === holder);
    if (found === undefined) throw new TypeError(`no source has ${table}`);
    return found.place;
  };
  return { layout, placeOf, places };
}

function attach(db: Database.Database, path: string, place: string): void {
  try {
    db.prepare('ATTACH ? AS ?').run(path, place);
  } catch (error) {
    if (!/same text encoding/.test(String((error as Error).message))) throw error;
    throw new Failure(
      `${plain(basename(path))} is of another text encoding (UTF-8, UTF-16) than the other databases, and SQLite cannot read them together. Make one anew in the encoding of the others first.`,
      EXIT.usage,
      { cause: error },
    );
  }
}

/** Changes that have not been written back to the file yet, of a program that is at work or that was killed. */
export function hasLog(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Objects of a database without SQLite's own (statistics, indexes that keys make by themselves). */
export function schemaObjects(db: Database.Database, place: string): readonly SchemaObject[] {
  return db
    .prepare(
      `SELECT type, name, tbl_name AS "table", sql FROM ${place}.sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid`,
    )
    .all() as SchemaObject[];
}

/** What a database of a layout consists of, found out by making it, empty and in memory. */
export function expectedObjects(layout: Layout, placement: DatabasePlacement): readonly SchemaObject[] {
  const db = connect(':memory:', { fileMustExist: false });
  try {
    const { tables, indexes, search, triggers } = creation(layout, placement, 'main');
    for (const sql of [...tables, ...indexes, ...search, ...triggers]) db.exec(sql);
    return schemaObjects(db, 'main');
  } finally {
    db.close();
  }
}
