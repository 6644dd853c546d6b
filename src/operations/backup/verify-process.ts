import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import { EXIT, explainSystemError, Failure } from '../../model/failure.ts';
import { serve } from '../../process/serve.ts';
import { plain } from '../../render/plain.ts';
import { countRows, schemaOf, storedTables } from './compare.ts';
import type { BackupTable } from './manifest.ts';

/** A copy that nobody else has open, and what to call it in an error. */
export interface FileToCheck {
  readonly path: string;
  readonly shown: string;
}

export interface Hashed {
  readonly bytes: number;
  readonly sha256: string;
}

export interface Contents {
  readonly schemaDigest: string;
  readonly tables: readonly BackupTable[];
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

/** @throws Failure: 4 with the first things that SQLite finds wrong */
function integrity(file: FileToCheck): null {
  return inFile(file, (db) => {
    const found = db.pragma(`integrity_check(${MOST_PROBLEMS})`) as { integrity_check: string }[];
    const problems = found.map((row) => row.integrity_check).filter((text) => text !== 'ok');
    if (problems.length > 0) throw damaged(file.shown, problems.join('; '));
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
  return inFile(file, (db) => ({
    schemaDigest: createHash('sha256').update(schemaOf(db, 'main')).digest('hex'),
    tables: storedTables(db).map(({ name }) => ({ name, rows: countRows(db, 'main', name) })),
  }));
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

serve({ hash, integrity, foreignKeys, contents });
