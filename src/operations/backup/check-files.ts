import { statSync } from 'node:fs';
import { availableParallelism, constants, setPriority } from 'node:os';
import { Child } from '../../process/child.ts';
import { ask, type Checked, type CheckName, type Checks, COSTS, halves, type Task } from './check-tasks.ts';
import type { FileToCheck } from './verify-process.ts';

const PROCESSES = 2;
/** Less than this is checked sooner than a second process has begun. */
const SHARED_BYTES = 20_000_000;

export interface CheckOptions<K extends CheckName> {
  readonly signal: AbortSignal;
  /** Whoever works with the databases meanwhile comes first. */
  readonly gentle: boolean;
  /** Called with each answer as it comes, and the file's number. */
  readonly onAnswer?: (name: K, index: number) => Promise<void>;
}

/**
 * Checks files in processes of their own, several at a time. The first thing that is wrong ends all of it.
 * @throws Failure: 4 where a file is damaged or a check did not come to an end, 5 without permission; Interrupted
 */
export async function checkFiles<K extends CheckName>(
  files: readonly FileToCheck[],
  names: readonly K[],
  { signal, gentle, onAnswer }: CheckOptions<K>,
): Promise<readonly Checked<K>[]> {
  const answers = files.map(() => ({}) as { [Name in K]: Checks[Name] });
  const bytes = files.reduce((sum, { path }) => sum + sizeOf(path), 0);
  const children = Array.from({ length: bytes < SHARED_BYTES ? 1 : PROCESSES }, () => {
    const child = new Child('src/operations/backup/verify-process', { signal });
    if (gentle) giveWay(child);
    return child;
  });
  let stopped = false;
  const work = async (child: Child, queue: Task[]) => {
    try {
      for (let next = queue.shift(); next !== undefined && !stopped; next = queue.shift())
        await next.take(await ask(child, next));
    } catch (error) {
      stopped = true;
      throw error;
    } finally {
      await child.end();
    }
  };
  const [first] = children;
  const splitter = children.length > 1 && availableParallelism() > 1 ? first : undefined;
  try {
    const tasks: Task[] = [];
    for (const [index, file] of files.entries())
      for (const name of names) {
        const cost = COSTS[name] * sizeOf(file.path);
        const take = async (answer: unknown) => {
          Object.assign(answers[index] as object, { [name]: answer });
          await onAnswer?.(name, index);
        };
        if (name === 'integrity' && splitter !== undefined && sizeOf(file.path) >= SHARED_BYTES)
          tasks.push(...(await halves(splitter, file, cost, take)));
        else tasks.push({ method: name, argument: file, file, cost, take });
      }
    tasks.sort((a, b) => b.cost - a.cost);
    const outcomes = await Promise.allSettled(children.map((child) => work(child, tasks)));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    return answers;
  } finally {
    await Promise.all(children.map((child) => child.end()));
  }
}

/**
 * To others (nice): a backup has time, and its application has not. Not the process with the read transactions: the longer
 * they last, the longer the WALs grow.
 */
function giveWay({ pid }: Child): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system forbids it.
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
