import type { Diagram, DiagramFamily, DiagramSource, SourceLayout } from './diagram.ts';
import { fileColours } from './er-colours.ts';
import { type Entity, type ErModel, erModel, isView } from './er-model.ts';
import { drawnColumns, entityText, relationText } from './er-text.ts';
import { drawn, mermaidText } from './escape.ts';
import { count, diagramId, fileLabel, heading, layoutTitle, lines, listed } from './names.ts';

/** Beyond so many columns a picture is unreadable, and those that are no keys are left out. */
const MOST_COLUMNS = 400;
/** More tables that refer to nothing would stand in one row as wide as all of them. */
const MOST_ALONE = 8;

/** Tables, keys and references as the databases themselves declare them; one diagram per layout. */
export const er: DiagramFamily = {
  name: 'er',
  title: 'Schemas',
  measured: false,
  draw: (source: DiagramSource) => source.layouts.flatMap(drawLayout),
};

function drawLayout(layout: SourceLayout): readonly Diagram[] {
  const { databases } = layout;
  if (databases.some(({ schema }) => schema === null)) return [];
  const model = erModel(layout);
  if (model.entities.length === 0) return [];
  const references = referencing(model);
  const of = (entity: Entity) => references.get(entity.id) ?? new Set<string>();
  const columns = model.entities.reduce((sum, { table }) => sum + (table?.columns.length ?? 0), 0);
  const onlyKeys = columns > MOST_COLUMNS;
  const text = (entity: Entity) => entityText(entity, of(entity), onlyKeys);
  const grouped = databases.length > 1;
  const body = databases.flatMap((database, file) => {
    const own = model.entities.filter((entity) => entity.file === file);
    const alone = own.filter(
      (entity) => !model.relations.some((one) => [one.parent, one.child].includes(entity)),
    );
    const apart = alone.length > MOST_ALONE ? alone : [];
    const inside = [
      ...own.filter((entity) => !apart.includes(entity)).flatMap(text),
      // Mermaid packs what a group holds where the group has a direction of its own.
      ...(apart.length > 0
        ? group(`n${file}`, 'without references', ['direction LR', ...apart.flatMap(text)])
        : []),
    ];
    return grouped && inside.length > 0
      ? group(`f${file}`, mermaidText(fileLabel(database)), inside)
      : inside;
  });
  const flat = databases.flatMap((database, file) =>
    model.entities
      .filter((entity) => entity.file === file)
      .flatMap((entity) =>
        entityText(entity, of(entity), onlyKeys, grouped ? fileLabel(database) : undefined),
      ),
  );
  const title = `Schema of ${layoutTitle(layout)}`;
  const description = describe(layout, model, onlyKeys);
  const whole = (tables: readonly string[], colours: readonly string[]) =>
    lines(
      heading('erDiagram', title, description),
      [
        // A wide picture is scaled down to nothing where a tall one is scrolled.
        ...(onlyKeys ? ['direction LR'] : []),
        ...tables,
        ...model.entities.filter(({ file }) => file === null).flatMap(text),
        ...model.relations.map(relationText),
        ...colours,
      ].map((line) => `  ${line}`),
    );
  const groups = body.some((line) => line.startsWith('subgraph '));
  return [
    {
      id: diagramId('er', layout.name),
      section: grouped ? '2.2' : '1.1',
      title,
      description,
      text: whole(body, fileColours(model.entities)),
      ...(groups ? { plainText: whole(flat, []) } : {}),
      labels: [
        ...new Set([
          ...model.entities.flatMap((entity) => [
            drawn(entity.name),
            ...drawnColumns(entity, of(entity), onlyKeys).map(({ name }) => drawn(name)),
          ]),
          ...model.relations.map(({ label }) => drawn(label)),
          ...(grouped
            ? databases.filter((_, file) => model.entities.some((one) => one.file === file)).map(fileLabel)
            : []),
        ]),
      ],
    },
  ];
}

function group(id: string, title: string, inside: readonly string[]): readonly string[] {
  return [`subgraph ${id} ["${title}"]`, ...inside.map((line) => `  ${line}`), 'end'];
}

/** By entity the columns that refer to others, enforced or not. */
function referencing({ relations, entities }: ErModel): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map(
    entities.map(({ id, table }) => [id, new Set(table?.foreignKeys.flatMap(({ columns }) => columns))]),
  );
  for (const { child, columns } of relations) for (const name of columns) found.get(child.id)?.add(name);
  return found;
}

function describe({ databases }: SourceLayout, model: ErModel, onlyKeys: boolean): string {
  const found = model.entities.filter((entity) => entity.file !== null && !isView(entity));
  const tables = found.length + model.pivots.length;
  const references = model.relations.filter(({ kind }) => kind === 'reference');
  const lost = references.filter(({ held }) => held === 'nothing').length;
  const declared = references.filter(({ held }) => held === 'declared').length;
  const loose = model.relations.filter(({ kind, held }) => kind === 'index' && held === 'nothing');
  const indexes = new Set(loose.map(({ child }) => child)).size;
  const views = model.entities.filter(isView).map(({ name }) => drawn(name));
  const missing = model.entities.filter(({ file }) => file === null).map(({ name }) => drawn(name));
  return [
    `${count(tables, 'table')} in ${listed(databases.map(fileLabel))}, as the databases declare them.`,
    ...(model.pivots.length > 0 ? [`Drawn as many-to-many: ${listed(model.pivots.map(drawn))}.`] : []),
    ...(declared > 0
      ? [`${count(declared, 'reference')} declared; enforced only by connections with foreign_keys = on.`]
      : []),
    ...(lost > 0 ? [`${count(lost, 'reference')} that nothing enforces, dashed.`] : []),
    ...(indexes > 0
      ? [`${count(indexes, 'full-text or vector table')} that no trigger keeps true, dashed.`]
      : []),
    ...(missing.length > 0 ? [`Referred to and in none of the files: ${listed(missing)}.`] : []),
    ...(views.length > 0 ? [`Referred to and no table: ${listed(views)} (view).`] : []),
    ...(onlyKeys ? ['Of each table only its keys are drawn, there are too many columns.'] : []),
    ...(model.views > 0 ? [`${count(model.views, 'view')} not drawn.`] : []),
  ].join(' ');
}
