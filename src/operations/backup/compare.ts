import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { EXIT, Failure } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import { newestFrames, saltIn, type WalMark } from './wal-mark.ts';

/** A database as a read transaction sees it, which lasts as long as it is compared. */
export interface SnapshotOfFile {
  /** Without symbolic links. */
  readonly source: string;
  readonly pages: number;
  readonly pageSize: number;
  readonly wal: WalMark | null;
}

export interface Hashed {
  readonly bytes: number;
  readonly sha256: string;
}

const CHUNK_BYTES = 1 << 20;
/** Bytes of page 1 that SQLite writes anew in a copy, first and last: journal mode; change counter and size; schema cookie; version. */
const OWN_BYTES = [
  [18, 19],
  [24, 31],
  [40, 43],
  [92, 99],
] as const;
/** Where SQLite puts its locks: the page at this place is never used. */
const LOCK_BYTE = 0x40000000;

/**
 * Compares each page of a copy with the snapshot that it was made from, and takes the digest of the copy on the way. Equal
 * pages have equal rows, indexes and schema. Pages are read past SQLite: the newest of the WAL's frames that belong to the
 * snapshot, or the file. A checkpoint meanwhile writes into the file only pages of these frames; where all of them are in the
 * file already the WAL may begin anew, and then the file is the snapshot (https://www.sqlite.org/wal.html).
 *
 * Not in a process with a connection to the source: closing the file would give up its locks.
 * @param name what the database is called in an error @throws Failure: 4 where a page differs
 */
export function comparePages(snapshot: SnapshotOfFile, path: string, name: string): Hashed {
  const { source, pages, pageSize, wal } = snapshot;
  const files: number[] = [];
  const open = (file: string) => {
    const opened = openSync(file, 'r');
    files.push(opened);
    return opened;
  };
  const differs = (what: string) =>
    new Failure(
      `the copy of ${plain(name)} is not what was copied: ${what}. Nothing of it is kept.`,
      EXIT.integrity,
    );
  try {
    const [copy, original] = [open(path), open(source)];
    if (fstatSync(copy).size !== pages * pageSize) throw differs('it has another size');
    const log = wal === null ? -1 : open(`${source}-wal`);
    let frames = wal === null ? new Map<number, number>() : newestFrames(log, wal, pageSize);
    const hash = createHash('sha256');
    const step = Math.max(1, Math.floor(CHUNK_BYTES / pageSize));
    const [ours, theirs] = [Buffer.alloc(step * pageSize), Buffer.alloc(step * pageSize)];
    for (let first = 0; first < pages; first += step) {
      const length = Math.min(step, pages - first) * pageSize;
      fill(copy, ours.subarray(0, length), first * pageSize);
      hash.update(ours.subarray(0, length));
      for (;;) {
        fill(original, theirs.subarray(0, length), first * pageSize);
        for (let page = first; page < first + length / pageSize; page++) {
          const frame = frames.get(page + 1);
          const begin = (page - first) * pageSize;
          if (frame !== undefined) fill(log, theirs.subarray(begin, begin + pageSize), frame);
          if (page === Math.floor(LOCK_BYTE / pageSize)) ours.copy(theirs, begin, begin, begin + pageSize);
        }
        if (first === 0) for (const [from, to] of OWN_BYTES) ours.copy(theirs, from, from, to + 1);
        const other = firstDifference(ours.subarray(0, length), theirs.subarray(0, length), pageSize);
        if (other === undefined) break;
        if (frames.size === 0 || saltIn(log) === wal?.salt)
          throw differs(`page ${first + other + 1} differs`);
        frames = new Map();
      }
    }
    return { bytes: pages * pageSize, sha256: hash.digest('hex') };
  } finally {
    for (const file of files) closeSync(file);
  }
}

/** Beyond the end of the file there are zeros: a page that has grown in the WAL alone is not in it. */
function fill(file: number, buffer: Buffer, offset: number): void {
  let done = 0;
  while (done < buffer.length) {
    const read = readSync(file, buffer, done, buffer.length - done, offset + done);
    if (read === 0) break;
    done += read;
  }
  buffer.fill(0, done);
}

function firstDifference(a: Buffer, b: Buffer, pageSize: number): number | undefined {
  if (a.equals(b)) return undefined;
  for (let begin = 0; begin < a.length; begin += pageSize)
    if (!a.subarray(begin, begin + pageSize).equals(b.subarray(begin, begin + pageSize)))
      return begin / pageSize;
  return undefined;
}
