import type { DatabaseSchema, SchemaTable } from '../model/schema.ts';
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

/** Vector tables as declared, whose rows they stand for, and tables of pairs of such rows (section 5.2). */
export function drawVectors({ layouts }: DiagramSource): readonly Diagram[] {
  return layouts.flatMap((layout) => {
    const files = layout.databases.flatMap((database, file) =>
      vectorTables(database).length > 0 ? [drawFile(database, `f${file}`)] : [],
    );
    return files.length > 0 ? [diagram(layout, files)] : [];
  });
}

function vectorTables({ schema }: SourceDatabase): readonly SchemaTable[] {
  return schema?.tables.filter(({ kind }) => kind === 'vector') ?? [];
}

interface FilePart {
  readonly text: readonly string[];
  readonly labels: readonly string[];
  readonly vectors: readonly string[];
  readonly triggers: number;
}

function diagram(layout: SourceLayout, files: readonly FilePart[]): Diagram {
  const title = `Vectors of ${layoutTitle(layout)}`;
  const vectors = files.flatMap((file) => file.vectors);
  const triggers = files.reduce((sum, file) => sum + file.triggers, 0);
  const kept = triggers === 0 ? 'No trigger writes them.' : `Written by ${count(triggers, 'trigger')}.`;
  const description = `${count(vectors.length, 'vector table')}: ${listed(vectors)}. ${kept}`;
  return {
    id: diagramId('vectors', layout.name),
    section: '5.2',
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
  const vectors = vectorTables(database);
  const sources = vectors.flatMap(({ indexes }) => indexes.map(({ table }) => table));
  const pairs = schema.tables.filter((table) => isPairs(table, sources));
  const used = schema.tables.filter(
    (table) => sources.includes(table.name) || vectors.includes(table) || pairs.includes(table),
  );
  const id = (name: string) => `${prefix}t${used.findIndex((table) => table.name === name)}`;
  const ties = vectors.flatMap((vector) =>
    vector.indexes.map(({ table, by }) => {
      const writers = schema.triggers.filter(
        (one) => one.table === table && one.writes.includes(vector.name),
      );
      const key = vector.columns.find(({ primaryKey }) => primaryKey > 0)?.name ?? 'rowid';
      const label =
        by === 'trigger' ? writers.map(({ event, name }) => `${event} ${name}`) : [`${key}, by name only`];
      return {
        text: `    ${id(table)} ${by === 'trigger' ? '-->' : '-.->'}|"${label.map(mermaidText).join('<br/>')}"| ${id(vector.name)}`,
        writers: writers.map(({ name }) => name),
      };
    }),
  );
  const references = pairs.flatMap((pair) =>
    pair.foreignKeys
      .filter(({ table }) => sources.includes(table))
      .map(
        ({ table, columns }) => `    ${id(table)} -->|"${mermaidText(columns.join(', '))}"| ${id(pair.name)}`,
      ),
  );
  return {
    text: [
      `  subgraph ${prefix}["${mermaidText(fileLabel(database))}"]`,
      '    direction LR',
      ...used.map((table) => `    ${id(table.name)}${box(table, pairs)}`),
      ...ties.map(({ text }) => text),
      ...references,
      '  end',
    ],
    labels: [
      fileLabel(database),
      ...used.map(({ name }) => drawn(name)),
      ...[...vectors, ...pairs].flatMap(({ columns }) => columns.map(({ name }) => drawn(name))),
    ],
    vectors: vectors.map(({ name }) => drawn(name)),
    // One trigger may write several of them.
    triggers: new Set(ties.flatMap(({ writers }) => writers)).size,
  };
}

/** What searches found before is kept by pairs: two of its foreign keys lead to what the vectors stand for. */
function isPairs({ kind, foreignKeys }: SchemaTable, sources: readonly string[]): boolean {
  return (
    kind === 'table' && sources.some((name) => foreignKeys.filter(({ table }) => table === name).length > 1)
  );
}

function box(table: SchemaTable, pairs: readonly SchemaTable[]): string {
  const name = mermaidText(table.name);
  if (table.kind !== 'vector' && !pairs.includes(table)) return `["${name}"]`;
  const columns = table.columns.map((column) =>
    `${mermaidText(column.name)} ${column.type === '' ? '' : mermaidText(column.type)}`.trim(),
  );
  const [open, close] = table.kind === 'vector' ? ['[["', '"]]'] : ['["', '"]'];
  return `${open}${[name, ...columns].join('<br/>')}${close}`;
}
