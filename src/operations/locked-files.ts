import { accessSync, constants, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { EXIT, explainSystemError, Failure, throwIfInterrupted } from '../model/failure.ts';
import { plain } from '../render/plain.ts';

/** A file as the file system knows it: any change through SQLite or around it shows in one of these. */
export interface FileState {
  readonly bytes: number;
  readonly inode: string;
  /** Nanoseconds. */
  readonly modified: string;
}

/** SQLite's wait at a file; an attempt waits twice, for the log and for the lock. */
const ATTEMPT_SECONDS = 0.5;
const TELL_SECONDS = 0.9;

/** For whoever waits longer than a moment. */
export function waitingLine(shown: string, seconds: number): string {
  return `waiting for a writer of ${plain(shown)} to finish, up to ${seconds} s`;
}

/**
 * Database files that nobody else can write while this is held: each has its log written back (so that the file alone is
 * the database) and a write lock on it. Readers go on. This process must not open the files otherwise: closing
 * any handle of it on them would drop the locks (POSIX); children may.
 */
export class LockedFiles {
  readonly #open: readonly Database.Database[];

  private constructor(open: readonly Database.Database[]) {
    this.#open = open;
  }

  /**
   * @param lockSeconds how long to try, altogether
   * @param onWait told once, after a second in vain, how long it may take
   * @throws Failure: 11 where a writer, or a reader of an old state, does not end; 5 where a file cannot be written
   */
  static async take(
    paths: readonly string[],
    {
      signal,
      lockSeconds = 30,
      onWait,
    }: { signal: AbortSignal; lockSeconds?: number; onWait?: (seconds: number) => void },
  ): Promise<LockedFiles> {
    // On a file that it may only read SQLite begins a read transaction where BEGIN IMMEDIATE is asked for, and says nothing.
    for (const path of paths) checkWritableFile(path);
    const open: Database.Database[] = [];
    try {
      for (const path of paths)
        open.push(new Database(path, { fileMustExist: true, timeout: ATTEMPT_SECONDS * 1000 }));
      const began = performance.now();
      const until = began + lockSeconds * 1000;
      let told = false;
      for (;;) {
        throwIfInterrupted(signal);
        const waitedFor = lockAll(open, paths);
        if (waitedFor === undefined) return new LockedFiles(open);
        // Attempts that fail at once (a reader of an old state) are many in a second; on a busy machine one may last until the end.
        if (!told && lockSeconds > TELL_SECONDS && performance.now() - began >= TELL_SECONDS * 1000) {
          onWait?.(lockSeconds);
          told = true;
        }
        if (performance.now() > until)
          throw new Failure(
            `${plain(waitedFor)} is in use: a program that writes, or that reads an old state, did not end for ${lockSeconds} s. Stop it and run this again.`,
            EXIT.locked,
          );
        await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 80));
      }
    } catch (error) {
      for (const db of open) db.close();
      throw explainSystemError(error, 'locking the databases');
    }
  }

  release(): void {
    for (const db of this.#open) db.close();
  }
}

function checkWritableFile(path: string): void {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw new Failure(
      `${plain(path)} cannot be opened for writing (${(error as NodeJS.ErrnoException).code}). Run this as the user who owns it.`,
      EXIT.disk,
      { cause: error },
    );
  }
}

/** @returns the file that was in use; then nothing is locked */
function lockAll(open: readonly Database.Database[], paths: readonly string[]): string | undefined {
  const held: Database.Database[] = [];
  let at = '';
  try {
    for (const [index, db] of open.entries()) {
      at = paths[index] ?? '';
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.exec('BEGIN IMMEDIATE');
      held.push(db);
      // Somebody wrote between the two, or a reader holds on to an older state.
      if ((statSync(`${at}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) break;
      if (index === open.length - 1) return undefined;
    }
  } catch (error) {
    if (!String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')) {
      for (const db of held) db.exec('ROLLBACK');
      throw error;
    }
  }
  for (const db of held) db.exec('ROLLBACK');
  return at;
}

export function fileState(path: string): FileState {
  const { size, ino, mtimeNs } = statSync(path, { bigint: true });
  return { bytes: Number(size), inode: String(ino), modified: String(mtimeNs) };
}

/**
 * A process that was killed while it held files locked has left an empty log and shared memory beside them: SQLite takes
 * them away when the last connection is closed, so one is opened for that.
 */
export function removeEmptyLogs(paths: readonly string[]): void {
  for (const path of paths) {
    const db = new Database(path, { fileMustExist: true });
    try {
      db.prepare('SELECT count(*) FROM sqlite_schema').get();
    } finally {
      db.close();
    }
  }
}
