import type Database from 'better-sqlite3';
import type { SchemaColumn, SchemaForeignKey } from '../../model/schema.ts';
import { sameName } from './tokens.ts';

/** What SQLite says of one table or view, asked with bound names: they may be any text. */
export interface TableReader {
  columns(table: string): SchemaColumn[];
  /** Column sets of unique indexes over all rows and on plain columns, the primary key's own left out. */
  unique(table: string): string[][];
  /** In the order in which they were declared; names as the database has them, whatever case the key wrote. */
  foreignKeys(table: string, names: readonly string[]): SchemaForeignKey[];
}

interface ColumnRow {
  name: string;
  type: string;
  notnull: number;
  pk: number;
}

interface KeyRow {
  id: number;
  table: string;
  from: string;
  to: string | null;
}

export function tableReader(connection: Database.Database, schema: string): TableReader {
  // hidden = 1: what a virtual table has only to be asked with, such as rank or distance.
  const columnRows = connection.prepare(
    'SELECT name, type, "notnull", pk FROM pragma_table_xinfo(?, ?) WHERE hidden <> 1 ORDER BY cid',
  );
  const indexes = connection
    .prepare(
      `SELECT name FROM pragma_index_list(?, ?) WHERE "unique" AND NOT partial AND origin <> 'pk' ORDER BY seq DESC`,
    )
    .pluck();
  const indexed = connection.prepare('SELECT name FROM pragma_index_info(?, ?) ORDER BY seqno').pluck();
  const keys = connection.prepare(
    'SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?, ?) ORDER BY id DESC, seq',
  );
  const columns = (table: string) =>
    (columnRows.all(table, schema) as ColumnRow[]).map(
      ({ name, type, notnull, pk }): SchemaColumn => ({ name, type, notNull: notnull === 1, primaryKey: pk }),
    );
  return {
    columns,
    unique: (table) => {
      const primary = setText(primaryKey(columns(table)));
      const sets = (indexes.all(table, schema) as string[])
        .map((index) => indexed.all(index, schema) as (string | null)[])
        // Null stands for an expression, and for the rowid.
        .filter((names): names is string[] => names.length > 0 && !names.includes(null));
      const texts = sets.map(setText);
      return sets.filter(
        (_, index) => texts[index] !== primary && texts.indexOf(texts[index] ?? '') === index,
      );
    },
    foreignKeys: (table, names) => {
      const rows = keys.all(table, schema) as KeyRow[];
      const own = columns(table);
      return [...new Set(rows.map(({ id }) => id))].map((id) => {
        const parts = rows.filter((row) => row.id === id);
        const written = parts[0]?.table ?? '';
        const target = names.find((name) => sameName(name, written)) ?? written;
        const there = columns(target);
        return {
          columns: parts.map(({ from }) => asDeclared(from, own)),
          table: target,
          references: parts.every(({ to }) => to === null)
            ? primaryKey(there)
            : parts.flatMap(({ to }) => (to === null ? [] : [asDeclared(to, there)])),
        };
      });
    },
  };
}

function primaryKey(columns: readonly SchemaColumn[]): string[] {
  return columns
    .filter((column) => column.primaryKey > 0)
    .sort((a, b) => a.primaryKey - b.primaryKey)
    .map(({ name }) => name);
}

function asDeclared(name: string, columns: readonly SchemaColumn[]): string {
  return columns.find((column) => sameName(column.name, name))?.name ?? name;
}

function setText(names: readonly string[]): string {
  return JSON.stringify([...names].sort());
}
