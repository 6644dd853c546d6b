import { existsSync } from 'node:fs';
import { EXIT, Failure } from '../../model/failure.ts';
import { Child, ChildFailed } from '../../process/child.ts';
import { plain } from '../../render/plain.ts';
import { type DataLock, releaseEnded } from '../lock.ts';

/** Several gigabytes on a slow disk; the user ends it sooner with Ctrl-C. */
const DEADLINE_SECONDS = 24 * 3600;

export interface Workplace {
  readonly folder: string;
  readonly what: string;
  /** Absent where nothing is written: a plan. */
  readonly lock?: DataLock;
  readonly signal: AbortSignal;
  readonly onProgress: (doing: string, fraction: number) => void;
}

/** A process that does the work that blocks; it holds the data folder as well. */
export class Worker {
  readonly #child: Child;
  readonly #ready: Promise<void>;
  readonly #folder: string;
  readonly #lock: DataLock | undefined;

  constructor({ folder, what, lock, signal, onProgress }: Workplace) {
    this.#folder = folder;
    this.#lock = lock;
    this.#child = new Child('src/operations/migrate-process', { signal, onProgress });
    this.#ready = lock
      ? this.#child.request('join', { folder, id: lock.id, what }, DEADLINE_SECONDS)
      : Promise.resolve();
    // Told by the request that follows.
    this.#ready.catch(() => {});
  }

  /** @throws Failure or Interrupted; a process that died is a Failure (exit 3): what it was at can be done again */
  async ask<T>(method: string, argument: unknown): Promise<T> {
    try {
      await this.#ready;
      return await this.#child.request<T>(method, argument, DEADLINE_SECONDS);
    } catch (error) {
      throw explained(error);
    }
  }

  async end(): Promise<void> {
    // Takes its lock with it. Where it is dead or at work it is ended all the same.
    await this.#child.request('leave', null, 0.2).catch(() => {});
    await this.#child.end();
    const { pid } = this.#child;
    // On Ctrl-C it is killed, and its lock would stay.
    if (this.#lock && pid !== undefined && existsSync(this.#folder))
      releaseEnded(this.#folder, this.#lock.id, pid);
  }
}

/** SQLite's and the system's words for a full disk, for damage and for a lock, in a child's message. */
function explained(error: unknown): unknown {
  if (!(error instanceof ChildFailed)) return error;
  const { message } = error;
  if (/disk is full|ENOSPC|EFBIG|EDQUOT/i.test(message))
    return new Failure('the disk is full. Free some space.', EXIT.disk, { cause: error });
  if (/EACCES|EPERM|EROFS|readonly database|unable to open database|EIO|disk I\/O/i.test(message))
    return new Failure(
      `a file cannot be written or read (${plain(message)}). Run this as the user who owns the files.`,
      EXIT.disk,
      { cause: error },
    );
  if (/malformed|not a database/i.test(message))
    return new Failure(`a database is damaged (${plain(message)}).`, EXIT.integrity, { cause: error });
  // A plan takes no lock of its own: a program that keeps all others out is met by whoever reads first.
  if (/database (?:table |schema )?is locked/i.test(message))
    return new Failure(
      'a database is kept locked by another program. Stop it, or run this again when it is done.',
      EXIT.locked,
      { cause: error },
    );
  if (/SIG[A-Z]+|process/.test(message))
    return new Failure(`a process of this command ended: ${plain(message)}.`, EXIT.incomplete, {
      cause: error,
    });
  return error;
}

/**
 * Items in order, each to the process that is free first. Two: as many as the machine is said to have cores for.
 * @param idle told of a process that finds none left while another is still at one
 */
export async function share<I, O>(
  items: readonly I[],
  workers: readonly Worker[],
  work: (worker: Worker, item: I) => Promise<O>,
  idle: (worker: Worker) => void = () => {},
): Promise<readonly O[]> {
  const queue = [...items.entries()];
  const results: O[] = [];
  let atWork = workers.length;
  const one = async (worker: Worker) => {
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift())
        results[next[0]] = await work(worker, next[1]);
      if (--atWork > 0) idle(worker);
    } catch (error) {
      queue.length = 0;
      throw error;
    }
  };
  const ended = await Promise.allSettled(workers.map(one));
  for (const outcome of ended) if (outcome.status === 'rejected') throw outcome.reason;
  return results;
}
