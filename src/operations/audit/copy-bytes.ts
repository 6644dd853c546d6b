import { chmodSync, copyFileSync, existsSync, rmSync, statSync } from 'node:fs';
import { BeingWritten } from './copy-failed.ts';

export const SIDECARS = ['-wal', '-journal', '-shm'] as const;
/** Of which a copy is made; SQLite makes a -shm anew. */
const COPIED = ['', '-wal', '-journal'] as const;

/** What tells that a file or one of its sidecars was written. */
export function stampOf(source: string): string {
  return ['', ...SIDECARS]
    .map((suffix) => {
      const stats = statSync(source + suffix, { bigint: true, throwIfNoEntry: false });
      return stats ? `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}` : 'none';
    })
    .join(' ');
}

const BYTE_ATTEMPTS = 3;

/** @returns the stamp of what was copied @throws BeingWritten */
export function copyBytes(source: string, target: string): string {
  for (let attempt = 1; attempt <= BYTE_ATTEMPTS; attempt++) {
    const before = stampOf(source);
    for (const suffix of COPIED) {
      rmSync(target + suffix, { force: true });
      if (!existsSync(source + suffix)) continue;
      try {
        copyFileSync(source + suffix, target + suffix);
      } catch (error) {
        // A program that closes the database takes its -wal away: the stamp differs then, and the next attempt follows.
        if (suffix === '' || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        continue;
      }
      // It has the rights of its source, which may be too few to open it.
      chmodSync(target + suffix, 0o600);
    }
    if (stampOf(source) === before) return before;
  }
  throw new BeingWritten(`${source} was written while it was copied`);
}
