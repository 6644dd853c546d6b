import { SqliteError } from 'better-sqlite3';

/** A change of --fix that is not made, and why, for people. */
export class NotDone extends Error {}

export function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof NotDone) return error.message;
  if (code === 'EPERM' || code === 'EACCES') return `no permission (${code}): run this as root`;
  if (code === 'EROFS') return 'the file system is read-only (EROFS)';
  if (code === 'ELOOP') return 'a symbolic link is in its place now';
  if (code === 'ENOENT') return 'it is gone';
  if (error instanceof SqliteError && error.code.startsWith('SQLITE_BUSY'))
    return 'the database stayed locked by another process; try again later';
  return error instanceof Error ? error.message : String(error);
}
