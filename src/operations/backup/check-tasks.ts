import { EXIT, Failure } from '../../model/failure.ts';
import { type Child, ChildFailed } from '../../process/child.ts';
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
export const COSTS: Readonly<Record<CheckName, number>> = {
  pages: Number.POSITIVE_INFINITY,
  integrity: 1,
  foreignKeys: 0.25,
  hash: 0.1,
  contents: 0.01,
};
/** Of the two halves of integrity_check where it is split: a row is read twice then, so together they take longer. */
const STRUCTURE_COST = 0.25;
const TABLES_COST = 0.95;
const DEADLINE_SECONDS = 12 * 3600;

/** Work for one processor. */
export interface Task {
  readonly method: string;
  readonly argument: unknown;
  readonly file: FileToCheck;
  readonly cost: number;
  readonly take: (answer: unknown) => Promise<void>;
}

/**
 * integrity_check in parts, so that one large file keeps all processors busy: quick_check of the whole file, which sees what no
 * check by table does (a page that two tables use, the free list), and integrity_check of each table with indexes, of which the
 * quick one leaves out whether they are true (https://www.sqlite.org/pragma.html#pragma_quick_check).
 */
export async function halves(
  child: Child,
  file: FileToCheck,
  cost: number,
  done: Task['take'],
): Promise<Task[]> {
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

/** @throws Failure: what the check found, or 4 where it did not come to an end; Interrupted */
export async function ask(
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
