import type { SchemaForeignKey, SchemaTable } from '../model/schema.ts';
import type { SourceLayout } from './diagram.ts';
import { childEnd, isPivot, parentEnd } from './er-keys.ts';

/** A table of a picture: which file it lies in, by its place in the layout; null: in none of them. */
export interface Entity {
  readonly id: string;
  readonly file: number | null;
  readonly name: string;
  /** Undefined for a table that a foreign key names and no file has. */
  readonly table: SchemaTable | undefined;
}

export interface Relation {
  readonly parent: Entity;
  readonly child: Entity;
  /** How many of the parent there are for one of the child, and the other way round, in Mermaid's signs. */
  readonly ends: readonly [string, string];
  /** False: nothing in the database holds it, because it crosses files, the table is missing, or foreign_keys is off. */
  readonly enforced: boolean;
  readonly label: string;
  /** Of the child, that refer to the parent; none where an index is tied to what it indexes. */
  readonly columns: readonly string[];
}

export interface ErModel {
  readonly entities: readonly Entity[];
  readonly relations: readonly Relation[];
  /** Tables that are drawn as a many-to-many relation. */
  readonly pivots: readonly string[];
  readonly views: number;
}

/** Tables and how they hang together. Views hold nothing and are only counted. */
export function erModel(layout: SourceLayout): ErModel {
  const all: Entity[] = layout.databases.flatMap(({ schema }, file) =>
    (schema?.tables ?? []).map((table, index) => ({
      id: `t${file}_${index}`,
      file,
      name: table.name,
      table,
    })),
  );
  const tables = all.filter(({ table }) => table?.kind !== 'view');
  const missing = new Map<string, Entity>();
  const find = (name: string, file: number | null): Entity => {
    const found =
      tables.find((one) => one.name === name && one.file === file) ?? tables.find((one) => one.name === name);
    if (found) return found;
    const absent = missing.get(name) ?? { id: `m${missing.size}`, file: null, name, table: undefined };
    missing.set(name, absent);
    return absent;
  };
  const pointedAt = new Set(tables.flatMap(({ table }) => pointers(table)));
  const cut = layout.foreignKeys.cut;
  const pivots = tables.filter(
    ({ name, file, table }) =>
      table !== undefined &&
      isPivot(table) &&
      !pointedAt.has(name) &&
      !cut.some((key) => key.table === name) &&
      table.foreignKeys.every((key) => find(key.table, file).file === file),
  );
  const entities = tables.filter((entity) => !pivots.includes(entity));
  const held = (file: number | null) => file !== null && layout.databases[file]?.pragmas.foreign_keys !== 0;
  const relations = [
    ...entities.flatMap((child) => keyRelations(child, cutKeys(child, cut), find, held(child.file))),
    ...pivots.flatMap((pivot) => pivotRelation(pivot, find, held(pivot.file))),
    ...entities.flatMap((index) => indexRelations(index, entities)),
  ];
  return {
    entities: [...entities, ...missing.values()],
    relations,
    pivots: pivots.map(({ name }) => name),
    views: all.length - tables.length,
  };
}

type Find = (name: string, file: number | null) => Entity;

function pointers(table: SchemaTable | undefined): readonly string[] {
  return [...(table?.foreignKeys ?? []), ...(table?.indexes ?? [])].map((one) => one.table);
}

/** A layout leaves a foreign key that would cross files out of the schema; the run document lists it. */
function cutKeys(child: Entity, cut: SourceLayout['foreignKeys']['cut']): readonly SchemaForeignKey[] {
  return cut
    .filter(
      (key) =>
        key.table === child.name &&
        child.table?.columns.some(({ name }) => name === key.column) &&
        !child.table.foreignKeys.some(
          (own) => own.table === key.references && own.columns.includes(key.column),
        ),
    )
    .map((key) => ({ columns: [key.column], table: key.references, references: [] }));
}

function keyRelations(
  child: Entity,
  cut: readonly SchemaForeignKey[],
  find: Find,
  held: boolean,
): readonly Relation[] {
  const { table } = child;
  if (table === undefined) return [];
  return [...table.foreignKeys, ...cut].map((key) => {
    const parent = find(key.table, child.file);
    const columns = key.columns.join(', ');
    const enforced = held && parent.file === child.file;
    const lost = parent.file === null ? ', no such table' : ', not enforced';
    return {
      parent,
      child,
      ends: [parentEnd(key, table), childEnd(key, table)],
      enforced,
      label: enforced ? columns : `${columns}${lost}`,
      columns: key.columns,
    };
  });
}

function pivotRelation({ name, file, table }: Entity, find: Find, held: boolean): readonly Relation[] {
  const [one, other] = table?.foreignKeys ?? [];
  if (one === undefined || other === undefined) return [];
  return [
    {
      parent: find(one.table, file),
      child: find(other.table, file),
      ends: ['}o', 'o{'],
      enforced: held,
      label: `${name} (${[...one.columns, ...other.columns].join(', ')})${held ? '' : ', not enforced'}`,
      columns: [],
    },
  ];
}

/** One row of an index stands for one of its content table; behind a view or a trigger it may stand for many. */
function indexRelations(index: Entity, entities: readonly Entity[]): readonly Relation[] {
  return (index.table?.indexes ?? []).flatMap(({ table, by }): Relation[] => {
    const parent = entities.find((one) => one.name === table && one.file === index.file);
    if (parent === undefined) return [];
    const own = by === 'name' || (by === 'content' && index.table?.indexes[0]?.table === table);
    return [
      {
        parent,
        child: index,
        ends: own ? ['||', 'o|'] : ['}o', 'o{'],
        enforced: true,
        label: index.table?.kind === 'vector' ? 'vectors' : 'full text',
        columns: [],
      },
    ];
  });
}
