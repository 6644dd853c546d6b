import { join } from 'node:path';
import Database from 'better-sqlite3';
import { copyDatabase, type OpenSnapshot, openSnapshot } from '../../database/snapshot.ts';
import { explainSqliteError } from '../../database/sqlite-error.ts';
import { serve } from '../../process/serve.ts';
import { explainCopyError } from '../disk-error.ts';
import { step } from '../faults.ts';
import { type Compared, compareCopy } from './compare.ts';

export interface SnapshotRequest {
  readonly databases: readonly { readonly name: string; readonly source: string; readonly file: string }[];
  /** The set's folder while it has no name yet. */
  readonly folder: string;
  readonly lockSeconds: number;
}

export interface Snapshotted {
  readonly frozenSeconds: number;
  readonly waitedSeconds: number;
  readonly retries: number;
  readonly journalModes: readonly string[];
}

/** As the PRAGMA takes it: negative is in KiB. */
const SMALL_CACHE_KIB = -2000;

let snapshot: OpenSnapshot | undefined;
let request: SnapshotRequest | undefined;
// The process is ended where the copy is no longer wanted.
const { signal } = new AbortController();

/** Writes what the WAL holds into the file as far as that disturbs nobody, so that less of it is pinned by the copy. */
function checkpoint(sources: readonly string[]): void {
  for (const source of sources)
    reading(source, () => {
      const db = new Database(source, { fileMustExist: true });
      try {
        db.pragma('wal_checkpoint(PASSIVE)');
      } finally {
        db.close();
      }
    });
}

async function open(asked: SnapshotRequest): Promise<Snapshotted> {
  request = asked;
  const sources = asked.databases.map(({ source }) => source);
  try {
    snapshot = await openSnapshot(sources, { signal, lockSeconds: asked.lockSeconds });
  } catch (error) {
    throw explainSqliteError(error, sources.length === 1 ? String(sources[0]) : 'one of the databases');
  }
  const { readers, frozenSeconds, waitedSeconds, retries } = snapshot;
  // Each page is read once, in its order.
  for (const reader of readers) reader.pragma(`cache_size = ${SMALL_CACHE_KIB}`);
  const journalModes = readers.map((reader) => String(reader.pragma('journal_mode', { simple: true })));
  return { frozenSeconds, waitedSeconds, retries, journalModes };
}

/** One of the databases, from its read transaction. */
async function copy(index: number): Promise<void> {
  const { reader, source, path } = part(index);
  try {
    step('backup-copy');
    await copyDatabase(reader, path, signal);
    step('backup-stand-alone');
    standAlone(path);
  } catch (error) {
    throw explainCopyError(error, source, path);
  }
}

/**
 * A copy of a database in WAL mode is one itself, and whoever opens it makes a -wal and a -shm file beside it. In mode
 * delete it is one file and stays so.
 */
function standAlone(path: string): void {
  const db = new Database(path, { fileMustExist: true });
  try {
    db.pragma('journal_mode = delete');
  } finally {
    db.close();
  }
}

function compare(index: number): Compared {
  const { reader, source, path, name } = part(index);
  return reading(source, () => {
    const compared = compareCopy(reader, path, name);
    reader.exec('COMMIT');
    return compared;
  });
}

function close(): void {
  snapshot?.close();
  snapshot = undefined;
}

function part(index: number) {
  const reader = snapshot?.readers[index];
  const database = request?.databases[index];
  if (reader === undefined || database === undefined || request === undefined)
    throw new TypeError(`there is no database ${index}`);
  return { reader, ...database, path: join(request.folder, database.file) };
}

function reading<T>(source: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explainSqliteError(error, source);
  }
}

serve({ checkpoint, open, copy, compare, close });
