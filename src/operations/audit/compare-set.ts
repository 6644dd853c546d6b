import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { Interrupted } from '../../model/failure.ts';
import type { BackupSet } from '../backup/sets.ts';

export interface Unread {
  readonly file: string;
  /** Of the system, such as "EIO". */
  readonly code: string;
}

/** Closed to whoever looks, which is no fault of the file. */
export function isClosed({ code }: Unread): boolean {
  return code === 'EACCES' || code === 'EPERM';
}

export interface ComparedSet {
  /** Files whose SHA-256 is not that of the manifest. */
  readonly altered: readonly string[];
  /** Files that could not be read to their end. */
  readonly unread: readonly Unread[];
}

/**
 * Reads a set as a whole: sizes, which lists of sets look at, show no flipped bit.
 * @returns null where retention has removed the set meanwhile
 * @throws Interrupted
 */
export async function compareSet(
  { path, manifest }: BackupSet,
  signal: AbortSignal,
): Promise<ComparedSet | null> {
  const altered: string[] = [];
  const unread: Unread[] = [];
  for (const { file, sha256 } of manifest.databases)
    try {
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(join(path, file), { signal })) hash.update(chunk);
      if (hash.digest('hex') !== sha256) altered.push(file);
    } catch (error) {
      if (signal.aborted) throw new Interrupted();
      const { code, syscall } = error as NodeJS.ErrnoException;
      if (syscall === undefined || code === undefined) throw error;
      unread.push({ file, code });
    }
  return existsSync(path) ? { altered, unread } : null;
}
