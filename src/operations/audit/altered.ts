import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Interrupted } from '../../model/failure.ts';
import type { BackupSet } from '../backup/sets.ts';

/**
 * Files of a set whose SHA-256 is not that of its manifest: sizes, which lists of sets look at, show no flipped bit.
 * @returns null where one cannot be read: it is closed, or retention has removed the set meanwhile
 * @throws Interrupted
 */
export async function alteredFiles(
  { path, manifest }: BackupSet,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  const altered: string[] = [];
  for (const { file, sha256 } of manifest.databases)
    try {
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(join(path, file), { signal })) hash.update(chunk);
      if (hash.digest('hex') !== sha256) altered.push(file);
    } catch (error) {
      if (signal.aborted) throw new Interrupted();
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      return null;
    }
  return altered;
}
