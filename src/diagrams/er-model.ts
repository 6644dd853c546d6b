import type { SchemaForeignKey, SchemaTable } from '../model/schema.ts';
import type { SourceLayout } from './diagram.ts';
import { indexRelations } from './er-indexes.ts';
import { childEnd, isPivot, parentEnd } from './er-keys.ts';
import { foldName, sameName } from './names.ts';

/** A table of a picture: which file it lies in, by its place in the layout; null: in none of them. */
export interface Entity {
  readonly id: string;
  readonly file: number | null;
  readonly name: string;
  /** Undefined for a table that a foreign key names and no file has. */
  readonly table: SchemaTable | undefined;
}

/**
 * What keeps two rows together. enforced: every connection of the layout; declared: those that set foreign_keys, which
 * a file does not store; nothing: the reference crosses files, leads to no table, or foreign_keys is off.
 */
export type Held = 'enforced' | 'declared' | 'nothing';

export interface Relation {
  readonly kind: 'reference' | 'index';
  readonly parent: Entity;
  readonly child: Entity;
  /** How many of the parent there are for one of the child, and the other way round, in Mermaid's signs. */
  readonly ends: readonly [string, string];
  readonly held: Held;
  readonly label: string;
  /** Of the child, that refer to the parent; none where an index is tied to what it indexes. */
  readonly columns: readonly string[];
}

export interface ErModel {
  /** Tables, those that no file has, and views that a foreign key names. */
  readonly entities: readonly Entity[];
  readonly relations: readonly Relation[];
  /** Tables that are drawn as a many-to-many relation. */
  readonly pivots: readonly string[];
  /** That are not drawn. */
  readonly views: number;
}

/** Tables and how they hang together. Views hold nothing and are only counted, but for those that keys name. */
export function erModel(layout: SourceLayout): ErModel {
  const all: Entity[] = layout.databases.flatMap(({ schema }, file) =>
    (schema?.tables ?? []).map((table, index) => ({
      id: `t${file}_${index}`,
      file,
      name: table.name,
      table,
    })),
  );
  const tables = all.filter((entity) => !isView(entity));
  const missing = new Map<string, Entity>();
  const find = (name: string, file: number | null): Entity => {
    const called = (one: Entity) => sameName(one.name, name);
    const found =
      all.find((one) => called(one) && one.file === file) ?? tables.find(called) ?? all.find(called);
    if (found) return found;
    const folded = foldName(name);
    const absent = missing.get(folded) ?? { id: `m${missing.size}`, file: null, name, table: undefined };
    missing.set(folded, absent);
    return absent;
  };
  const pointedAt = new Set(tables.flatMap(({ table }) => pointers(table)).map(foldName));
  const cut = layout.foreignKeys.cut;
  const pivots = tables.filter(
    ({ name, file, table }) =>
      table !== undefined &&
      isPivot(table) &&
      !pointedAt.has(foldName(name)) &&
      !cut.some((key) => sameName(key.table, name)) &&
      table.foreignKeys.every((key) => {
        const parent = find(key.table, file);
        return parent.file === file && !isView(parent);
      }),
  );
  const held = (file: number | null) => heldIn(layout, file);
  const own = tables.filter((entity) => !pivots.includes(entity));
  const references = [
    ...own.flatMap((child) => keyRelations(child, cutKeys(child, cut), find, held(child.file))),
    ...pivots.flatMap((pivot) => pivotRelation(pivot, find, held(pivot.file))),
  ];
  const entities = all.filter((entity) =>
    isView(entity) ? references.some(({ parent }) => parent === entity) : own.includes(entity),
  );
  const triggers = (file: number | null) =>
    (file === null ? undefined : layout.databases[file]?.schema?.triggers) ?? [];
  return {
    entities: [...entities, ...missing.values()],
    relations: [...references, ...own.flatMap((index) => indexRelations(index, own, triggers(index.file)))],
    pivots: pivots.map(({ name }) => name),
    views: all.filter((entity) => isView(entity) && !entities.includes(entity)).length,
  };
}

export function isView({ table }: Entity): boolean {
  return table?.kind === 'view';
}

/** Off unless a connection sets it (https://www.sqlite.org/foreignkeys.html#fk_enable); of files nobody has. */
function heldIn({ databases }: SourceLayout, file: number | null): Held {
  const setting = file === null ? 0 : databases[file]?.pragmas.foreign_keys;
  if (setting === undefined) return 'declared';
  return Number(setting) === 1 ? 'enforced' : 'nothing';
}

type Find = (name: string, file: number | null) => Entity;

function pointers(table: SchemaTable | undefined): readonly string[] {
  return [...(table?.foreignKeys ?? []), ...(table?.indexes ?? [])].map((one) => one.table);
}

/** A layout leaves a foreign key that would cross files out of the schema; the run document lists it. */
function cutKeys(child: Entity, cut: SourceLayout['foreignKeys']['cut']): readonly SchemaForeignKey[] {
  const { name, table } = child;
  return cut.flatMap((key) => {
    const column = table?.columns.find((one) => sameName(one.name, key.column))?.name;
    const there = table?.foreignKeys.some(
      (own) => sameName(own.table, key.references) && own.columns.some((one) => sameName(one, key.column)),
    );
    return !sameName(key.table, name) || column === undefined || there
      ? []
      : [{ columns: [column], table: key.references, references: [] }];
  });
}

function keyRelations(
  child: Entity,
  cut: readonly SchemaForeignKey[],
  find: Find,
  heldHere: Held,
): readonly Relation[] {
  const { table } = child;
  if (table === undefined) return [];
  return [...table.foreignKeys, ...cut].map((key): Relation => {
    const parent = find(key.table, child.file);
    const columns = key.columns.join(', ');
    const within = parent.file === child.file && !isView(parent) && !cut.includes(key);
    const held = within ? heldHere : 'nothing';
    const lost = parent.file === null ? 'no such table' : isView(parent) ? 'to a view' : 'not enforced';
    return {
      kind: 'reference',
      parent,
      child,
      // What nothing holds may lead nowhere, whatever the column says of NULL.
      ends: [held === 'nothing' ? '|o' : parentEnd(key, table), childEnd(key, table)],
      held,
      label: held === 'nothing' ? `${columns}, ${lost}` : columns,
      columns: key.columns,
    };
  });
}

function pivotRelation({ name, file, table }: Entity, find: Find, held: Held): readonly Relation[] {
  const [one, other] = table?.foreignKeys ?? [];
  if (one === undefined || other === undefined) return [];
  const columns = [...one.columns, ...other.columns].join(', ');
  return [
    {
      kind: 'reference',
      parent: find(one.table, file),
      child: find(other.table, file),
      ends: ['}o', 'o{'],
      held,
      label: `${name} (${columns})${held === 'nothing' ? ', not enforced' : ''}`,
      columns: [],
    },
  ];
}
