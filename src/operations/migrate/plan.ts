import { statfsSync } from 'node:fs';
import { databaseOf } from '../../layouts/check.ts';
import { EXIT, Failure } from '../../model/failure.ts';
import type { Layout } from '../../model/layout.ts';
import { TABLE_NAMES, type TableName } from '../../model/tables.ts';
import { howMany } from '../../render/how-many.ts';
import { plain } from '../../render/plain.ts';
import { formatBytes } from '../../render/units.ts';
import type { Analysis } from './analyse.ts';
import type { OwnChoice } from './carry.ts';
import type { OrphanRows } from './orphans.ts';
import { checkOwnChoice } from './own-choice.ts';

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

/** @param room the data folder, and how much of the copies is there already, bytes */
export function makePlan(
  from: Layout,
  to: Layout,
  analysis: Analysis,
  queries: readonly QueryShape[],
  room: { readonly folder: string; readonly copied: number },
): Plan {
  const bytes = analysis.files.reduce((sum, file) => sum + file.bytes, 0);
  const { bavail, bsize } = statfsSync(room.folder);
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
    // What has been copied already is part of what is needed.
    freeBytes: bavail * bsize + room.copied,
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

/** What the user has chosen, and what to call the data folder. */
export interface PlanOptions extends OwnChoice {
  readonly keepOrphans: boolean;
  readonly shown: string;
}

/** @throws Failure that says what stands in the way */
export function checkPlan({ analysis, neededBytes, freeBytes }: Plan, options: PlanOptions): void {
  const { keepOrphans, shown } = options;
  const [unlike] = analysis.unlike;
  if (unlike !== undefined)
    throw new Failure(
      `${plain(shown)} is not of the layout that it says: ${plain(unlike)}. Bring the tables into the layout's form first.`,
    );
  if (analysis.unopenable !== null) throw new Failure(`${plain(shown)}: ${analysis.unopenable}.`);
  checkOwnChoice(analysis.unknown, options);
  const [twice] = analysis.duplicates;
  if (twice !== undefined)
    throw new Failure(
      `${twice.table} holds ${twice.columns.join(', ')} ${plain(twice.example)} more than once, which the new database does not allow (${howMany(twice.groups, 'such key')}). Mend the rows first.`,
      EXIT.integrity,
    );
  const broken = analysis.orphans.filter(({ heldByTarget }) => heldByTarget);
  if (broken.length > 0 && !keepOrphans) throw new Failure(orphansInOneLine(broken), EXIT.integrity);
  if (freeBytes < neededBytes)
    throw new Failure(
      `${plain(shown)}: ${formatBytes(neededBytes)} of disk are needed for a copy and the new files, and ${formatBytes(freeBytes)} are free. Free some space.`,
      EXIT.disk,
    );
}

/** How many, where to look first, and the way out: the plan lists all. */
function orphansInOneLine(broken: Analysis['orphans']): string {
  const [first] = broken;
  if (first === undefined) return '';
  const total = broken.reduce((sum, { rows }) => sum + rows, 0);
  const verb = total === 1 ? 'refers' : 'refer';
  const [them, they] = total === 1 ? ['it', 'it is'] : ['them', 'they are'];
  const where =
    broken.length === 1
      ? `${shownKey(first.key)} ${verb} to no row`
      : `${howMany(broken.length, 'foreign key')} ${verb} to no row, first ${shownKey(first.key)} (the plan lists all)`;
  return `${howMany(total, 'row')} of ${where}. Mend ${them} first, or take ${them} over as ${they} with --keep-orphans.`;
}

export function shownKey({ table, column, references }: OrphanRows['key']): string {
  return `${plain(table)}.${plain(column)} -> ${plain(references)}`;
}

/** Rows that break keys of the layout's own tables, and that were wanted. Those of the user's own tables excuse none of them. */
export function keptOrphans({ orphans }: Analysis): number {
  return orphans
    .filter(({ key, heldByTarget }) => heldByTarget && TABLE_NAMES.some((name) => name === key.table))
    .reduce((sum, { rows }) => sum + rows, 0);
}
