import { closeSync, openSync, readSync } from 'node:fs';
import type Database from 'better-sqlite3';

/** How much of a WAL belongs to a read transaction (https://www.sqlite.org/fileformat2.html#walformat). */
export interface WalMark {
  /** So many frames, from the first. */
  readonly frames: number;
  /** Of the WAL's header, in hexadecimal: it changes when the WAL begins anew. */
  readonly salt: string;
}

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const SALT_BYTES = 8;

/**
 * Where the WAL of a database ends, for a read transaction that is begun before anybody writes again: call it while the
 * write lock is held. The -wal file may be read in this process: SQLite has no locks on it.
 * @param reader not in a transaction: SQLite refuses a checkpoint in one, also one that does nothing
 * @param source without symbolic links: SQLite puts the WAL beside the file itself
 * @returns null where all there is stands in the file
 */
export function walMarkOf(reader: Database.Database, source: string): WalMark | null {
  // The WAL is opened by the first read.
  reader.prepare('SELECT count(*) FROM sqlite_schema').get();
  const [said] = reader.pragma('wal_checkpoint(NOOP)') as { log: number; checkpointed: number }[];
  if (said === undefined || said.log <= 0) return null;
  const file = openSync(`${source}-wal`, 'r');
  try {
    return { frames: said.log, salt: saltIn(file) };
  } finally {
    closeSync(file);
  }
}

/** The newest frame of each page among those of a mark; empty where the WAL has begun anew since. */
export function newestFrames(wal: number, mark: WalMark, pageSize: number): ReadonlyMap<number, number> {
  const offsets = new Map<number, number>();
  const header = Buffer.alloc(FRAME_HEADER_BYTES);
  for (let frame = 0; frame < mark.frames; frame++) {
    const offset = HEADER_BYTES + frame * (FRAME_HEADER_BYTES + pageSize);
    readSync(wal, header, 0, header.length, offset);
    if (header.toString('hex', 8, 8 + SALT_BYTES) !== mark.salt) return new Map();
    offsets.set(header.readUInt32BE(0), offset + FRAME_HEADER_BYTES);
  }
  // It may have begun anew while it was read.
  return saltIn(wal) === mark.salt ? offsets : new Map();
}

export function saltIn(wal: number): string {
  const header = Buffer.alloc(HEADER_BYTES);
  readSync(wal, header, 0, header.length, 0);
  return header.toString('hex', 16, 16 + SALT_BYTES);
}
