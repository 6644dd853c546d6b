import type { OpenLayout } from '../../database/open.ts';
import type { ForeignKey } from '../../database/schema/table.ts';
import type { TableName } from '../../model/tables.ts';

export interface Audit {
  /** Values that refer to no parent, each counted once per key. */
  readonly orphans: number;
  /** Handed to the application; where SQL joins, only what it found. */
  readonly rows: number;
  readonly seconds: number;
}

/** Looks for children without a parent. The layout's connections decide how. */
export function auditOrphans(open: OpenLayout, keys: readonly ForeignKey[]): Audit {
  const started = performance.now();
  let [orphans, rows] = [0, 0];
  for (const key of keys) {
    const found = open.connectionFor([key.table, key.references]) ? bySql(open, key) : byMerge(open, key);
    orphans += found.orphans;
    rows += found.rows;
  }
  return { orphans, rows, seconds: (performance.now() - started) / 1000 };
}

function bySql(
  open: OpenLayout,
  { table, column, references }: ForeignKey,
): { orphans: number; rows: number } {
  const found = open
    .prepare(
      [table, references],
      `SELECT DISTINCT c.${column} FROM ${table} c
       WHERE c.${column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${references} p WHERE p.id = c.${column})`,
    )
    .all();
  return { orphans: found.length, rows: found.length };
}

/** Both sides in the order of the key, walked together: a batch of each is held at a time. */
function byMerge(
  open: OpenLayout,
  { table, column, references }: ForeignKey,
): { orphans: number; rows: number } {
  const children = inOrder(open, table, column);
  const parents = inOrder(open, references, 'id');
  let [orphans, rows] = [0, 0];
  let parent = parents.next();
  for (const id of children) {
    rows++;
    while (!parent.done && parent.value < id) {
      rows++;
      parent = parents.next();
    }
    if (parent.done || parent.value !== id) orphans++;
  }
  return { orphans, rows };
}

const BATCH = 1000;

/** The different values of a column, ascending. Integers beyond 2^53 would lose their last digits: as BigInt. */
function* inOrder(open: OpenLayout, table: TableName, column: string): Generator<bigint> {
  const next = open.prepare<{ id: bigint }>(
    [table],
    `SELECT DISTINCT ${column} AS id FROM ${table} WHERE ${column} > ? ORDER BY ${column} LIMIT ${BATCH}`,
  ) as ReturnType<typeof open.prepare<{ id: bigint }>> & { safeIntegers(): unknown };
  next.safeIntegers();
  for (let last = -(2n ** 63n); ; ) {
    const batch = next.all(last);
    for (const { id } of batch) yield id;
    if (batch.length < BATCH) return;
    last = (batch.at(-1) as { id: bigint }).id;
  }
}
