import { formatBytes } from '../render/units.ts';
import type { Diagram, DiagramSource, SourceLayout } from './diagram.ts';
import { drawn, mermaidText } from './escape.ts';
import { diagramId, fileLabel, heading, lines, listed, type SourceDatabase } from './names.ts';
import { pragmaLines } from './pragmas.ts';

/** What an application opens: connections, what they are set to, files and what lies beside them (section 2.3). */
export function drawConnections({ layouts }: DiagramSource): readonly Diagram[] {
  return layouts
    .filter(({ databases }) => databases.some(({ pragmas }) => Object.keys(pragmas).length > 0))
    .map(drawLayout);
}

function drawLayout(layout: SourceLayout): Diagram {
  const { databases, connection } = layout;
  const attached = connection === 'attached' && databases.length > 1;
  const parts = databases.map((database, index) => databasePart(database, index, attached));
  const title = `Connections of ${layout.name}`;
  const description = describe(layout, attached);
  const text = lines(
    heading('flowchart LR', title, description),
    ['  app["application"]'],
    attached ? ['  c["one connection"]', '  app --> c'] : [],
    parts.flatMap((part) => part.text),
  );
  return {
    id: diagramId('connections', layout.name),
    section: '2.3',
    title,
    description,
    text,
    labels: [
      ...new Set([
        'application',
        ...(attached ? ['one connection'] : []),
        ...parts.flatMap((part) => part.labels),
      ]),
    ],
  };
}

function databasePart(
  database: SourceDatabase,
  index: number,
  attached: boolean,
): { readonly text: readonly string[]; readonly labels: readonly string[] } {
  const { name, file, bytes, pragmas } = database;
  const memory = file === ':memory:';
  const role = attached
    ? index === 0
      ? `schema ${name}`
      : `schema ${name}, attached`
    : `connection ${name}`;
  const settings = [role, ...pragmaLines(database)];
  const stored = memory
    ? [':memory:', 'of one connection,', 'gone with it']
    : [fileLabel(database), ...(bytes === null ? [] : [formatBytes(bytes)])];
  const wal = pragmas.journal_mode === 'wal' ? [`${file}-wal`, `${file}-shm`] : [];
  return {
    text: [
      `  c${index}["${shown(settings)}"]`,
      `  f${index}[("${shown(stored)}")]`,
      `  ${attached ? 'c' : 'app'} --> c${index}`,
      `  c${index} --> f${index}`,
      ...(wal.length > 0 ? [`  w${index}["${shown(wal)}"]`, `  f${index} -.- w${index}`] : []),
    ],
    labels: [...settings, ...stored, ...wal].map(drawn),
  };
}

function shown(texts: readonly string[]): string {
  return texts.map(mermaidText).join('<br/>');
}

function describe({ databases }: SourceLayout, attached: boolean): string {
  const files = listed(databases.map(fileLabel));
  const opened =
    databases.length === 1
      ? `The application has one connection, to ${files}.`
      : attached
        ? `The application has one connection, to which all databases are attached: ${files}.`
        : `The application has a connection to each of its databases: ${files}.`;
  return `${opened} The PRAGMAs are those in effect after opening.`;
}
