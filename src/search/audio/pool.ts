import { Failure, Interrupted } from '../../model/failure.ts';
import { Child, ChildFailed, type Program } from '../../process/child.ts';

export interface PoolOptions {
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly program: Program;
}

/** One thing that is asked of a worker. */
export interface Job {
  readonly method: string;
  readonly argument: unknown;
  readonly deadlineSeconds: number;
}

/** The answer, or in a few words why there is none. */
export type Outcome = { readonly value: unknown } | { readonly reason: string };

/**
 * Works through a list with several child processes. One that crashes or hangs costs the job that it was at, and is
 * replaced. Answers come in the order in which they are ready.
 * @param each called with an answer at a time; the next is given once it has returned
 * @throws Interrupted where the signal is aborted; what has been answered until then has been given
 */
export async function workThrough<T>(
  items: readonly T[],
  jobOf: (item: T) => Job,
  each: (item: T, outcome: Outcome) => void,
  { workers, signal, program }: PoolOptions,
): Promise<void> {
  let next = 0;
  let stopped = false;
  const work = async () => {
    let child: Child | undefined;
    try {
      while (next < items.length && !stopped) {
        const item = items[next++] as T;
        child ??= new Child(program, { signal });
        const outcome = await ask(child, jobOf(item));
        if (outcome.ended) {
          await child.end();
          child = undefined;
        }
        if (!stopped) each(item, outcome);
      }
    } catch (error) {
      // What one cannot do for a reason of all (interrupted, a locked database), the others need not begin.
      stopped = true;
      throw error;
    } finally {
      await child?.end();
    }
  };
  const all = await Promise.allSettled(Array.from({ length: Math.min(workers, items.length) }, work));
  for (const one of all) if (one.status === 'rejected') throw one.reason;
}

async function ask(child: Child, job: Job): Promise<Outcome & { ended?: true }> {
  try {
    return { value: await child.request(job.method, job.argument, job.deadlineSeconds) };
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    if (error instanceof ChildFailed && /^(no answer|the process|could not reach)/.test(error.message))
      return { reason: `could not be read: ${error.message}`, ended: true };
    // The worker lives: the file is at fault, or the library that read it.
    if (error instanceof Failure || error instanceof ChildFailed)
      return {
        reason:
          error instanceof Failure ? error.message : `cannot be read: ${error.message.split('\n', 1)[0]}`,
      };
    throw error;
  }
}
