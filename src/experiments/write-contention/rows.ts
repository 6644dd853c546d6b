import { databaseOf } from '../../layouts/check.ts';
import type { Layout } from '../../model/layout.ts';
import type { TableName } from '../../model/tables.ts';
import type { Member } from './crew.ts';
import { type Kind, ROWS, tablesOf } from './kinds.ts';
import type { Counts } from './protocol.ts';

/** Where a kind's rows are in a database in memory: then each process has rows of its own, and nothing is shared. */
export function inMemory(layout: Layout, kind: Kind): boolean {
  return tablesOf(kind).some((table) => databaseOf(layout, table).file === ':memory:');
}

/** Who sees the rows of a table: any process for a file; for a database in memory each that has one. */
export interface Witnesses {
  readonly reader: Member;
  /** The processes that execute writes of a kind: its writers, or the committer. */
  readonly executors: (kind: Kind) => readonly Member[];
}

/** The rows in every table that these kinds write to. */
export async function countRows(
  layout: Layout,
  kinds: readonly Kind[],
  { reader, executors }: Witnesses,
): Promise<Counts> {
  const found: Counts = {};
  for (const kind of new Set(kinds))
    for (const table of tablesOf(kind)) {
      const file = databaseOf(layout, table).file !== ':memory:';
      const seen = await Promise.all(
        (file ? [reader] : executors(kind)).map((member) => member.ask<Counts>('counts', [table])),
      );
      found[table] = seen.reduce((sum, counts) => sum + (counts[table] ?? 0), 0);
    }
  return found;
}

/**
 * Acknowledged writes without their rows, and rows without an acknowledged write, in operations: 0 where nothing was lost
 * and nothing was written twice.
 */
export function unaccounted(done: ReadonlyMap<Kind, number>, before: Counts, after: Counts): number {
  let sum = 0;
  for (const [kind, operations] of done) {
    const differences = (Object.entries(ROWS[kind]) as [TableName, number][]).map(([table, rows]) =>
      Math.abs(((after[table] ?? 0) - (before[table] ?? 0)) / rows - operations),
    );
    sum += Math.max(...differences);
  }
  return sum;
}
