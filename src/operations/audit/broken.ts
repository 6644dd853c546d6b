import { SqliteError } from 'better-sqlite3';

/** SQLite says that the file itself is no database, or not a sound one. */
export function isDamage(error: unknown): error is Error {
  return error instanceof SqliteError && /^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(error.code);
}

/** A whole database can still be none of ours: a column or a part of a virtual table is not there any more. */
export function isBroken(error: unknown): error is Error {
  return (
    isDamage(error) ||
    (error instanceof SqliteError && /^SQLITE_(ERROR|SCHEMA|CONSTRAINT|MISMATCH)/.test(error.code))
  );
}
