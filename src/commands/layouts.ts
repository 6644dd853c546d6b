import type { ForeignKey } from '../database/schema/table.ts';
import type { Layout } from '../model/layout.ts';
import type { TableName } from '../model/tables.ts';
import type { Define } from './index.ts';

export const define: Define = (program, streams) => {
  program
    .command('layouts')
    .description('list the built-in layouts: their databases, tables and the foreign keys they lose')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { LAYOUTS } = await import('../layouts/index.ts');
      const { tablesOn } = await import('../layouts/check.ts');
      const { cutForeignKeys } = await import('../database/schema/index.ts');
      const listed = LAYOUTS.map((layout) => describe(layout, tablesOn, cutForeignKeys(layout)));
      streams.stdout.write(
        json ? `${JSON.stringify(listed, null, 2)}\n` : `${listed.map(asText).join('\n\n')}\n`,
      );
    });
};

type Listed = ReturnType<typeof describe>;

function describe(
  { name, description, connection, databases }: Layout,
  tablesOn: (database: Layout['databases'][number]) => readonly TableName[],
  lost: readonly ForeignKey[],
) {
  return {
    name,
    description,
    connection,
    databases: databases.map((database) => ({
      name: database.name,
      file: database.file,
      tables: tablesOn(database),
      pragmas: database.pragmas ?? {},
    })),
    foreignKeysLost: lost,
  };
}

const CONNECTIONS = {
  separate: 'a connection for each database',
  attached: 'one connection, the others ATTACHed',
};

function asText({ name, description, connection, databases, foreignKeysLost: lost }: Listed): string {
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
  const width = Math.max(...databases.map((database) => database.name.length));
  return [
    `${name}: ${description}`,
    `  ${databases.length === 1 ? 'one connection' : CONNECTIONS[connection]}`,
    ...databases.map(
      (one) => `  ${one.name.padEnd(width)}  ${one.file}, ${count(one.tables.length, 'table')}`,
    ),
    `  ${lost.length === 0 ? 'no foreign key lost' : `${count(lost.length, 'foreign key')} lost:`}`,
    ...lost.map((key) => `    ${key.table}.${key.column} -> ${key.references}`),
  ].join('\n');
}
