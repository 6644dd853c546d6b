import { setTimeout as sleep } from 'node:timers/promises';
import { Interrupted, throwIfInterrupted } from '../model/failure.ts';

export class TooSlow extends Error {}

/** Gives up waiting for the work after a time, or on abort; ending what it does is the caller's. @throws TooSlow, Interrupted, or what the work throws */
export async function within<T>(seconds: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  throwIfInterrupted(signal);
  const over = new AbortController();
  const late = sleep(seconds * 1000, undefined, { signal: over.signal }).then(() => {
    throw new TooSlow(`not done within ${seconds} s`);
  });
  const interrupted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Interrupted()), { signal: over.signal });
  });
  late.catch(() => {});
  try {
    return await Promise.race([work(), late, interrupted]);
  } finally {
    over.abort();
  }
}
