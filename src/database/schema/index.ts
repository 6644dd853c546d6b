import { databaseOf } from '../../layouts/check.ts';
import type { Layout } from '../../model/layout.ts';
import { APP_TABLES } from './app.ts';
import { CACHE_TABLES } from './cache.ts';
import { CATALOG_TABLES } from './catalog.ts';
import { type ForeignKey, foreignKeysOf, type Table } from './table.ts';

/** Every ordinary table, in an order in which each table comes after those it references. */
export const TABLES: readonly Table[] = [...CATALOG_TABLES, ...APP_TABLES, ...CACHE_TABLES];

/** Every foreign key that one file could enforce. */
export const FOREIGN_KEYS: readonly ForeignKey[] = TABLES.flatMap(foreignKeysOf);

/** A foreign key cannot cross files: those that the layout cuts are left out of its schema and listed. */
export function isCut(layout: Layout, key: ForeignKey): boolean {
  return databaseOf(layout, key.table).name !== databaseOf(layout, key.references).name;
}

export function cutForeignKeys(layout: Layout): readonly ForeignKey[] {
  return FOREIGN_KEYS.filter((key) => isCut(layout, key));
}
