import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** What the first bytes of a file say it is (https://www.sqlite.org/fileformat2.html, 1.3 and 3). */
export type Header =
  | 'wal'
  | 'rollback'
  /** A rollback journal that SQLite would play back. */
  | 'hot journal'
  /** One that is over: nothing in it counts. */
  | 'empty journal'
  | 'empty'
  | 'other';

const DATABASE = 'SQLite format 3\0';
const JOURNAL = Buffer.from('d9d505f920a163d7', 'hex');
/** Where a database says which version writes it: 1 is a rollback journal, 2 is WAL. */
const WRITE_VERSION = 18;

/**
 * Closing a file gives up the locks that this process holds on it (POSIX): only before any connection is open on it.
 * @throws as open(2), where it cannot be read
 */
export function headerOf(path: string): Header {
  const file = opened(path);
  if (file === null) return 'other';
  try {
    if (!fstatSync(file).isFile()) return 'other';
    const bytes = Buffer.alloc(28);
    const length = readSync(file, bytes, 0, bytes.length, 0);
    if (path.endsWith('-journal'))
      return bytes.subarray(0, JOURNAL.length).equals(JOURNAL) ? 'hot journal' : 'empty journal';
    if (length === 0) return 'empty';
    if (bytes.toString('latin1', 0, DATABASE.length) !== DATABASE) return 'other';
    return bytes[WRITE_VERSION] === 2 ? 'wal' : 'rollback';
  } finally {
    closeSync(file);
  }
}

/** Null for what cannot be opened whoever asks: a socket, or a device that is not there. */
function opened(path: string): number | null {
  try {
    // A pipe put in its place would block, a symbolic link lead elsewhere.
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENXIO' || code === 'ENODEV') return null;
    throw error;
  }
}
