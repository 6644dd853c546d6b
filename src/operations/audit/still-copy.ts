import { accessSync, chmodSync, constants, copyFileSync, existsSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Interrupted, throwIfInterrupted } from '../../model/failure.ts';
import { type Header, headerOf } from './header.ts';

/** A database file, and where its copy goes. */
export interface StillFile {
  /** Without symbolic links: SQLite puts its sidecars beside the file itself. */
  readonly source: string;
  /** In a private folder. */
  readonly target: string;
}

/**
 * How a file is read so that nothing of it changes:
 * reader: read-only, as its -wal and -shm are there already, or it needs none;
 * application: as the application opens it, so that SQLite itself takes away the -wal and -shm that it makes;
 * bytes: as bytes, where nobody has it open, and opening it would leave files of ours or change it (a WAL or a journal
 * that a crash has left is played back when it is opened; -wal and -shm of another user lock the application out).
 */
export type Way = 'reader' | 'application' | 'bytes';

export interface StillCopies {
  /** All files as they were at one moment; false where they were written all the time. */
  readonly together: boolean;
  readonly ways: readonly Way[];
}

/** Attempts at a moment in which nobody commits; with a commit every 2 ms nearly each one succeeds. */
const ATTEMPTS = 50;
const STEP_PAGES = 2000;

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

/**
 * Copies databases without a change to any of them, and without a lock that a writer of a WAL waits for (in a rollback
 * journal its commits wait for the copy): a read transaction is begun on each, and where nothing was committed from
 * before the first to after the last, they are of one moment. The copies may be opened for writing.
 * @param waitSeconds how long to wait for each lock that keeps readers out
 * @throws CopyFailed (because of a SqliteError, BeingWritten, or a system error); Interrupted. The copies that were begun are left to the caller.
 */
export async function copyStill(
  files: readonly StillFile[],
  viewer: Viewer,
  waitSeconds: number,
  signal: AbortSignal,
): Promise<StillCopies> {
  const ways = files.map(({ source }) => wayOf(source, viewer));
  const open: Database.Database[] = [];
  try {
    const sides = files.map((file, index) => sideOf(file, ways[index] as Way, waitSeconds, open));
    const states = () => sides.map(({ source, state }) => about(source, () => String(state())));
    let begun = states();
    let together = false;
    for (let attempt = 1; ; attempt++) {
      throwIfInterrupted(signal);
      for (const { source, reader } of sides) if (reader) about(source, () => begin(reader));
      const now = states();
      together = now.every((state, index) => state === begun[index]);
      begun = now;
      if (together || attempt === ATTEMPTS) break;
      for (const { reader } of sides) reader?.exec('ROLLBACK');
      await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 4));
      begun = states();
    }
    // Bytes first: they are of that moment only if nothing has changed since.
    for (const [index, { source, target, reader }] of sides.entries())
      if (reader === null)
        together = about(source, () => copyBytes(source, target)) === begun[index] && together;
    for (const { source, target, reader } of sides)
      if (reader) await about(source, () => copyFrom(reader, target, signal));
    return { together, ways };
  } finally {
    for (const db of open) db.close();
  }
}

interface Side extends StillFile {
  /** Changes whenever another has committed. */
  readonly state: () => unknown;
  readonly reader: Database.Database | null;
}

function sideOf(file: StillFile, way: Way, waitSeconds: number, open: Database.Database[]): Side {
  const { source } = file;
  if (way === 'bytes') return { ...file, state: () => stampOf(source), reader: null };
  const connect = () => {
    const options = {
      readonly: way === 'reader',
      fileMustExist: true,
      timeout: Math.ceil(waitSeconds * 1000),
    };
    const db = new Database(source, options);
    open.push(db);
    if (way === 'application') db.pragma('query_only = ON');
    return db;
  };
  return about(source, () => ({ ...file, state: versions(connect()), reader: connect() }));
}

/** Changes whenever another connection has committed. */
function versions(watcher: Database.Database): () => unknown {
  const version = watcher.prepare('PRAGMA data_version').pluck();
  return () => version.get();
}

function begin(reader: Database.Database): void {
  reader.exec('BEGIN');
  // A read transaction begins with its first read.
  reader.prepare('SELECT count(*) FROM sqlite_schema').get();
}

/** Which file could not be copied; the cause says why. */
export class CopyFailed extends Error {
  readonly source: string;

  constructor(source: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.source = source;
  }
}

/** It is written as bytes are copied: what comes out may be no database. */
export class BeingWritten extends Error {}

/** @throws CopyFailed for what is thrown; Interrupted */
function about<T>(source: string, work: () => T): T {
  const failed = (error: unknown) => (error instanceof Interrupted ? error : new CopyFailed(source, error));
  try {
    const value = work();
    if (!(value instanceof Promise)) return value;
    return value.catch((error) => {
      throw failed(error);
    }) as T;
  } catch (error) {
    throw failed(error);
  }
}

export const SIDECARS = ['-wal', '-journal', '-shm'] as const;
/** Of which a copy is made; SQLite makes a -shm anew. */
const COPIED = ['', '-wal', '-journal'] as const;

/** What tells that a file or one of its sidecars was written. */
function stampOf(source: string): string {
  return ['', ...SIDECARS]
    .map((suffix) => {
      const stats = statSync(source + suffix, { bigint: true, throwIfNoEntry: false });
      return stats ? `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}` : 'none';
    })
    .join(' ');
}

const BYTE_ATTEMPTS = 3;

/** @returns the stamp of what was copied @throws BeingWritten */
function copyBytes(source: string, target: string): string {
  for (let attempt = 1; attempt <= BYTE_ATTEMPTS; attempt++) {
    const before = stampOf(source);
    for (const suffix of COPIED) {
      rmSync(target + suffix, { force: true });
      if (!existsSync(source + suffix)) continue;
      copyFileSync(source + suffix, target + suffix);
      // It has the rights of its source, which may be too few to open it.
      chmodSync(target + suffix, 0o600);
    }
    if (stampOf(source) === before) return before;
  }
  throw new BeingWritten(`${source} was written while it was copied`);
}

async function copyFrom(reader: Database.Database, target: string, signal: AbortSignal): Promise<void> {
  await reader.backup(target, {
    progress: () => {
      throwIfInterrupted(signal);
      return STEP_PAGES;
    },
  });
  reader.exec('ROLLBACK');
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
