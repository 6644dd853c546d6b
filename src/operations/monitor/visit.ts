import { existsSync, type Stats, statSync } from 'node:fs';
import Database, { SqliteError } from 'better-sqlite3';
import { type Header, readHeader } from './header.ts';
import { type Lock, locksOf } from './locks.ts';
import type { FileFacts, Target, Visit } from './monitor.ts';

/** Nothing of ours waits for a lock longer: the look is given up and tried again at the next one. */
const BUSY_MILLISECONDS = 20;

export type DownReason = 'missing' | 'empty' | 'not-a-database' | 'locked' | 'corrupt' | 'unreadable';

export class Down extends Error {
  readonly reason: DownReason;

  constructor(reason: DownReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface Surroundings {
  readonly now: number;
  readonly steady: number;
  readonly patient: boolean;
  /** null where the system shows none. */
  readonly locks: readonly Lock[] | null;
}

/** A visit as all monitors share it. */
export type Facts = Omit<Visit, 'memory'>;

/**
 * Looks at a database once: opens it read-only, lets `look` read, closes it. A connection that stayed open would keep the
 * application's last close from checkpointing and removing the WAL, and would go on reading a file that has been replaced.
 * @throws Down where it cannot be looked at
 */
export function visit<T>(target: Target, around: Surroundings, look: (facts: Facts) => T): T {
  try {
    const file = factsOf(target.file);
    if (file.bytes === 0) throw new Down('empty', 'the file is empty');
    // Before there is a connection: see readHeader.
    const header = readHeader(target.file);
    if (header === null) throw new Down('not-a-database', 'the file is not a SQLite database');
    const locks = around.locks && locksOf(around.locks, inodesOf(target.file, header), process.pid);
    const { now, steady, patient } = around;
    const parts = { target, now, steady, patient, file, header, locks };
    // In WAL mode whoever has the file open has both beside it; a connection of ours would make what is missing.
    const open = existsSync(`${target.file}-wal`) && existsSync(`${target.file}-shm`);
    // But for a process that has it for itself (locking_mode=EXCLUSIVE), which needs no -shm.
    if (header.wal && !open && locks?.exclusive)
      throw new Down('locked', 'another process has it for itself');
    if (header.wal && !open) return look({ ...parts, connection: null });
    return withConnection(target.file, (connection) => look({ ...parts, connection }));
  } catch (error) {
    throw asDown(error);
  }
}

/**
 * Whether another process is in a write transaction, by the system's list of locks alone.
 * @returns null where the file cannot be looked at
 */
export function isBusy(file: string, locks: readonly Lock[]): boolean | null {
  try {
    const header = readHeader(file);
    return header && locksOf(locks, inodesOf(file, header), process.pid).writing;
  } catch {
    // A look tells what is wrong with it.
    return null;
  }
}

function inodesOf(file: string, { wal }: Header): { file: number; shm: number | null } {
  // A -shm that is not there: no lock is on it.
  return { file: statSync(file).ino, shm: wal ? (statIfThere(`${file}-shm`)?.ino ?? -1) : null };
}

function withConnection<T>(file: string, work: (connection: Database.Database) => T): T {
  const connection = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_MILLISECONDS });
  try {
    connection.prepare('SELECT count(*) FROM sqlite_schema').get();
    return work(connection);
  } finally {
    connection.close();
  }
}

function factsOf(path: string): FileFacts {
  const stat = statSync(path);
  if (!stat.isFile()) throw new Down('not-a-database', 'it is not a plain file');
  return {
    bytes: stat.size,
    modified: stat.mtimeMs / 1000,
    inode: stat.ino,
    walBytes: statIfThere(`${path}-wal`)?.size ?? null,
  };
}

function statIfThere(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

/** What SQLite and the system say of a database that cannot be read; anything else is a defect of ours and comes back. */
function asDown(error: unknown): unknown {
  if (error instanceof SqliteError) {
    const { message } = error;
    const [, kind] = /^SQLITE_([A-Z]+)/.exec(error.code) ?? [];
    if (kind === 'BUSY' || kind === 'LOCKED') return new Down('locked', 'another process keeps it locked');
    if (kind === 'NOTADB') return new Down('not-a-database', message);
    if (kind === 'CORRUPT') return new Down('corrupt', message);
    return new Down('unreadable', `${message} (${error.code})`);
  }
  if (!isSystemError(error)) return error;
  const { code } = error;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new Down('missing', 'there is no such file');
  // Whatever the system says of a file, the others are watched on.
  return new Down('unreadable', `the file cannot be read (${code})`);
}

/** What the operating system says, such as EACCES; Node's own codes have an underscore. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return /^E[A-Z0-9]+$/.test(String((error as NodeJS.ErrnoException | undefined)?.code));
}
