import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { EXIT, explainSystemError, Failure, throwIfInterrupted } from '../model/failure.ts';
import { plain } from '../render/plain.ts';
import { announced, LOCK_PREFIX, read, removeTorn } from './lock-files.ts';
import { isAlive, isElsewhere, type LockHolder } from './lock-holder.ts';

export { LOCK_PREFIX } from './lock-files.ts';
export type { LockHolder } from './lock-holder.ts';

export interface DataLock {
  readonly id: string;
  /** Operations that ended without giving the folder back (a crash, SIGKILL): their locks were removed. */
  readonly abandoned: readonly LockHolder[];
  /** Gives the folder back; more than once does no harm. */
  release(): void;
}

/** Two that begin in the same moment both step back; so many times, each after another pause. */
const ATTEMPTS = 8;

/**
 * Holds a data folder for an operation that changes it, against every other one; readers are not concerned.
 *
 * Each first announces itself with a file of its own and then looks for others, so of two that come together at least
 * one sees the other, and never do both go on. A file belongs to one process alone and its name does not come again, so
 * anybody may remove that of a dead one: nobody can be robbed of a lock, as with one file that changes hands.
 * Released by release(), which belongs into a `finally`; at the latest when this process ends.
 * @param what the command, for whoever has to wait
 * @throws Failure: 11 where another holds it, 5 where the folder cannot be written; Interrupted
 */
export async function lockData(
  folder: string,
  what: string,
  { signal }: { signal?: AbortSignal } = {},
): Promise<DataLock> {
  const id = randomBytes(8).toString('hex');
  for (let attempt = 1; ; attempt++) {
    if (signal) throwIfInterrupted(signal);
    const taken = tryLock(folder, id, what);
    if (!('holder' in taken)) return taken;
    // A dead one's files are gone by now; one that is alive, or just as new as this one, gets a moment.
    if (attempt === ATTEMPTS) throw new Failure(lockedBy(taken.holder, folder), EXIT.locked);
    await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 20 * attempt));
  }
}

/**
 * A child of the holder holds the folder as well: where its parent is killed while it is still at a statement, nobody
 * else begins before it has ended. Whoever looks sees the parent until the child has announced itself, so others that
 * come by just now do not matter.
 * @param id of the parent's lock
 * @throws Failure 11 where the parent holds it no more
 */
export function joinLock(folder: string, id: string, what: string): DataLock {
  const works = (own?: string) =>
    read(folder).some(({ name, holder }) => name !== own && holder.id === id && isAlive(holder));
  const gone = () =>
    new Failure(`${plain(folder)}: the process that this one works for has ended.`, EXIT.locked);
  // Killed while this one was still beginning: the folder is another's by now, and is left alone.
  if (!works()) throw gone();
  const { name, remove } = announced(folder, id, what);
  try {
    if (!works(name)) throw gone();
    return held(id, remove, []);
  } catch (error) {
    remove();
    throw error;
  }
}

/**
 * Gives back what a child that has ended held with its parent's lock: one that was killed could not.
 * @param id of the parent's lock; only files of that one are removed
 */
export function releaseEnded(folder: string, id: string, pid: number): void {
  for (const { name, holder } of read(folder))
    if (holder.id === id && holder.pid === pid) rmSync(join(folder, name), { force: true });
  removeTorn(folder);
}

/** Who holds the folder now; changes nothing. */
export function lockHolder(folder: string): LockHolder | undefined {
  return read(folder).find(({ holder }) => isAlive(holder))?.holder;
}

function tryLock(folder: string, id: string, what: string): DataLock | { holder: LockHolder } {
  const { name, remove } = announced(folder, id, what);
  try {
    removeTorn(folder);
    const abandoned: LockHolder[] = [];
    for (const other of read(folder)) {
      if (other.name === name) continue;
      if (isAlive(other.holder)) {
        remove();
        return { holder: other.holder };
      }
      rmSync(join(folder, other.name), { force: true });
      abandoned.push(other.holder);
    }
    return held(id, remove, abandoned);
  } catch (error) {
    remove();
    throw explainSystemError(error, `locking ${plain(folder)}`);
  }
}

function held(id: string, remove: () => void, abandoned: readonly LockHolder[]): DataLock {
  process.once('exit', remove);
  const release = () => {
    process.off('exit', remove);
    remove();
  };
  return { id, abandoned, release };
}

function lockedBy(holder: LockHolder, folder: string): string {
  const { pid, what, host, since } = holder;
  const elsewhere = !isElsewhere(holder)
    ? ''
    : host === hostname()
      ? ' in another container'
      : ` on ${plain(host)}`;
  const way =
    elsewhere === ''
      ? 'Wait until it has ended.'
      : `Wait until it has ended, or remove ${LOCK_PREFIX}${pid}-* there if it has.`;
  return `${plain(folder)} is in use by chinook-eval ${plain(what)} (process ${pid}${elsewhere}, since ${plain(since)}). ${way}`;
}
