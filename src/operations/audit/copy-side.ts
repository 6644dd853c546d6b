import Database from 'better-sqlite3';
import { throwIfInterrupted } from '../../model/failure.ts';
import { stampOf } from './copy-bytes.ts';
import { about } from './copy-failed.ts';
import type { Way } from './way.ts';

/** A database file, and where its copy goes. */
export interface StillFile {
  /** Without symbolic links: SQLite puts its sidecars beside the file itself. */
  readonly source: string;
  /** In a private folder. */
  readonly target: string;
}

const STEP_PAGES = 2000;

export interface Side extends StillFile {
  /** Changes whenever another has committed. */
  readonly state: () => unknown;
  readonly reader: Database.Database | null;
}

/** @param open gets the connections: the caller closes them, whatever happens */
export function sideOf(file: StillFile, way: Way, waitSeconds: number, open: Database.Database[]): Side {
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

export function begin(reader: Database.Database): void {
  reader.exec('BEGIN');
  // A read transaction begins with its first read.
  reader.prepare('SELECT count(*) FROM sqlite_schema').get();
}

export async function copyFrom(
  reader: Database.Database,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  await reader.backup(target, {
    progress: () => {
      throwIfInterrupted(signal);
      return STEP_PAGES;
    },
  });
  reader.exec('ROLLBACK');
}
