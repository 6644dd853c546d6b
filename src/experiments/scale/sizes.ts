import { statfs } from 'node:fs/promises';
import { MOST_COPIES } from '../../database/fill/copies.ts';
import { formatBytes } from '../../render/units.ts';

/** Files under construction, sorted indexes and write-ahead logs come on top of what is left in the end. */
const HEADROOM = 1.3;

/**
 * Numbers of copies of the seed, at even steps of the logarithm from one copy to the largest size; each once.
 * @param bytesPerCopy of one layout @param maxBytes of the largest @param steps at least 2
 */
export function copiesUpTo(bytesPerCopy: number, maxBytes: number, steps: number): readonly number[] {
  const most = Math.min(MOST_COPIES, Math.max(1, Math.round(maxBytes / bytesPerCopy)));
  const all = Array.from({ length: steps }, (_, step) => Math.round(most ** (step / (steps - 1))));
  return [...new Set(all)];
}

/** Why the disk does not hold this much more; null where it does. */
export async function whyNoRoom(folder: string, bytes: number): Promise<string | null> {
  const { bavail, bsize } = await statfs(folder);
  const [needed, free] = [bytes * HEADROOM, bavail * bsize];
  return needed <= free
    ? null
    : `the files of all layouts need ${formatBytes(needed)} while they are built and used, and ${formatBytes(free)} are free in ${folder}`;
}
