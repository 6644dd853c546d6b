import type Database from 'better-sqlite3';
import type { DatabaseSchema, SchemaTable, SchemaTrigger } from '../model/schema.ts';
import { indexedTables } from './schema-reader/indexed-tables.ts';
import { isVectorShadow } from './schema-reader/shadow.ts';
import { type TableReader, tableReader } from './schema-reader/table.ts';
import { foldName } from './schema-reader/tokens.ts';
import { parseTrigger } from './schema-reader/trigger.ts';
import { tablesRead } from './schema-reader/view-reads.ts';
import { parseVirtualTable, type VirtualTable } from './schema-reader/virtual-table.ts';

interface TableRow {
  name: string;
  type: 'table' | 'view' | 'virtual';
  sql: string;
}

/**
 * What SQLite says of the database that a connection knows as `schema` ("main", or a name that it is attached by):
 * tables, views, keys, triggers, and what full-text and vector tables index. Any file will do, whoever made it; a
 * virtual table whose module is not loaded is kept, with the columns that its text declares.
 * @throws SqliteError where the file is no database or is damaged: it is read here for the first time
 */
export function readSchema(connection: Database.Database, schema = 'main'): DatabaseSchema {
  const master = `"${schema.replaceAll('"', '""')}".sqlite_schema`;
  // Tables of SQLite's own, and those that a virtual table keeps its data in, belong to nobody's schema.
  const rows = connection
    .prepare(
      `SELECT l.name, l.type, ifnull(s.sql, '') AS sql
       FROM pragma_table_list l JOIN ${master} s ON s.name = l.name AND s.type IN ('table', 'view')
       WHERE l.schema = ? COLLATE NOCASE AND l.type <> 'shadow' AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
       ORDER BY s.rowid`,
    )
    .all(schema) as TableRow[];
  const virtual = new Map(
    rows.filter(({ type }) => type === 'virtual').map(({ name, sql }) => [name, parseVirtualTable(sql)]),
  );
  const own = rows.filter(({ name }) => !isVectorShadow(name, virtual));
  const names = own.map(({ name }) => name);
  const known = knownNames(names);
  const reader = tableReader(connection, schema);
  const tables = own.map((row) => describe(row, virtual.get(row.name), reader, names, known));
  const triggers = readTriggers(connection, master, known);
  return {
    tables: tables.map((table) =>
      table.kind === 'full-text' || table.kind === 'vector'
        ? {
            ...table,
            indexes: indexedTables(table, virtual.get(table.name)?.content ?? null, tables, triggers),
          }
        : table,
    ),
    triggers,
  };
}

function describe(
  { name, type, sql }: TableRow,
  virtual: VirtualTable | undefined,
  reader: TableReader,
  names: readonly string[],
  known: (written: readonly string[]) => string[],
): SchemaTable {
  const table = {
    name,
    kind: virtual?.kind ?? (type === 'view' ? ('view' as const) : ('table' as const)),
    // SQLite knows the names of a vector table's columns and not their dimensions, which its text has.
    columns: [...(virtual?.columns ?? withoutModule(() => reader.columns(name)))],
    unique: [],
    foreignKeys: [],
    indexes: [],
    readsFrom: type === 'view' ? known(tablesRead(sql)) : [],
  };
  if (type !== 'table') return table;
  return { ...table, unique: reader.unique(name), foreignKeys: reader.foreignKeys(name, names) };
}

/** A module that is not loaded, a view of a table that is gone: SQLite cannot tell the columns. */
function withoutModule<T>(ask: () => T[]): T[] {
  try {
    return ask();
  } catch (error) {
    if ((error as { code?: unknown }).code === 'SQLITE_ERROR') return [];
    throw error;
  }
}

function readTriggers(
  connection: Database.Database,
  master: string,
  known: (written: readonly string[]) => string[],
): SchemaTrigger[] {
  const rows = connection
    .prepare(`SELECT name, tbl_name AS "table", sql FROM ${master} WHERE type = 'trigger' ORDER BY rowid`)
    .all() as { name: string; table: string; sql: string }[];
  return rows.map(({ name, table, sql }) => {
    const { event, writes } = parseTrigger(sql);
    return { name, table: known([table])[0] ?? table, event, writes: known(writes) };
  });
}

/** Names as SQL text has them, in whatever case, to names as the database has them; others are left out. */
function knownNames(names: readonly string[]): (written: readonly string[]) => string[] {
  const folded = new Map(names.map((name) => [foldName(name), name]));
  return (written) => written.flatMap((name) => folded.get(foldName(name)) ?? []);
}
