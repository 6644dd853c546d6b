import { databaseOf } from '../../layouts/check.ts';
import type { Layout } from '../../model/layout.ts';
import { isSplit } from '../timing/layouts.ts';
import { copied, inBatches, joinInSql, onePerRow, type Prepare, QUESTION_TABLES } from './question.ts';

export interface Strategy {
  readonly name: string;
  readonly prepare: Prepare;
  /** Whether a layout can run it, or has a reason to. */
  readonly on: (layout: Layout) => boolean;
  /** Whether it differs from the others for results of so many rows. */
  readonly differs: (rows: number) => boolean;
  /** It reads the copy of the files that has the copied column. */
  readonly copies?: boolean;
}

const always = () => true;
/** One connection that sees both tables over ATTACH has no reason to join outside SQL. */
const unattached = (layout: Layout) => !(apart(layout) && attached(layout));
const apart = (layout: Layout) => isSplit(layout, QUESTION_TABLES);
const attached = ({ connection }: Layout) => connection === 'attached';

/** A database in memory is filled anew at each opening, from a table without the column. */
export function canCopy(layout: Layout): boolean {
  return apart(layout) && databaseOf(layout, 'activity_log').file !== ':memory:';
}

export const SQL_JOIN = 'SQL join';
export const ATTACH_JOIN = 'ATTACH join';
export const N_PLUS_ONE = 'N+1';
export const COPIED = 'copied column';

/** A batch of more ids than a smaller batch needed for the whole result is the same statement. */
const batches = (size: number, smaller: number): Strategy => ({
  name: `IN, ${size} at a time`,
  prepare: inBatches(size),
  on: unattached,
  differs: (rows) => rows > smaller,
});

export const STRATEGIES: readonly Strategy[] = [
  { name: SQL_JOIN, prepare: joinInSql, on: (layout) => !apart(layout), differs: always },
  {
    name: ATTACH_JOIN,
    prepare: joinInSql,
    on: (layout) => apart(layout) && attached(layout),
    differs: always,
  },
  batches(10, 0),
  batches(100, 10),
  batches(1000, 100),
  { name: N_PLUS_ONE, prepare: onePerRow, on: unattached, differs: always },
  { name: COPIED, prepare: copied, on: canCopy, differs: always, copies: true },
];

export function isInBatches(name: string): boolean {
  return name.startsWith('IN, ');
}
