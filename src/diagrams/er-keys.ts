import type { SchemaForeignKey, SchemaTable } from '../model/schema.ts';

/** For one row of the child: exactly one of the parent, or none where the key may be NULL. */
export function parentEnd({ columns }: SchemaForeignKey, table: SchemaTable): '||' | '|o' {
  return columns.every((name) => neverNull(name, table)) ? '||' : '|o';
}

/** For one row of the parent: many of the child, or at most one where the key's columns are held apart. */
export function childEnd({ columns }: SchemaForeignKey, table: SchemaTable): 'o|' | 'o{' {
  const sets = [primaryKey(table), ...table.unique].filter((set) => set.length > 0);
  return sets.some((set) => set.every((name) => columns.includes(name))) ? 'o|' : 'o{';
}

/**
 * A table that says nothing but which rows of two tables belong together: its key is two foreign keys, and all it has.
 * Where one of the two is unique, a row there has one of the other at most: that is not many-to-many.
 */
export function isPivot(table: SchemaTable): boolean {
  const [one, other, ...more] = table.foreignKeys;
  if (table.kind !== 'table' || one === undefined || other === undefined || more.length > 0) return false;
  const named = [...one.columns, ...other.columns];
  return (
    new Set(named).size === named.length &&
    named.length === table.columns.length &&
    [one, other].every((key) => childEnd(key, table) === 'o{') &&
    sameSet(named, primaryKey(table))
  );
}

export function primaryKey(table: SchemaTable): readonly string[] {
  return table.columns.filter((column) => column.primaryKey > 0).map(({ name }) => name);
}

/** INTEGER PRIMARY KEY is the rowid, and never NULL without saying so. */
function neverNull(name: string, table: SchemaTable): boolean {
  const column = table.columns.find((one) => one.name === name);
  if (column === undefined) return false;
  const rowid =
    column.primaryKey > 0 && primaryKey(table).length === 1 && column.type.toUpperCase() === 'INTEGER';
  return column.notNull || rowid;
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}
