import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { step } from '../faults.ts';
import { likeAnother, syncPath } from './durable.ts';

/** Ends the name of a copy that is being made. */
const COPYING = '.copying';

export interface CopyRequest {
  readonly from: string;
  readonly to: string;
  readonly names: readonly string[];
}

/**
 * Copies database files that are locked against writers and have no log, byte for byte; shares the blocks where the file
 * system can. Not in the process that holds the locks. What is there already is whole; what is there reaches the disk with
 * syncCopies.
 */
export function copyFiles({ from, to, names }: CopyRequest): void {
  for (const name of names) {
    const [target, partial] = [join(to, name), join(to, name + COPYING)];
    if (existsSync(target)) continue;
    rmSync(partial, { force: true });
    step('backup:copy');
    copyFileSync(join(from, name), partial, constants.COPYFILE_FICLONE);
    likeAnother(partial, join(from, name));
    step('backup:rename');
    renameSync(partial, target);
  }
}

/** The copies reach the disk: until then a crash of the machine can leave them empty under their names. */
export function syncCopies({ to, names }: Pick<CopyRequest, 'to' | 'names'>): void {
  for (const name of names) syncPath(join(to, name));
  syncPath(to);
}

/** What a folder of copies takes by now, bytes. They may be being made: one can have its own name since it was listed. */
export function bytesIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  const names = new Set(
    readdirSync(folder).map((name) => (name.endsWith(COPYING) ? name.slice(0, -COPYING.length) : name)),
  );
  const size = (name: string) => statSync(join(folder, name), { throwIfNoEntry: false })?.size;
  return [...names].reduce((sum, name) => sum + (size(name + COPYING) ?? size(name) ?? 0), 0);
}

const BLOCK_BYTES = 1 << 20;

/** SHA-256 of a file, hexadecimal. Not in a process that holds a lock on it. */
export function hashFile(path: string): string {
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, block); read > 0; read = readSync(file, block))
      hash.update(block.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
