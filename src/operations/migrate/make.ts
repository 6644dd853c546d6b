import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { analyze, creation, runAll } from '../../database/create.ts';
import { snapshotFile } from '../../database/files.ts';
import { databaseOf, tablesOn } from '../../layouts/check.ts';
import type { DatabasePlacement, Layout } from '../../model/layout.ts';
import { step } from '../faults.ts';
import type { OwnObject } from './carry.ts';
import { at } from './compare.ts';
import { likeAnother, syncPath } from './durable.ts';
import { importSearch, importTables, type OnTable } from './import-tables.ts';
import { importOwn, makeOwnRest, makeOwnTables } from './own.ts';
import { attachSources, connect, type Sources } from './sources.ts';

export interface MakeRequest {
  readonly from: Layout;
  /** The folder that the rows are read from. */
  readonly files: string;
  readonly to: Layout;
  /** The name of the database to make. */
  readonly database: string;
  /** The folder of the new files. */
  readonly folder: string;
  /** What of the user's own goes into it. */
  readonly own: readonly OwnObject[];
}

/** A file is X.schema with its tables, X.importing while rows come in, and X when it is whole: so a rerun knows. */
function names({ to, database, folder }: MakeRequest) {
  const placement = to.databases.find(({ name }) => name === database);
  if (placement === undefined) throw new TypeError(`layout ${to.name} has no ${database}`);
  const whole = snapshotFile(folder, placement);
  return { placement, whole, schema: `${whole}.schema`, importing: `${whole}.importing` };
}

/** Tables and indexes of one new database. What an earlier attempt has left is made anew. */
export function makeSchema(request: MakeRequest): void {
  const { placement, whole, schema, importing } = names(request);
  if (existsSync(whole)) return;
  for (const path of [schema, importing])
    for (const beside of ['', '-wal', '-shm']) rmSync(`${path}${beside}`, { force: true });
  step('schema');
  const db = open(schema, request);
  try {
    const { tables, indexes, search } = creation(request.to, placement, 'main');
    db.exec('BEGIN');
    // Indexes and full text before the rows: a row goes over as it lies in the file then, and so does each index entry
    // ("xfer optimization" in SQLite's insert.c), which is faster than to sort them once more.
    runAll(db, [...tables, ...indexes, ...search]);
    makeOwnTables(db, request.own);
    db.exec('COMMIT');
  } finally {
    db.close();
  }
}

/**
 * The rows of one new database, and what comes after rows. Without a journal: until it is renamed, the file is nobody's.
 * @throws Failure: 4 where rows break a rule of the target, 5 on a full disk
 */
export function importRows(request: MakeRequest, onTable: OnTable): { bytes: number } {
  const { placement, whole, schema, importing } = names(request);
  if (!existsSync(whole)) {
    if (existsSync(importing) || !existsSync(schema)) makeSchema(request);
    renameSync(schema, importing);
    const db = open(importing, request);
    try {
      const sources = attachSources(db, request.from, request.files);
      db.exec('BEGIN');
      importTables(db, placement, sources, onTable);
      importSearch(db, placement, sources, onTable);
      importOwn(db, request.own, sources, onTable);
      runAll(db, creation(request.to, placement, 'main').triggers);
      makeOwnRest(db, request.own);
      step('import:commit');
      db.exec('COMMIT');
      carryOver(db, placement, sources);
      analyze(db, 'main', placement);
      for (const { type, name } of request.own) if (type === 'table') db.exec(`ANALYZE ${at('main', name)}`);
      if (String(placement.pragmas?.journal_mode).toLowerCase() === 'wal')
        // Without the schema it would turn the copies to WAL as well: their headers would not be those of the source.
        db.pragma('main.journal_mode = WAL');
    } finally {
      db.close();
    }
    likeAnother(importing, snapshotFile(request.files, mostOf(placement, request.from)));
    syncPath(importing);
    step('import:rename');
    renameSync(importing, whole);
    syncPath(dirname(whole));
  }
  return { bytes: statSync(whole).size };
}

function open(path: string, { from, files }: MakeRequest): Database.Database {
  const db = connect(path, { fileMustExist: false });
  try {
    const [first] = from.databases;
    if (first === undefined) throw new TypeError('a layout has at least one database');
    const like = connect(snapshotFile(files, first));
    try {
      // SQLite attaches only databases of one text encoding; the size of pages is the owner's choice.
      for (const name of ['encoding', 'page_size', 'auto_vacuum'])
        db.pragma(`${name} = '${like.pragma(name, { simple: true })}'`);
    } finally {
      like.close();
    }
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.pragma('cache_size = -16000');
    // Rows come in any order, and orphans that are kept on purpose stay.
    db.pragma('foreign_keys = OFF');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Numbers that applications leave in a file's header. */
function carryOver(db: Database.Database, placement: DatabasePlacement, { layout, places }: Sources): void {
  const most = mostOf(placement, layout);
  const place = places.find((one) => one.placement === most)?.place;
  for (const name of ['user_version', 'application_id'])
    db.pragma(`main.${name} = ${db.pragma(`${place}.${name}`, { simple: true })}`);
}

/** The source's database that most of a new one's tables come from. */
function mostOf(placement: DatabasePlacement, from: Layout): DatabasePlacement {
  const here = tablesOn(placement).map((table) => databaseOf(from, table));
  const count = (one: DatabasePlacement) => here.filter((other) => other === one).length;
  const [most] = [...from.databases].sort((a, b) => count(b) - count(a));
  if (most === undefined) throw new TypeError('a layout has at least one database');
  return most;
}
