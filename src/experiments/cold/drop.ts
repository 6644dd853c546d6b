import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { throwIfInterrupted } from '../../model/failure.ts';
import { fileSystemOf, IN_MEMORY } from '../../process/file-system.ts';

const run = promisify(execFile);

/** A program of the system that hangs is ended. */
const DEADLINE_SECONDS = 30;

/**
 * Asks the operating system to forget its cache of files: posix_fadvise(POSIX_FADV_DONTNEED), which needs no right but
 * to read them and leaves everything else cached. Node has no call for it; dd of GNU coreutils has (its manual: "dd
 * if=ifile iflag=nocache count=0" drops the cache of a whole file). Nothing is written. Pages that are not on the disk
 * yet stay, so files that were written lately are brought there first (settle).
 * @throws the error of dd, or Interrupted
 */
export async function dropCache(files: readonly string[], signal: AbortSignal): Promise<void> {
  await Promise.all(
    files.map((file) => system('dd', [`if=${file}`, 'iflag=nocache', 'count=0', 'status=none'], signal)),
  );
}

/** What was written to the files is on the disk afterwards. */
export async function settle(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const handle = await open(file, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

/** Bytes of the files in the operating system's cache (fincore of util-linux); null where it cannot be asked. */
export async function cachedBytes(files: readonly string[], signal: AbortSignal): Promise<number | null> {
  try {
    return parseFincore(
      await system('fincore', ['--bytes', '--noheadings', '--output', 'RES', ...files], signal),
    );
  } catch {
    throwIfInterrupted(signal);
    return null;
  }
}

/** @param text a number of bytes in each line @returns their sum; null where it is anything else */
export function parseFincore(text: string): number | null {
  const lines = text.trim().split('\n');
  return lines.every((line) => /^\s*\d+\s*$/.test(line))
    ? lines.reduce((sum, line) => sum + Number(line), 0)
    : null;
}

/** Why the cache of these files cannot be dropped here, as far as is seen without looking; null: it may be. */
export async function whyNotDropped(files: readonly string[], signal: AbortSignal): Promise<string | null> {
  const [first = '.'] = files;
  const name = fileSystemOf(dirname(first));
  if (IN_MEMORY.has(name)) return `the files lie on ${name}, in memory: there is nothing to drop`;
  try {
    await settle(files);
    await dropCache(files, signal);
    return null;
  } catch (error) {
    throwIfInterrupted(signal);
    const why = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0];
    return `dd of GNU coreutils could not drop the cache of the files (${why})`;
  }
}

async function system(command: string, words: readonly string[], signal: AbortSignal): Promise<string> {
  try {
    return (await run(command, words, { signal, timeout: DEADLINE_SECONDS * 1000 })).stdout;
  } catch (error) {
    throwIfInterrupted(signal);
    throw error;
  }
}
