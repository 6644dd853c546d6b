import type { DatabaseSchema, SchemaTable, SchemaTrigger } from '../model/schema.ts';
import type { Diagram, DiagramSource, SourceLayout } from './diagram.ts';
import { drawn, mermaidText } from './escape.ts';
import {
  count,
  diagramId,
  fileLabel,
  heading,
  layoutTitle,
  lines,
  listed,
  type SourceDatabase,
} from './names.ts';

/** Full-text tables, what they take their text from and the triggers that keep them true (section 5.1). */
export function drawFullText({ layouts }: DiagramSource): readonly Diagram[] {
  return layouts.flatMap((layout) => {
    const files = layout.databases.flatMap((database, file) =>
      fullTextTables(database).length > 0 ? [drawFile(database, `f${file}`)] : [],
    );
    return files.length > 0 ? [diagram(layout, files)] : [];
  });
}

function fullTextTables({ schema }: SourceDatabase): readonly SchemaTable[] {
  return schema?.tables.filter(({ kind }) => kind === 'full-text') ?? [];
}

interface FilePart {
  readonly text: readonly string[];
  readonly labels: readonly string[];
  readonly indexes: readonly string[];
  readonly triggers: number;
}

function diagram(layout: SourceLayout, files: readonly FilePart[]): Diagram {
  const title = `Full-text indexes of ${layoutTitle(layout)}`;
  const indexes = files.flatMap((file) => file.indexes);
  const triggers = files.reduce((sum, file) => sum + file.triggers, 0);
  const kept = triggers === 0 ? 'No trigger writes them.' : `Written by ${count(triggers, 'trigger')}.`;
  const description = `${count(indexes.length, 'full-text table')}: ${listed(indexes)}. ${kept} Dashed: where the text is read.`;
  return {
    id: diagramId('full-text', layout.name),
    section: '5.1',
    title,
    description,
    text: lines(
      heading('flowchart LR', title, description),
      files.flatMap((file) => file.text),
    ),
    labels: [...new Set(files.flatMap((file) => file.labels))],
  };
}

function drawFile(database: SourceDatabase, prefix: string): FilePart {
  const schema: DatabaseSchema = database.schema ?? { tables: [], triggers: [] };
  const indexes = fullTextTables(database);
  const used = involved(schema, indexes);
  const id = (name: string) => `${prefix}t${used.findIndex((table) => table.name === name)}`;
  const boxes = used.map((table) => `    ${id(table.name)}${box(table)}`);
  const bundles = triggerBundles(
    schema.triggers,
    indexes.map(({ name }) => name),
  );
  const reads = used
    .filter(({ kind }) => kind === 'view')
    .flatMap((view) => view.readsFrom.map((table) => `    ${id(table)} -.-> ${id(view.name)}`));
  const contents = indexes.flatMap((index) => {
    const [first] = index.indexes.filter(({ by }) => by === 'content');
    return first ? [`    ${id(first.table)} -.->|"content"| ${id(index.name)}`] : [];
  });
  const triggers = bundles.flatMap(({ table, writes, triggers: own }, place) => {
    const text = own.map(({ event, name }) => `${mermaidText(event)} ${mermaidText(name)}`).join('<br/>');
    return [
      `    ${prefix}g${place}["${text}"]`,
      `    ${id(table)} --> ${prefix}g${place}`,
      ...writes.map((index) => `    ${prefix}g${place} -->|"writes"| ${id(index)}`),
    ];
  });
  return {
    text: [
      `  subgraph ${prefix}["${mermaidText(fileLabel(database))}"]`,
      '    direction LR',
      ...boxes,
      ...reads,
      ...contents,
      ...triggers,
      '  end',
    ],
    labels: [
      fileLabel(database),
      ...used.map(({ name }) => drawn(name)),
      ...bundles.flatMap((bundle) => bundle.triggers.map(({ name }) => drawn(name))),
    ],
    indexes: indexes.map(({ name }) => drawn(name)),
    triggers: bundles.reduce((sum, bundle) => sum + bundle.triggers.length, 0),
  };
}

/** The indexes, what they index, and what the views among those read. */
function involved(
  { tables, triggers }: DatabaseSchema,
  indexes: readonly SchemaTable[],
): readonly SchemaTable[] {
  const names = new Set(
    indexes.flatMap((index) => [
      index.name,
      ...index.indexes.map(({ table }) => table),
      ...triggers.filter(({ writes }) => writes.includes(index.name)).map(({ table }) => table),
    ]),
  );
  for (const { name, readsFrom } of tables)
    if (names.has(name)) for (const read of readsFrom) names.add(read);
  return tables.filter(({ name }) => names.has(name));
}

function box({ name, kind, columns }: SchemaTable): string {
  const text = mermaidText(name);
  if (kind === 'view') return `(["${text}<br/>view"])`;
  if (kind !== 'full-text') return `["${text}"]`;
  return `[["${text}<br/>full text of ${columns.map((column) => mermaidText(column.name)).join(', ')}"]]`;
}

/** The triggers of one table that write the same indexes stand in one box. */
function triggerBundles(
  triggers: readonly SchemaTrigger[],
  indexes: readonly string[],
): readonly {
  readonly table: string;
  readonly writes: readonly string[];
  readonly triggers: readonly SchemaTrigger[];
}[] {
  const found = new Map<string, { table: string; writes: readonly string[]; triggers: SchemaTrigger[] }>();
  for (const trigger of triggers) {
    const writes = indexes.filter((index) => trigger.writes.includes(index));
    if (writes.length === 0) continue;
    const key = JSON.stringify([trigger.table, writes]);
    const bundle = found.get(key) ?? { table: trigger.table, writes, triggers: [] };
    bundle.triggers.push(trigger);
    found.set(key, bundle);
  }
  return [...found.values()];
}
