import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import { describeLayout } from '../../src/database/describe.ts';
import { readSchema } from '../../src/database/read-schema.ts';
import type { DiagramSource, SourceLayout } from '../../src/diagrams/diagram.ts';
import { LAYOUTS } from '../../src/layouts/index.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../support/dataset.ts';

/** Built-in layouts, built and read. */
export async function builtLayouts(...names: readonly string[]): Promise<readonly SourceLayout[]> {
  const folder = new TemporaryFolder().path;
  const store = await seedStore(folder);
  return LAYOUTS.filter(({ name }) => names.includes(name)).map((layout) => {
    const open = buildAndOpen(layout, folder, store);
    try {
      return describeLayout(layout, open, join(folder, `${layout.name}-1`));
    } finally {
      open.close();
    }
  });
}

/** A layout of databases that SQL makes, each in a file of its name. */
export function layoutOf(
  databases: Readonly<Record<string, string>>,
  more: Partial<SourceLayout> & { readonly pragmas?: Record<string, string | number> } = {},
): SourceLayout {
  const { pragmas = {}, ...rest } = more;
  return {
    name: 'files',
    description: 'files',
    connection: 'separate',
    foreignKeys: { enforced: [], cut: [] },
    databases: Object.entries(databases).map(([file, sql]) => {
      const db = new Database(':memory:');
      sqliteVec.load(db);
      db.exec(sql);
      const schema = readSchema(db);
      db.close();
      return {
        name: file.replace(/\..*/, ''),
        file,
        tables: schema.tables.map(({ name }) => name),
        pragmas,
        bytes: null,
        objects: [],
        schema,
      };
    }),
    ...rest,
  };
}

export function source(...layouts: readonly SourceLayout[]): DiagramSource {
  return { layouts, run: null, traces: [] };
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
