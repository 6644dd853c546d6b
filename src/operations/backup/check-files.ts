import { statSync } from 'node:fs';
import { availableParallelism, constants, setPriority } from 'node:os';
import { EXIT, Failure } from '../../model/failure.ts';
import { Child, ChildFailed } from '../../process/child.ts';
import { plain } from '../../render/plain.ts';
import type { Hashed } from './compare.ts';
import type { Contents, TableToCheck } from './contents.ts';
import type { FileToCheck } from './verify-process.ts';

/** What can be asked of a file, and what the answer is. */
export interface Checks {
  readonly hash: Hashed;
  /** The same, and that it is page by page what it was copied from. */
  readonly pages: Hashed;
  /** Null: nothing is wrong; otherwise it is thrown. */
  readonly integrity: null;
  /** Rows that reference one that is not there. */
  readonly foreignKeys: number;
  readonly contents: Contents;
}
export type CheckName = keyof Checks;
export type Checked<K extends CheckName> = { readonly [Name in K]: Checks[Name] };

/**
 * About how long they take of a file, integrity_check being 1: the longest begin first, so that no core is left with nothing
 * to do at the end. `pages` comes before all others: until then the snapshot has to last.
 */
const COSTS: Readonly<Record<CheckName, number>> = {
  pages: Number.POSITIVE_INFINITY,
  integrity: 1,
  foreignKeys: 0.25,
  hash: 0.1,
  contents: 0.01,
};
/** Of the two halves of integrity_check where it is split: a row is read twice then, so together they take longer. */
const STRUCTURE_COST = 0.25;
const TABLES_COST = 0.95;
const PROCESSES = 2;
/** Less than this is checked sooner than a second process has begun. */
const SHARED_BYTES = 20_000_000;
const DEADLINE_SECONDS = 12 * 3600;

export interface CheckOptions<K extends CheckName> {
  readonly signal: AbortSignal;
  /** Whoever works with the databases meanwhile comes first. */
  readonly gentle: boolean;
  /** Called with each answer as it comes, and the file's number. */
  readonly onAnswer?: (name: K, index: number) => Promise<void>;
}

/** Work for one processor. */
interface Task {
  readonly method: string;
  readonly argument: unknown;
  readonly file: FileToCheck;
  readonly cost: number;
  readonly take: (answer: unknown) => Promise<void>;
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
 * integrity_check in parts, so that one large file keeps all processors busy: quick_check of the whole file, which sees what no
 * check by table does (a page that two tables use, the free list), and integrity_check of each table with indexes, of which the
 * quick one leaves out whether they are true (https://www.sqlite.org/pragma.html#pragma_quick_check).
 */
async function halves(child: Child, file: FileToCheck, cost: number, done: Task['take']): Promise<Task[]> {
  const tables = (await ask(child, { method: 'tables', argument: file, file })) as readonly TableToCheck[];
  const all = tables.reduce((sum, { weight }) => sum + weight, 1);
  let left = tables.length + 1;
  const take = async () => {
    left--;
    if (left === 0) await done(null);
  };
  return [
    { method: 'structure', argument: file, file, cost: STRUCTURE_COST * cost, take },
    ...tables.map(({ name, weight }) => ({
      method: 'table',
      argument: { file, name },
      file,
      cost: (TABLES_COST * cost * weight) / all,
      take,
    })),
  ];
}

async function ask(
  child: Child,
  { method, argument, file }: Pick<Task, 'method' | 'argument' | 'file'>,
): Promise<unknown> {
  try {
    return await child.request(method, argument, DEADLINE_SECONDS);
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
