import type Database from 'better-sqlite3';
import { throwIfInterrupted } from '../../model/failure.ts';
import { copyBytes } from './copy-bytes.ts';
import { about } from './copy-failed.ts';
import { begin, copyFrom, type StillFile, sideOf } from './copy-side.ts';
import { type Viewer, type Way, wayOf } from './way.ts';

export interface StillCopies {
  /** All files as they were at one moment; false where they were written all the time. */
  readonly together: boolean;
  readonly ways: readonly Way[];
}

/** Attempts at a moment in which nobody commits; with a commit every 2 ms nearly each one succeeds. */
const ATTEMPTS = 50;

/**
 * Copies databases without a change to any of them, and without a lock that a writer of a WAL waits for (in a rollback
 * journal its commits wait for the copy): a read transaction is begun on each, and where nothing was committed from
 * before the first to after the last, they are of one moment. The copies may be opened for writing.
 * @param waitSeconds how long to wait for each lock that keeps readers out
 * @throws CopyFailed (because of a SqliteError, BeingWritten, or a system error); Interrupted. The copies that were begun are left to the caller.
 */
export async function copyStill(
  files: readonly StillFile[],
  viewer: Viewer,
  waitSeconds: number,
  signal: AbortSignal,
): Promise<StillCopies> {
  const ways = files.map(({ source }) => wayOf(source, viewer));
  const open: Database.Database[] = [];
  try {
    const sides = files.map((file, index) => sideOf(file, ways[index] as Way, waitSeconds, open));
    const states = () => sides.map(({ source, state }) => about(source, () => String(state())));
    let begun = states();
    let together = false;
    for (let attempt = 1; ; attempt++) {
      throwIfInterrupted(signal);
      for (const { source, reader } of sides) if (reader) about(source, () => begin(reader));
      const now = states();
      together = now.every((state, index) => state === begun[index]);
      begun = now;
      if (together || attempt === ATTEMPTS) break;
      for (const { reader } of sides) reader?.exec('ROLLBACK');
      await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 4));
      begun = states();
    }
    // Bytes first: they are of that moment only if nothing has changed since.
    for (const [index, { source, target, reader }] of sides.entries())
      if (reader === null)
        together = about(source, () => copyBytes(source, target)) === begun[index] && together;
    for (const { source, target, reader } of sides)
      if (reader) await about(source, () => copyFrom(reader, target, signal));
    return { together, ways };
  } finally {
    for (const db of open) db.close();
  }
}
