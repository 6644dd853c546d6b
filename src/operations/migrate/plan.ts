import { statfsSync } from 'node:fs';
import { isCut } from '../../database/schema/index.ts';
import type { ForeignKey } from '../../database/schema/table.ts';
import { databaseOf } from '../../layouts/check.ts';
import { EXIT, Failure } from '../../model/failure.ts';
import type { Layout } from '../../model/layout.ts';
import type { TableName } from '../../model/tables.ts';
import { howMany } from '../../render/how-many.ts';
import { plain } from '../../render/plain.ts';
import { formatBytes } from '../../render/units.ts';
import type { Analysis } from './analyse.ts';

/** A query of the application, as far as a placement concerns it. */
export interface QueryShape {
  readonly name: string;
  readonly tables: readonly TableName[];
}

export interface Plan {
  readonly from: string;
  readonly to: string;
  readonly analysis: Analysis;
  /** Queries that the source answers in SQL and the target only in several statements, and the other way round. */
  readonly apart: readonly string[];
  readonly together: readonly string[];
  readonly memory: readonly string[];
  readonly bytes: number;
  /** For the copies and the new files. */
  readonly neededBytes: number;
  readonly freeBytes: number;
  /** Roughly, from SECONDS_PER_GB: another disk takes another time. */
  readonly seconds: number;
}

/** Room for the copy and for the new files, each as large as the source, and a tenth: pages are filled otherwise. */
const NEEDED = 2.1;
/** With validation, on two cores and a quick disk (npm run perf -- migrate): an order of magnitude, no promise. */
const SECONDS_PER_GB = 10;

export function makePlan(
  from: Layout,
  to: Layout,
  analysis: Analysis,
  queries: readonly QueryShape[],
  folder: string,
): Plan {
  const bytes = analysis.files.reduce((sum, file) => sum + file.bytes, 0);
  const { bavail, bsize } = statfsSync(folder);
  const joins = (layout: Layout, { tables }: QueryShape) =>
    layout.connection === 'attached' ||
    new Set(tables.map((table) => databaseOf(layout, table).name)).size === 1;
  return {
    from: from.name,
    to: to.name,
    analysis,
    apart: queries.filter((one) => joins(from, one) && !joins(to, one)).map(({ name }) => name),
    together: queries.filter((one) => !joins(from, one) && joins(to, one)).map(({ name }) => name),
    memory: [...memoryNotes(from, 'from'), ...memoryNotes(to, 'to')],
    bytes,
    neededBytes: Math.ceil(bytes * NEEDED),
    freeBytes: bavail * bsize,
    seconds: 1 + (bytes / 1e9) * SECONDS_PER_GB,
  };
}

function memoryNotes(layout: Layout, side: 'from' | 'to'): string[] {
  return layout.databases
    .filter(({ file }) => file === ':memory:')
    .map(({ name }) =>
      side === 'from'
        ? `${name} lives in memory: the rows of ${name}.snapshot move; what running processes hold in theirs is in no file and does not`
        : `${name} will live in memory: its rows go to ${name}.snapshot, from which each process fills its own; what is written to one is lost with the process`,
    );
}

/** @param without names of objects that may stay behind @throws Failure that says what stands in the way */
export function checkPlan(
  { analysis, neededBytes, freeBytes }: Plan,
  { without, keepOrphans, shown }: { without: readonly string[]; keepOrphans: boolean; shown: string },
): void {
  const [unlike] = analysis.unlike;
  if (unlike !== undefined)
    throw new Failure(
      `${plain(shown)} is not of the layout that it says: ${plain(unlike)}. Bring the tables into the layout's form first.`,
    );
  for (const name of without)
    if (!analysis.unknown.some((one) => one.name === name))
      throw new Failure(
        `--without ${plain(name)}: there is no such table, index, view or trigger beyond the layout's own.`,
      );
  const unknown = analysis.unknown.filter(({ name, madeBy }) => madeBy === null && !without.includes(name));
  if (unknown.length > 0)
    throw new Failure(
      `${plain(shown)} holds what no layout knows, and it would not be moved: ${unknown.map(({ type, name }) => `${type} ${plain(name)}`).join(', ')}. Say --without ${[...without, ...unknown.map(({ name }) => name)].map((name) => plain(name)).join(',')} to leave it behind.`,
    );
  const [twice] = analysis.duplicates;
  if (twice !== undefined)
    throw new Failure(
      `${twice.table} holds ${twice.columns.join(', ')} ${plain(twice.example)} more than once, which the new database does not allow (${howMany(twice.groups, 'such key')}). Mend the rows first.`,
      EXIT.integrity,
    );
  const broken = analysis.orphans.filter(({ heldByTarget }) => heldByTarget);
  if (broken.length > 0 && !keepOrphans)
    throw new Failure(
      `${broken.map(({ key, rows }) => `${howMany(rows, 'row')} of ${shownKey(key)} ${rows === 1 ? 'refers' : 'refer'} to no row`).join('; ')}. Mend them first, or take them over as they are with --keep-orphans.`,
      EXIT.integrity,
    );
  if (freeBytes < neededBytes)
    throw new Failure(
      `${plain(shown)}: ${formatBytes(neededBytes)} of disk are needed for a copy and the new files, and ${formatBytes(freeBytes)} are free. Free some space.`,
      EXIT.disk,
    );
}

export function shownKey({ table, column, references }: ForeignKey): string {
  return `${table}.${column} -> ${references}`;
}

/** Rows that the target's foreign keys do not hold, and that were wanted. */
export function keptOrphans({ orphans }: Analysis, to: Layout): number {
  return orphans.filter(({ key }) => !isCut(to, key)).reduce((sum, { rows }) => sum + rows, 0);
}
