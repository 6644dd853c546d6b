import type Database from 'better-sqlite3';
import { tablesOn } from '../layouts/check.ts';
import type { DatabasePlacement, Layout } from '../model/layout.ts';
import { isCut, TABLES } from './schema/index.ts';
import { SEARCH_TABLES, type SearchTable } from './schema/search.ts';
import { createIndexSql, createTableSql, type Table } from './schema/table.ts';

/** The ordinary tables of a database, each after those it references. */
export function ordinaryTables(placement: DatabasePlacement): readonly Table[] {
  const here = tablesOn(placement);
  return TABLES.filter((table) => here.includes(table.name));
}

export function searchTables(placement: DatabasePlacement): readonly SearchTable[] {
  const here = tablesOn(placement);
  return SEARCH_TABLES.filter((table) => here.includes(table.name));
}

/** The name under which a layout's database is known on a connection that holds all of them. */
export function schemaName(layout: Layout, placement: DatabasePlacement): string {
  return layout.databases[0] === placement ? 'main' : placement.name;
}

/** Every statement that makes a database of a layout, in the schema `place`; rows go in between the steps. */
export function creation(layout: Layout, placement: DatabasePlacement, place: string) {
  const tables = ordinaryTables(placement);
  const search = searchTables(placement);
  return {
    tables: tables.map((table) => createTableSql(table, place, (key) => !isCut(layout, key))),
    indexes: tables.flatMap((table) => createIndexSql(table, place)),
    search: search.flatMap((table) => table.create(place)),
    searchFills: search.map((table) => table.fill(place)),
    triggers: search.flatMap((table) => table.triggers(place)),
  };
}

export function runAll(db: Database.Database, statements: readonly string[]): void {
  for (const sql of statements) db.exec(sql);
}

/** Statistics for the query planner, the same on every layout; the limit keeps it short on large data. */
export function analyze(db: Database.Database, place: string, placement: DatabasePlacement): void {
  db.pragma('analysis_limit = 1000');
  for (const { name } of ordinaryTables(placement)) db.exec(`ANALYZE ${place}.${name}`);
}
