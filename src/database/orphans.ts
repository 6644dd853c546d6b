import type { TableName } from '../model/tables.ts';
import type { OpenLayout } from './open.ts';
import type { ForeignKey } from './schema/table.ts';

/** What a foreign key that no file enforces has let in. */
export interface Orphans {
  readonly key: ForeignKey;
  /** Values that refer to no parent, each counted once. */
  readonly orphans: number;
  /** The smallest few of them, as decimal text: they may lie beyond 2^53. */
  readonly examples: readonly string[];
  /** Rows handed to the application; where SQL joins, only the examples. */
  readonly rows: number;
}

export interface OrphanAudit {
  /** Values that refer to no parent, each counted once per key. */
  readonly orphans: number;
  readonly rows: number;
  readonly seconds: number;
  readonly byKey: readonly Orphans[];
}

const MOST_EXAMPLES = 3;

/** Looks for children without a parent, for each key. The layout's connections decide how. Changes nothing. */
export function auditOrphans(open: OpenLayout, keys: readonly ForeignKey[]): OrphanAudit {
  const started = performance.now();
  const byKey = keys.map((key) => orphansOf(open, key));
  return {
    orphans: byKey.reduce((sum, one) => sum + one.orphans, 0),
    rows: byKey.reduce((sum, one) => sum + one.rows, 0),
    seconds: (performance.now() - started) / 1000,
    byKey,
  };
}

export function orphansOf(open: OpenLayout, key: ForeignKey): Orphans {
  return open.connectionFor([key.table, key.references]) ? bySql(open, key) : byMerge(open, key);
}

function bySql(open: OpenLayout, key: ForeignKey): Orphans {
  const { table, column, references } = key;
  const found = open
    .prepare<{ id: string; orphans: number }>(
      [table, references],
      `SELECT CAST(value AS TEXT) AS id, count(*) OVER () AS orphans FROM
         (SELECT DISTINCT c.${column} AS value FROM ${table} c WHERE c.${column} IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM ${references} p WHERE p.id = c.${column}))
       ORDER BY value LIMIT ${MOST_EXAMPLES}`,
    )
    .all();
  const examples = found.map(({ id }) => id);
  return { key, orphans: found[0]?.orphans ?? 0, examples, rows: found.length };
}

/** Both sides in the order of the key, walked together: a batch of each is held at a time. */
function byMerge(open: OpenLayout, key: ForeignKey): Orphans {
  const children = inOrder(open, key.table, key.column);
  const parents = inOrder(open, key.references, 'id');
  const examples: string[] = [];
  let [orphans, rows] = [0, 0];
  let parent = parents.next();
  for (const id of children) {
    rows++;
    while (!parent.done && parent.value < id) {
      rows++;
      parent = parents.next();
    }
    if (!parent.done && parent.value === id) continue;
    orphans++;
    if (examples.length < MOST_EXAMPLES) examples.push(String(id));
  }
  return { key, orphans, examples, rows };
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
