import { closeSync, constants, openSync, readSync } from 'node:fs';

/** What the first 100 bytes of a database file say (https://www.sqlite.org/fileformat2.html, 1.3). */
export interface Header {
  readonly wal: boolean;
  readonly pageBytes: number;
  /** As of the last checkpoint; null where a version of SQLite wrote it that did not keep the field. */
  readonly pages: number | null;
  readonly freePages: number;
}

const MAGIC = Buffer.from('SQLite format 3\0');

/**
 * Reads the header past SQLite. Not while this process has a connection to the file: closing any descriptor of a file gives
 * back all POSIX locks that the process holds on it.
 * @returns null where the file is no SQLite database
 * @throws what the system says where it cannot be read
 */
export function readHeader(file: string): Header | null {
  const bytes = Buffer.alloc(100);
  // A pipe that has come into its place would be waited for.
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (readSync(descriptor, bytes, 0, bytes.length, 0) < bytes.length) return null;
  } finally {
    closeSync(descriptor);
  }
  return parseHeader(bytes);
}

/** @param bytes the first 100 of the file */
export function parseHeader(bytes: Buffer): Header | null {
  if (bytes.length < 100 || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const size = bytes.readUInt16BE(16);
  const pageBytes = size === 1 ? 65536 : size;
  if (pageBytes < 512 || (pageBytes & (pageBytes - 1)) !== 0) return null;
  // The page count counts where it was written together with the change counter.
  const valid = bytes.readUInt32BE(24) === bytes.readUInt32BE(92);
  return {
    wal: bytes[18] === 2,
    pageBytes,
    pages: valid ? bytes.readUInt32BE(28) : null,
    freePages: bytes.readUInt32BE(36),
  };
}
