import { AsyncLocalStorage } from 'node:async_hooks';
import type { Beginning } from './entries.ts';

/** A computation under way, for as many as wait for it. */
export interface Flight {
  readonly name: string;
  readonly tags: readonly string[];
  readonly beginning: Beginning;
}

interface Running extends Flight {
  readonly result: Promise<unknown>;
  /** The flights that this one needs before it can go on. */
  readonly waitsFor: Set<Running>;
}

/**
 * One asynchronous computation for each key at a time. Which computation is within which is known from the asynchronous
 * context: one that would wait for itself, at first or at last hand, gets an error where it would wait for ever.
 */
export class Flights {
  readonly #running = new Map<string, Running>();
  readonly #within = new AsyncLocalStorage<Running>();

  get(name: string): Flight | undefined {
    return this.#running.get(name);
  }

  /** Whether the caller is itself needed for that flight: it could only wait for itself. */
  isOwn(flight: Flight): boolean {
    const caller = this.#within.getStore();
    return caller !== undefined && needs(flight as Running, caller);
  }

  /** @throws Error (as a rejection) where the caller is itself needed for that flight */
  join(flight: Flight): Promise<unknown> {
    return this.#wait(flight as Running);
  }

  /** Begins a computation; from now on it is the one of its key. Its failure reaches all who wait, and is not kept. */
  begin(flight: Flight, work: () => Promise<unknown>): Promise<unknown> {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const running: Running = { ...flight, result: promise, waitsFor: new Set() };
    const { name } = flight;
    this.#running.set(name, running);
    resolve(
      this.#within.run(running, async () => {
        try {
          return await work();
        } finally {
          if (this.#running.get(name) === running) this.#running.delete(name);
        }
      }),
    );
    // Where nobody waits after all, a failure is nobody's.
    promise.catch(() => {});
    return this.#wait(running);
  }

  /** Nobody joins these any more; those who wait get what they asked for. */
  forget(which: (flight: Flight) => boolean): void {
    for (const [name, flight] of this.#running) if (which(flight)) this.#running.delete(name);
  }

  async #wait(flight: Running): Promise<unknown> {
    const caller = this.#within.getStore();
    if (caller === undefined) return await flight.result;
    if (needs(flight, caller))
      throw new Error(`the computation of cache key ${JSON.stringify(flight.name)} waits for itself`);
    caller.waitsFor.add(flight);
    try {
      return await flight.result;
    } finally {
      caller.waitsFor.delete(flight);
    }
  }
}

function needs(flight: Running, sought: Running): boolean {
  return flight === sought || [...flight.waitsFor].some((one) => needs(one, sought));
}
