import { accessSync, closeSync, constants, existsSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import { explainSystemError, Failure } from '../model/failure.ts';
import type { DatabaseSchema } from '../model/schema.ts';
import { readSchema } from './read-schema.ts';
import { explainSqliteError } from './sqlite-error.ts';

/**
 * The schema of any SQLite file, read without changing it, and without a file left beside it where the folder allows.
 * @param shown what to call it in an error
 * @throws Failure: 2 where it is no database or one that cannot be read, 4 where it is damaged, 5 without permission or
 * where the disk fails, 11 where it is locked
 */
export function readSchemaFile(path: string, shown: string): { schema: DatabaseSchema; bytes: number } {
  let bytes: number;
  try {
    const found = statSync(path);
    if (!found.isFile()) throw new Failure(`${shown} is no file. Name a SQLite database.`);
    bytes = found.size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Failure(`${shown} is not there. Name a SQLite database.`, undefined, { cause: error });
    throw explainSystemError(error, `reading ${shown}`);
  }
  if (bytes === 0) throw new Failure(`${shown} is empty: there is no schema to draw.`);
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { readonly: !isClosedWal(path), fileMustExist: true, timeout: 5000 });
    db.pragma('query_only = ON');
    sqliteVec.load(db);
    return { schema: readSchema(db), bytes };
  } catch (error) {
    throw explainSqliteError(error, shown);
  } finally {
    db?.close();
  }
}

/**
 * A database in WAL mode that nobody has open, and that this user may open as its owner: a connection that only reads
 * would leave the -wal and -shm that it needs, one that may write removes them at its end if it is the last. Where one
 * of them or a journal is there already, opening for writing could play it back.
 */
function isClosedWal(path: string): boolean {
  if (['-wal', '-shm', '-journal'].some((end) => existsSync(`${path}${end}`))) return false;
  const uid = process.geteuid?.();
  if (uid !== undefined && uid !== 0 && statSync(path).uid !== uid) return false;
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    accessSync(dirname(path), constants.W_OK);
  } catch {
    // It is for SQLite to say what cannot be read.
    return false;
  }
  return saysWal(path);
}

/** The version that a writer needs to know, at 18, is 2 for WAL (https://www.sqlite.org/fileformat2.html, 1.3.3). */
function saysWal(path: string): boolean {
  const bytes = Buffer.alloc(20);
  const file = openSync(path, 'r');
  try {
    return (
      readSync(file, bytes, 0, bytes.length, 0) === bytes.length &&
      bytes.toString('latin1', 0, 15) === 'SQLite format 3' &&
      bytes[18] === 2
    );
  } finally {
    closeSync(file);
  }
}
