import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import { quoted } from '../../database/row-digest.ts';
import { EXIT, explainSystemError, Failure } from '../../model/failure.ts';
import { serve } from '../../process/serve.ts';
import { plain } from '../../render/plain.ts';
import { comparePages, type Hashed, type SnapshotOfFile } from './compare.ts';
import { type Contents, contentsOf, type TableToCheck, tablesToCheck } from './contents.ts';

/** A copy that nobody else has open, and what to call it in an error. */
export interface FileToCheck {
  readonly path: string;
  readonly shown: string;
  /** What it is a copy of, while that can still be read. */
  readonly of?: { readonly name: string; readonly snapshot: SnapshotOfFile };
}

const CHUNK = 1 << 20;
/** integrity_check of a file in the page cache takes two thirds of the time with it [run]; nobody changes a copy meanwhile. */
const MAPPED_BYTES = 1 << 30;
const MOST_PROBLEMS = 3;

/** No connection of this process is open on the file when it is read: closing it would give up SQLite's locks. */
function hash({ path, shown }: FileToCheck): Hashed {
  try {
    const file = openSync(path, 'r');
    try {
      const hash = createHash('sha256');
      const chunk = Buffer.alloc(CHUNK);
      let bytes = 0;
      for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
        hash.update(chunk.subarray(0, read));
        bytes += read;
      }
      return { bytes, sha256: hash.digest('hex') };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw explainSystemError(error, `reading ${plain(shown)}`);
  }
}

/** The copy's digest as well. @throws Failure: 4 where a page is not as in the snapshot */
function pages({ path, shown, of }: FileToCheck): Hashed {
  if (of === undefined) throw new TypeError(`${shown} is the copy of nothing`);
  try {
    return comparePages(of.snapshot, path, of.name);
  } catch (error) {
    throw explainSystemError(error, `comparing ${plain(shown)}`);
  }
}

/** @throws Failure: 4 with the first things that SQLite finds wrong */
function integrity(file: FileToCheck): null {
  return checked(file, 'integrity_check', String(MOST_PROBLEMS));
}

/**
 * The first half of integrity(): all but whether indexes say what their tables do. Each page is used once and none is lost, the free list, all
 * rows, and what virtual tables check of themselves.
 */
function structure(file: FileToCheck): null {
  return checked(file, 'quick_check', String(MOST_PROBLEMS));
}

/** The second half, for each of tablesToCheck: each row is in each index, and nothing else is. */
function table({ file, name }: { file: FileToCheck; name: string }): null {
  return checked(file, 'integrity_check', quoted(name));
}

function tables(file: FileToCheck): readonly TableToCheck[] {
  return inFile(file, tablesToCheck);
}

function checked(file: FileToCheck, pragma: string, argument: string): null {
  return inFile(file, (db) => {
    const found = db.pragma(`${pragma}(${argument})`) as Record<string, string>[];
    const problems = found.flatMap((row) => Object.values(row)).filter((text) => text !== 'ok');
    if (problems.length > 0) throw damaged(file.shown, problems.slice(0, MOST_PROBLEMS).join('; '));
    return null;
  });
}

/** How many rows reference one that is not there. */
function foreignKeys(file: FileToCheck): number {
  // Counted there: of millions of broken references none needs to come here.
  const sql = 'SELECT count(*) FROM pragma_foreign_key_check';
  return inFile(file, (db) => db.prepare(sql).pluck().get() as number);
}

/** What a manifest says of the rows, read anew. */
function contents(file: FileToCheck): Contents {
  return inFile(file, contentsOf);
}

function inFile<T>({ path, shown }: FileToCheck, work: (db: Database.Database) => T): T {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true });
    sqliteVec.load(db);
    db.pragma(`mmap_size = ${MAPPED_BYTES}`);
    db.pragma('cache_size = -2000');
    return work(db);
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string };
    if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) throw damaged(shown, message);
    throw error;
  } finally {
    db?.close();
  }
}

function damaged(shown: string, what: string): Failure {
  return new Failure(`${plain(shown)} is damaged: ${plain(what)}.`, EXIT.integrity);
}

serve({ hash, pages, integrity, structure, tables, table, foreignKeys, contents });
