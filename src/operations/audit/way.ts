import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Header, headerOf } from './header.ts';

/**
 * How a file is read so that nothing of it changes:
 * reader: read-only, as its -wal and -shm are there already, or it needs none;
 * application: as the application opens it, so that SQLite itself takes away the -wal and -shm that it makes;
 * bytes: as bytes, where nobody has it open, and opening it would leave files of ours or change it (a WAL or a journal
 * that a crash has left is played back when it is opened; -wal and -shm of another user lock the application out).
 */
export type Way = 'reader' | 'application' | 'bytes';

/** The process that looks: root's SQLite gives its sidecars the owner of the database. */
export interface Viewer {
  readonly uid: number | undefined;
}

export function wayOf(source: string, { uid }: Viewer): Way {
  const header: Header = headerOf(source);
  const [wal, shm] = [existsSync(`${source}-wal`), existsSync(`${source}-shm`)];
  const journal = `${source}-journal`;
  if (existsSync(journal) && headerOf(journal) === 'hot journal') return 'bytes';
  if (header !== 'wal') return wal ? 'bytes' : 'reader';
  if (wal && shm) return 'reader';
  if (wal || shm) return 'bytes';
  const owner = uid === 0 || statSync(source).uid === uid;
  return owner && mayWrite(source) && mayWrite(dirname(source)) ? 'application' : 'bytes';
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
