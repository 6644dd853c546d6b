import type { SchemaColumn } from '../model/schema.ts';
import type { Entity, Relation } from './er-model.ts';
import { mermaidText } from './escape.ts';

const KINDS = {
  'full-text': ' (full text)',
  vector: ' (vectors)',
  virtual: ' (virtual)',
  table: '',
  view: ' (view)',
};

/** What stands over an entity's columns. */
function entityTitle({ name, table }: Entity): string {
  return mermaidText(name) + (table === undefined ? ' (missing)' : KINDS[table.kind]);
}

/**
 * @param references names of the columns that refer elsewhere, those that nothing enforces among them
 * @param place the file, where nothing else of the picture says it
 */
export function entityText(
  entity: Entity,
  references: ReadonlySet<string>,
  onlyKeys: boolean,
  place?: string,
): readonly string[] {
  const where = place === undefined ? '' : ` · ${mermaidText(place)}`;
  const head = `${entity.id}["${entityTitle(entity)}${where}"]`;
  const rows = drawnColumns(entity, references, onlyKeys).map(
    (column) => `  ${columnText(entity, column, references)}`,
  );
  return rows.length === 0 ? [head] : [`${head} {`, ...rows, '}'];
}

export function drawnColumns(
  { table }: Entity,
  references: ReadonlySet<string>,
  onlyKeys: boolean,
): readonly SchemaColumn[] {
  // Of a view no more is said than that it is none of the tables.
  const columns = table === undefined || table.kind === 'view' ? [] : table.columns;
  const inUnique = new Set(table?.unique.flat());
  return onlyKeys
    ? columns.filter(({ name, primaryKey: place }) => place > 0 || references.has(name) || inUnique.has(name))
    : columns;
}

function columnText({ table }: Entity, column: SchemaColumn, references: ReadonlySet<string>): string {
  const { name, type } = column;
  const unique = table?.unique ?? [];
  const keys = [
    ...(column.primaryKey > 0 ? ['PK'] : []),
    ...(references.has(name) ? ['FK'] : []),
    ...(unique.some((set) => set.length === 1 && set[0] === name) ? ['UK'] : []),
  ];
  // Several columns that are unique together: said once, at the first of them.
  const together = unique.filter((set) => set.length > 1 && set[0] === name);
  const remarks = together.map((set) => `unique: ${set.join(', ')}`);
  const parts = [
    word(type === '' ? '-' : type),
    word(name),
    ...(keys.length > 0 ? [keys.join(', ')] : []),
    ...(remarks.length > 0 ? [`"${mermaidText(remarks.join('; '))}"`] : []),
  ];
  return parts.join(' ');
}

/** A plain word may stand as it is; older Mermaid knows no others. PK, FK and UK are marks and not names. */
function word(text: string): string {
  const escaped = mermaidText(text);
  return /^[a-z][a-z0-9_]*(?:\(\d+\))?$/i.test(escaped) && !/^[pfu]k$/i.test(escaped)
    ? escaped
    : `\`${escaped}\``;
}

export function relationText({ parent, child, ends: [left, right], held, label }: Relation): string {
  return `${parent.id} ${left}${held === 'nothing' ? '..' : '--'}${right} ${child.id} : "${mermaidText(label)}"`;
}
