import { databaseOf } from '../../layouts/check.ts';
import type { Layout } from '../../model/layout.ts';
import type { TableName } from '../../model/tables.ts';

/** A layout with the folder of its files, for a process that opens it. */
export interface Subject {
  readonly layout: Layout;
  readonly folder: string;
}

/** Those that differ for one caller at a time: who commits does not show there. Never none of some. */
export function distinct(layouts: readonly Layout[]): readonly Layout[] {
  const own = layouts.filter(({ writer }) => writer !== 'group-commit');
  return own.length === 0 ? layouts.slice(0, 1) : own;
}

/** Whether the layout puts these tables on more than one database. */
export function isSplit(layout: Layout, tables: readonly TableName[]): boolean {
  return new Set(tables.map((table) => databaseOf(layout, table).name)).size > 1;
}

/**
 * For the short form: the first layout, and the one that tells most beside it: one that puts the tables apart on
 * connections of their own, else one that puts them apart at all, else the second.
 */
export function firstAndOther(layouts: readonly Layout[], tables: readonly TableName[]): readonly Layout[] {
  const [first, ...others] = layouts;
  const apart = others.filter((layout) => isSplit(layout, tables));
  const other = apart.find(({ connection }) => connection === 'separate') ?? apart[0] ?? others[0];
  return [first, other].filter((layout) => layout !== undefined);
}
