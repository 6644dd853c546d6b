import { readdirSync } from 'node:fs';
import { type OpenLayout, openLayout } from '../database/open.ts';
import type { Layout } from '../model/layout.ts';
import type { TableName } from '../model/tables.ts';
import { serve } from '../process/serve.ts';
import { takeUpSlack } from './open/slack.ts';
import { type ProcessMemory, settledMemory } from './process-memory.ts';

export interface SetsRequest {
  readonly layout: Layout;
  readonly folder: string;
  /** Numbers of sets, growing, at which to look. */
  readonly looks: readonly number[];
}

/** Of one process, with `sets` times what one user of the layout opens. */
export interface SetsResult {
  readonly sets: number;
  /** All of them one after another: opening, first query, closing; seconds. */
  readonly openSeconds: number;
  readonly querySeconds: number;
  readonly closeSeconds: number;
  /** Opened for them; null where the system does not tell. */
  readonly descriptors: number | null;
  readonly before: ProcessMemory;
  readonly after: ProcessMemory;
  /** Pages of :memory: databases, in `after` as well. */
  readonly inMemoryBytes: number;
}

/** One row of each group of tables: on every layout the same three statements, and each database is asked. */
const FIRST: readonly { table: TableName; sql: string }[] = [
  { table: 'users', sql: 'SELECT * FROM users WHERE id = 1' },
  { table: 'query_cache', sql: "SELECT * FROM query_cache WHERE key = 'query:00000002'" },
  { table: 'chinook_tracks', sql: 'SELECT * FROM chinook_tracks WHERE id = 1' },
];

function measure({ layout, folder, looks }: SetsRequest): SetsResult[] {
  const held = takeUpSlack();
  const descriptorsBefore = descriptors();
  const before = settledMemory();
  const opened: OpenLayout[] = [];
  let [openSeconds, querySeconds] = [0, 0];
  const found = looks.map((sets) => {
    while (opened.length < sets) {
      const start = performance.now();
      const open = openLayout(layout, folder);
      const ready = performance.now();
      for (const { table, sql } of FIRST) open.prepare([table], sql).get();
      querySeconds += (performance.now() - ready) / 1000;
      openSeconds += (ready - start) / 1000;
      open.refuseWrites();
      opened.push(open);
    }
    const now = descriptors();
    return {
      sets,
      openSeconds,
      querySeconds,
      descriptors: now === null || descriptorsBefore === null ? null : now - descriptorsBefore,
      before,
      after: settledMemory(),
      inMemoryBytes: opened.reduce((sum, open) => sum + inMemory(open), 0),
    };
  });
  const closeSeconds = closeAll(opened);
  for (const connection of held) connection.close();
  return found.map((one) => ({ ...one, closeSeconds: closeSeconds[one.sets - 1] as number }));
}

/** The last opened first. At n - 1: what closing the n left over takes. */
function closeAll(opened: OpenLayout[]): number[] {
  const each = opened.map(() => 0);
  for (let n = opened.length - 1; n >= 0; n--) {
    const start = performance.now();
    opened[n]?.close();
    each[n] = (performance.now() - start) / 1000;
  }
  let sum = 0;
  return each.map((seconds) => {
    sum += seconds;
    return sum;
  });
}

function inMemory({ databases }: OpenLayout): number {
  return databases
    .filter(({ placement }) => placement.file === ':memory:')
    .reduce((sum, { connection, schema }) => {
      const pragma = (name: string) => Number(connection.pragma(`${schema}.${name}`, { simple: true }));
      return sum + pragma('page_count') * pragma('page_size');
    }, 0);
}

/** Open file descriptors of this process; null where there is no /proc. */
function descriptors(): number | null {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return null;
  }
}

serve({ measure });
