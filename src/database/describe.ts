import { statSync } from 'node:fs';
import { tablesOn } from '../layouts/check.ts';
import type { Layout } from '../model/layout.ts';
import type { LayoutResult } from '../model/run.ts';
import { layoutFiles, snapshotFile } from './files.ts';
import type { OpenDatabase, OpenLayout } from './open.ts';
import { readSchema } from './read-schema.ts';
import { cutForeignKeys, FOREIGN_KEYS } from './schema/index.ts';
import type { ForeignKey } from './schema/table.ts';

/** What the run document says of a layout, and the digest of its rows. */
export interface BuiltLayout extends LayoutResult {
  readonly digest: string;
}

/** PRAGMAs whose effective value is recorded; they decide what a figure means. */
const RECORDED = [
  'journal_mode',
  'synchronous',
  'cache_size',
  'mmap_size',
  'page_size',
  'wal_autocheckpoint',
  'foreign_keys',
  'busy_timeout',
  'temp_store',
] as const;

export function describeLayout(
  layout: Layout,
  open: OpenLayout,
  folder: string,
): Omit<BuiltLayout, 'digest' | 'rows' | 'buildSeconds'> {
  const cut = cutForeignKeys(layout);
  return {
    name: layout.name,
    description: layout.description,
    connection: layout.connection,
    databases: open.databases.map((database) => ({
      name: database.placement.name,
      file: database.placement.file,
      tables: [...tablesOn(database.placement)],
      pragmas: effectivePragmas(database),
      bytes:
        database.placement.file === ':memory:'
          ? null
          : statSync(snapshotFile(folder, database.placement)).size,
      objects: objectSizes(database),
      schema: readSchema(database.connection, database.schema),
    })),
    // The snapshot that fills a :memory: database is ours, not the layout's.
    diskBytes: layoutFiles(folder, layout)
      .filter((file) => !file.endsWith('.snapshot'))
      .reduce((sum, file) => sum + statSync(file).size, 0),
    foreignKeys: {
      enforced: FOREIGN_KEYS.filter((key) => !cut.includes(key) && isEnforced(open, key)),
      cut: [...cut],
    },
  };
}

/** Declared is not enforced: the connection has to have them on. */
function isEnforced(open: OpenLayout, { table }: ForeignKey): boolean {
  return open.connectionFor([table])?.pragma('foreign_keys', { simple: true }) === 1;
}

function effectivePragmas({ connection, schema }: OpenDatabase): Record<string, string | number> {
  // In WAL mode `synchronous` reads 2 until the first transaction: begin one.
  connection.exec('BEGIN IMMEDIATE');
  connection.exec('COMMIT');
  return Object.fromEntries(
    RECORDED.map((name) => [name, connection.pragma(`${schema}.${name}`, { simple: true })]).filter(
      (entry): entry is [string, string | number] =>
        typeof entry[1] === 'string' || typeof entry[1] === 'number',
    ),
  );
}

/** Bytes per table and index; the shadow tables of a virtual table count under it. */
function objectSizes({ connection, schema }: OpenDatabase): { name: string; table: string; bytes: number }[] {
  const sizes = connection
    .prepare(
      `SELECT d.name AS name, ifnull(s.tbl_name, d.name) AS tbl, d.pgsize AS bytes
       FROM dbstat('${schema}') d LEFT JOIN ${schema}.sqlite_schema s ON s.name = d.name
       WHERE d.aggregate = 1 ORDER BY d.name`,
    )
    .all() as { name: string; tbl: string; bytes: number }[];
  const kinds = connection
    .prepare(`SELECT name, type FROM pragma_table_list WHERE schema = ?`)
    .all(schema) as {
    name: string;
    type: string;
  }[];
  const shadows = new Set(kinds.filter((one) => one.type === 'shadow').map((one) => one.name));
  const virtual = kinds.filter((one) => one.type === 'virtual').map((one) => one.name);
  return sizes.map(({ name, tbl, bytes }) => {
    const parent = shadows.has(tbl) ? virtual.find((one) => tbl.startsWith(`${one}_`)) : undefined;
    return { name, table: parent ?? tbl, bytes };
  });
}
