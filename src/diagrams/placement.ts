import { formatBytes } from '../render/units.ts';
import type { Diagram, DiagramSource, SourceLayout } from './diagram.ts';
import { drawn, mermaidText } from './escape.ts';
import { count, diagramId, fileLabel, heading, lines, listed, type SourceDatabase } from './names.ts';
import { type Box, type Group, groupsOf } from './placement-groups.ts';

/** Boxes that stand in one column below each other, at least, and columns beside each other, at most. */
const IN_COLUMN = 6;
const MOST_COLUMNS = 5;

/** Which table lies in which file, and how large both are (section 2.1). */
export function drawPlacements({ layouts }: DiagramSource): readonly Diagram[] {
  return layouts
    .filter(({ databases }) => databases.some(({ tables }) => tables.length > 0))
    .map(drawPlacement);
}

function drawPlacement(layout: SourceLayout): Diagram {
  const { databases, foreignKeys } = layout;
  const groups = databases.map((database, file) => groupsOf(database, `f${file}`, foreignKeys.cut));
  const boxes = groups.flat().flatMap((group) => group.boxes);
  const box = (table: string) => boxes.find((one) => one.table === table);
  const arrows = merged(foreignKeys.cut).flatMap(({ table, references, columns }) => {
    const [from, to] = [box(table), box(references)];
    return from && to ? [{ from, to, label: columns.join(', ') }] : [];
  });
  const title = `Where the tables of ${layout.name} lie`;
  const description = describe(layout, boxes);
  return {
    id: diagramId('placement', layout.name),
    section: '2.1',
    title,
    description,
    text: lines(
      heading('flowchart LR', title, description),
      databases.flatMap((database, file) => fileText(database, `f${file}`, groups[file] ?? [])),
      arrows.map(({ from, to, label }) => `  ${from.id} -.->|"${mermaidText(label)}"| ${to.id}`),
    ),
    labels: [
      ...new Set([
        ...databases.map(fileLabel),
        ...boxes.map(({ table }) => drawn(table)),
        ...arrows.map(({ label }) => drawn(label)),
      ]),
    ],
  };
}

function fileText(database: SourceDatabase, id: string, groups: readonly Group[]): readonly string[] {
  const size = database.bytes === null ? '' : ` · ${formatBytes(database.bytes)}`;
  const title = `${mermaidText(fileLabel(database))}${size}`;
  return [
    `  subgraph ${id}["${title}"]`,
    '    direction LR',
    ...groups.flatMap((group) =>
      group.title === null || groups.length === 1
        ? groupText(group, '    ')
        : [
            `    subgraph ${group.id}["${group.title}"]`,
            '      direction LR',
            ...groupText(group, '      '),
            '    end',
          ],
    ),
    '  end',
  ];
}

/** Unlinked boxes would stand in one endless row: invisible links make columns of them. */
function groupText({ id, boxes, left }: Group, indent: string): readonly string[] {
  const shown = [
    ...boxes.map((box) => ({
      id: box.id,
      text: mermaidText(box.table) + (box.bytes === null ? '' : `<br/>${formatBytes(box.bytes)}`),
    })),
    ...(left > 0 ? [{ id: `${id}more`, text: `and ${count(left, 'other table')}` }] : []),
  ];
  const rows = Math.max(IN_COLUMN, Math.ceil(shown.length / MOST_COLUMNS));
  return [
    ...shown.map((one) => `${indent}${one.id}["${one.text}"]`),
    ...shown.slice(rows).map((one, index) => `${indent}${shown[index]?.id} ~~~ ${one.id}`),
  ];
}

/** One arrow for all references between the same two tables. */
function merged(
  keys: SourceLayout['foreignKeys']['cut'],
): readonly { table: string; references: string; columns: string[] }[] {
  const found = new Map<string, { table: string; references: string; columns: string[] }>();
  for (const { table, references, column } of keys) {
    const pair = JSON.stringify([table, references]);
    const one = found.get(pair) ?? { table, references, columns: [] };
    one.columns.push(column);
    found.set(pair, one);
  }
  return [...found.values()];
}

function describe({ databases, foreignKeys: { cut } }: SourceLayout, boxes: readonly Box[]): string {
  const files = databases.map((one) => `${fileLabel(one)} (${count(one.tables.length, 'table')})`);
  const sized = boxes.some(({ bytes }) => bytes !== null);
  return [
    `Tables by database: ${listed(files)}${sized ? ', with the size of each table and its indexes' : ''}.`,
    cut.length === 0
      ? 'No reference crosses files.'
      : `${count(cut.length, 'reference')} between files, dashed: nothing enforces them.`,
  ].join(' ');
}
