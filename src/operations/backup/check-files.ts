import { statSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { EXIT, Failure } from '../../model/failure.ts';
import { Child, ChildFailed } from '../../process/child.ts';
import { plain } from '../../render/plain.ts';
import type { Contents, FileToCheck, Hashed } from './verify-process.ts';

/** What can be asked of a file, and what the answer is. */
export interface Checks {
  readonly hash: Hashed;
  /** Null: nothing is wrong; otherwise it is thrown. */
  readonly integrity: null;
  /** Rows that reference one that is not there. */
  readonly foreignKeys: number;
  readonly contents: Contents;
}
export type CheckName = keyof Checks;
export type Checked<K extends CheckName> = { readonly [Name in K]: Checks[Name] };

/** In the order of how long they take, the longest first: so no core is left with nothing to do at the end. */
const ORDER: readonly CheckName[] = ['integrity', 'foreignKeys', 'hash', 'contents'];
/**
 * Of the processes, beside the one that holds the read transactions; a check is one processor's work. The first takes the
 * longest check, which decides when all is done: on two processors the others must not take its turn.
 */
const PRIORITIES = [constants.priority.PRIORITY_BELOW_NORMAL, constants.priority.PRIORITY_LOW];
/** Less than this is checked sooner than a second process has begun. */
const SHARED_BYTES = 20_000_000;
const DEADLINE_SECONDS = 12 * 3600;

export interface CheckOptions {
  readonly signal: AbortSignal;
  /** Whoever works with the databases meanwhile comes first. */
  readonly gentle: boolean;
}

/**
 * Checks files in processes of their own, several at a time. The first thing that is wrong ends all of it.
 * @throws Failure: 4 where a file is damaged or a check did not come to an end, 5 without permission; Interrupted
 */
export async function checkFiles<K extends CheckName>(
  files: readonly FileToCheck[],
  names: readonly K[],
  { signal, gentle }: CheckOptions,
): Promise<readonly Checked<K>[]> {
  const answers = files.map(() => ({}) as { [Name in K]: Checks[Name] });
  const queue = ORDER.filter((name): name is K => (names as readonly string[]).includes(name)).flatMap(
    (name) =>
      files
        .map((file, index) => ({ name, file, index, bytes: sizeOf(file.path) }))
        .sort((a, b) => b.bytes - a.bytes),
  );
  const bytes = files.reduce((sum, { path }) => sum + sizeOf(path), 0);
  const priorities = PRIORITIES.slice(0, bytes < SHARED_BYTES ? 1 : queue.length);
  let stopped = false;
  const work = async (priority: number) => {
    const child = new Child('src/operations/backup/verify-process', { signal });
    if (gentle) give(child, priority);
    try {
      for (let next = queue.shift(); next !== undefined && !stopped; next = queue.shift()) {
        const { name, file, index } = next;
        const answer = await ask(child, name, file);
        Object.assign(answers[index] as object, { [name]: answer });
      }
    } catch (error) {
      stopped = true;
      throw error;
    } finally {
      await child.end();
    }
  };
  const outcomes = await Promise.allSettled(priorities.map(work));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return answers;
}

async function ask(child: Child, name: CheckName, file: FileToCheck): Promise<unknown> {
  try {
    return await child.request(name, file, DEADLINE_SECONDS);
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    throw new Failure(
      `${plain(file.shown)} could not be checked: ${plain(error.message)}. Try again.`,
      EXIT.integrity,
      { cause: error },
    );
  }
}

/**
 * Gives way to others (nice): a backup has time, and its application has not. Not for the process with the read
 * transactions: the longer they last, the longer the WALs grow.
 */
function give({ pid }: Child, priority: number): void {
  try {
    if (pid !== undefined) setPriority(pid, priority);
  } catch {
    // It has ended already, or the system forbids it.
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
