import { join } from 'node:path';
import type { DatabasePlacement, Layout } from '../../model/layout.ts';

export const CONFIGURATION_FORMATS = ['laravel', 'rails', 'json'] as const;
export type ConfigurationFormat = (typeof CONFIGURATION_FORMATS)[number];

/** How an application connects to one database of a layout. */
interface Connection {
  readonly name: string;
  readonly database: string;
  readonly pragmas: Readonly<Record<string, string | number>>;
  readonly filledFrom: string | null;
}

function connectionsOf(layout: Layout, files: string): readonly Connection[] {
  return layout.databases.map((placement: DatabasePlacement) => {
    const memory = placement.file === ':memory:';
    return {
      name: placement.name,
      database: memory ? ':memory:' : join(files, placement.file),
      pragmas: placement.pragmas ?? {},
      filledFrom: memory ? join(files, `${placement.name}.snapshot`) : null,
    };
  });
}

/** "Update application" of section 6.1: the connections of a layout as the application's framework takes them. */
export function configuration(format: ConfigurationFormat, layout: Layout, files: string): string {
  const connections = connectionsOf(layout, files);
  switch (format) {
    case 'laravel':
      return laravel(layout, connections);
    case 'rails':
      return rails(layout, connections);
    case 'json':
      return `${JSON.stringify(plainJson(layout, connections), null, 2)}\n`;
  }
}

function notes(layout: Layout, connections: readonly Connection[], mark: string): string[] {
  const lines = connections.flatMap(({ name, filledFrom }) =>
    filledFrom === null
      ? []
      : [`${name} is one database for each process: fill it from ${filledFrom} after connecting.`],
  );
  const [, ...others] = connections;
  if (layout.connection === 'attached')
    lines.push(
      'One connection sees all: after connecting to the first, attach the others:',
      ...others.map(({ name, database }) => `  ATTACH '${database.replaceAll("'", "''")}' AS ${name};`),
    );
  if (layout.writer === 'group-commit')
    lines.push('One process writes for all others and commits in groups.');
  return lines.map((line) => `${mark} ${line.replace(/\p{Cc}/gu, ' ')}`);
}

/** The layouts with ATTACH name their first connection alone: a framework knows no attached ones. */
function named(layout: Layout, connections: readonly Connection[]): readonly Connection[] {
  return layout.connection === 'attached' ? connections.slice(0, 1) : connections;
}

const phpString = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const phpValue = (value: string | number) => (typeof value === 'number' ? String(value) : phpString(value));

/** Keys of its own for four PRAGMAs since Laravel 11; `pragmas` for the rest since Laravel 12 (SQLiteConnector). */
function laravel(layout: Layout, connections: readonly Connection[]): string {
  const own: Readonly<Record<string, string>> = {
    foreign_keys: 'foreign_key_constraints',
    busy_timeout: 'busy_timeout',
    journal_mode: 'journal_mode',
    synchronous: 'synchronous',
  };
  const blocks = named(layout, connections).map(({ name, database, pragmas }, index) => {
    const entries = Object.entries(pragmas);
    const known = entries.flatMap(([pragma, value]) => {
      const key = own[pragma];
      if (key === undefined) return [];
      return [`        '${key}' => ${pragma === 'foreign_keys' ? isOn(value) : phpValue(value)},`];
    });
    const rest = entries.filter(([pragma]) => own[pragma] === undefined);
    return [
      `    '${index === 0 ? 'sqlite' : name}' => [`,
      `        'driver' => 'sqlite',`,
      `        'database' => ${phpString(database)},`,
      `        'prefix' => '',`,
      ...known,
      ...(rest.length === 0
        ? []
        : [
            `        'pragmas' => [`,
            ...rest.map(([pragma, value]) => `            '${pragma}' => ${phpValue(value)},`),
            `        ],`,
          ]),
      `    ],`,
    ].join('\n');
  });
  return `${['// config/database.php', ...notes(layout, connections, '//'), `'default' => 'sqlite',`, `'connections' => [`, ...blocks, `],`].join('\n')}\n`;
}

function isOn(value: string | number): boolean {
  return value === 1 || /^(1|on|true|yes)$/i.test(String(value));
}

const yamlString = (text: string) => JSON.stringify(text);
const yamlValue = (value: string | number) => (typeof value === 'number' ? String(value) : yamlString(value));

/** `pragmas` since Rails 8.0 (rails/rails#50460); `timeout` is its busy_timeout. */
function rails(layout: Layout, connections: readonly Connection[]): string {
  const blocks = named(layout, connections).flatMap(({ name, database, pragmas }, index) => {
    const { busy_timeout: timeout, ...rest } = pragmas;
    return [
      `  ${index === 0 ? 'primary' : name}:`,
      '    adapter: sqlite3',
      `    database: ${yamlString(database)}`,
      ...(timeout === undefined ? [] : [`    timeout: ${timeout}`]),
      ...(Object.keys(rest).length === 0 ? [] : ['    pragmas:']),
      ...Object.entries(rest).map(([pragma, value]) => `      ${pragma}: ${yamlValue(value)}`),
    ];
  });
  return `${['# config/database.yml', ...notes(layout, connections, '#'), 'production:', ...blocks].join('\n')}\n`;
}

function plainJson(layout: Layout, connections: readonly Connection[]) {
  return {
    layout: layout.name,
    connection: layout.connection,
    databases: connections.map(({ name, database, pragmas, filledFrom }) => ({
      name,
      database,
      ...(filledFrom === null ? {} : { filledFrom }),
      pragmas,
    })),
  };
}
