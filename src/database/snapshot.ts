import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { EXIT, Failure, throwIfInterrupted } from '../model/failure.ts';

/** A database file, and where its copy goes. */
export interface SnapshotFile {
  readonly source: string;
  /** In a folder that exists; what is there is replaced only when all copies are whole. */
  readonly target: string;
}

export interface SnapshotResult {
  /** For so long no writer could begin a transaction in any of the files. */
  readonly frozenSeconds: number;
  readonly seconds: number;
  /** How often the locks could not all be had and were given back. */
  readonly retries: number;
}

export interface SnapshotOptions {
  readonly signal: AbortSignal;
  /** How long to try for the locks, altogether. */
  readonly lockSeconds?: number;
  /** Called for each reader while all writers are held up, just before its transaction: only for what takes no time. */
  readonly whileFrozen?: (reader: Database.Database, index: number) => void;
}

/** Pages at a time: between two steps this process can hear that it is to stop. */
const STEP_PAGES = 2000;
/** One attempt waits so long for a lock; then all are given back, so that two who lock in other orders get on. */
const ATTEMPT_SECONDS = 1;

/** Read transactions on several databases, all of one moment. Close it: as long as it is open, no WAL can begin anew. */
export interface OpenSnapshot {
  /** In the order of the sources. */
  readonly readers: readonly Database.Database[];
  readonly frozenSeconds: number;
  /** For so long the locks could not be had. */
  readonly waitedSeconds: number;
  readonly retries: number;
  close(): void;
}

/**
 * Begins a read transaction on each of several databases, all of one moment: all write locks are taken, the read
 * transactions are begun, the locks are given back. Writers wait only in between. (In a rollback journal a reader holds
 * up the commits of its file, so there they wait until the snapshot is closed.)
 * @throws Failure: 11 where the locks could not be had; Interrupted
 */
export async function openSnapshot(
  sources: readonly string[],
  { signal, lockSeconds = 30, whileFrozen }: SnapshotOptions,
): Promise<OpenSnapshot> {
  const open: Database.Database[] = [];
  const connect = (source: string) => {
    const db = new Database(source, { fileMustExist: true, timeout: ATTEMPT_SECONDS * 1000 });
    open.push(db);
    return db;
  };
  const close = () => {
    for (const db of open) db.close();
  };
  try {
    const lockers = sources.map(connect);
    const readers = sources.map(connect);
    const began = performance.now();
    const { lockedAt, retries } = await lockAll(lockers, sources, lockSeconds, signal);
    try {
      for (const [index, reader] of readers.entries()) {
        whileFrozen?.(reader, index);
        reader.exec('BEGIN');
        // A read transaction begins with its first read.
        reader.prepare('SELECT count(*) FROM sqlite_schema').get();
      }
    } finally {
      for (const locker of lockers) locker.exec('ROLLBACK');
    }
    const frozenSeconds = (performance.now() - lockedAt) / 1000;
    return { readers, frozenSeconds, waitedSeconds: (lockedAt - began) / 1000, retries, close };
  } catch (error) {
    close();
    throw error;
  }
}

/**
 * Copies several databases as they were at one moment, from the read transactions of openSnapshot.
 * Each copy is written to a file of mode 0600 beside its target and renamed when all of them are whole.
 * @throws Failure: 11 where the locks could not be had; Interrupted. Then no target has changed.
 */
export async function snapshotTogether(
  files: readonly SnapshotFile[],
  options: SnapshotOptions,
): Promise<SnapshotResult> {
  const started = performance.now();
  const partial = files.map(({ target }) => `${target}.partial`);
  const snapshot = await openSnapshot(
    files.map(({ source }) => source),
    options,
  );
  try {
    for (const [index, reader] of snapshot.readers.entries()) {
      await copyDatabase(reader, partial[index] as string, options.signal);
      reader.exec('COMMIT');
    }
    for (const [index, { target }] of files.entries()) renameSync(partial[index] as string, target);
    for (const folder of new Set(files.map(({ target }) => dirname(target)))) syncFile(folder);
    const { frozenSeconds, retries } = snapshot;
    return { frozenSeconds, seconds: (performance.now() - started) / 1000, retries };
  } finally {
    snapshot.close();
    for (const path of partial) rmSync(path, { force: true });
  }
}

async function lockAll(
  lockers: readonly Database.Database[],
  sources: readonly string[],
  lockSeconds: number,
  signal: AbortSignal,
): Promise<{ lockedAt: number; retries: number }> {
  const until = performance.now() + lockSeconds * 1000;
  for (let retries = 0; ; retries++) {
    throwIfInterrupted(signal);
    const held: Database.Database[] = [];
    let lockedAt = 0;
    let waitedFor = '';
    try {
      for (const [index, locker] of lockers.entries()) {
        waitedFor = sources[index] ?? '';
        locker.exec('BEGIN IMMEDIATE');
        lockedAt ||= performance.now();
        held.push(locker);
      }
      return { lockedAt, retries };
    } catch (error) {
      for (const locker of held) locker.exec('ROLLBACK');
      if (!String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')) throw error;
      if (performance.now() > until)
        throw new Failure(
          `${waitedFor} stayed locked by a writer for ${lockSeconds} s. Try again when it is less busy.`,
          EXIT.locked,
          { cause: error },
        );
      // Not all at once again: others that lock in another order would meet us once more.
      await new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * 40));
    }
  }
}

/**
 * Copies a database to a new file of mode 0600, synced. Inside a read transaction the copy is of its moment, and no commit
 * of others makes it begin again.
 */
export async function copyDatabase(
  reader: Database.Database,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  // backup() makes files that others may read: the name is taken first, for the owner alone.
  closeSync(openSync(path, 'wx', 0o600));
  await reader.backup(path, {
    progress: () => {
      throwIfInterrupted(signal);
      return STEP_PAGES;
    },
  });
  chmodSync(path, 0o600);
  syncFile(path);
}

function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
