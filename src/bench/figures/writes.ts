import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenDatabase, OpenLayout } from '../../database/open.ts';
import { Failure } from '../../model/failure.ts';
import type { WriteFigures } from '../../model/figures.ts';

/** So many that a page that is split, or a WAL whose index grows, shows; a second's work at most. */
const CALLS = 100;

/** No checkpoint by itself from here on: else when one comes would decide what a call writes. */
export function stopCheckpoints({ databases }: OpenLayout): void {
  for (const { connection } of databases) connection.pragma('wal_autocheckpoint = 0');
}

/**
 * What calls add to the WALs, and write in all. Checkpoints are off, and it was called before: the first writer begins
 * a WAL with a header. Nothing may come between the two countings but the calls themselves.
 */
export function countWrites(folder: string, { databases }: OpenLayout, next: () => unknown): WriteFigures {
  const before = count(folder, databases);
  wakeLoop();
  const io = ioOfThread();
  for (let call = 0; call < CALLS; call++) next();
  const ioAfter = ioOfThread();
  const after = count(folder, databases);
  if (after.walFrames < before.walFrames || after.walBytes < before.walBytes)
    throw new Failure('the scenario checkpoints the WAL itself, so what it adds to it cannot be counted');
  return {
    calls: CALLS,
    walBytes: after.walBytes - before.walBytes,
    walFrames: after.walFrames - before.walFrames,
    writeCalls: io && ioAfter && ioAfter.calls - io.calls,
    writeBytes: io && ioAfter && ioAfter.bytes - io.bytes,
  };
}

function count(
  folder: string,
  databases: readonly OpenDatabase[],
): Pick<WriteFigures, 'walBytes' | 'walFrames'> {
  let [walBytes, walFrames] = [0, 0];
  for (const { placement, connection, schema } of databases) {
    if (connection.pragma(`${schema}.journal_mode`, { simple: true }) !== 'wal') continue;
    // Asks for the size only: opening the file here and closing it would drop SQLite's locks on it.
    walBytes += statSync(join(folder, `${placement.file}-wal`), { throwIfNoEntry: false })?.size ?? 0;
    const [row] = connection.pragma(`${schema}.wal_checkpoint(NOOP)`) as { log: number }[];
    walFrames += Math.max(0, row?.log ?? 0);
  }
  return { walBytes, walFrames };
}

/**
 * Wakes the event loop, by a task that V8 posts to it. Garbage collection does the same whenever it thinks fit, with a
 * write of 8 bytes on this thread; but a loop that was woken is not woken again before it runs, and while calls are
 * counted it does not run. (libuv: uv_async_send looks whether the handle is pending.)
 */
function wakeLoop(): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  Atomics.waitAsync(cell, 0, 0);
  Atomics.notify(cell, 0);
}

/**
 * Write system calls and their bytes so far; null where the system does not count them. Of this thread, on which SQLite
 * writes: those of the process also have what other threads of Node and V8 say to it when they are done.
 */
function ioOfThread(): { calls: number; bytes: number } | null {
  try {
    const text = readFileSync('/proc/thread-self/io', 'latin1');
    const [, calls] = /^syscw: (\d+)$/m.exec(text) ?? [];
    const [, bytes] = /^wchar: (\d+)$/m.exec(text) ?? [];
    return calls === undefined || bytes === undefined ? null : { calls: Number(calls), bytes: Number(bytes) };
  } catch {
    return null;
  }
}
