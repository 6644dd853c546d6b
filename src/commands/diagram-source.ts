import { basename, join, resolve } from 'node:path';
import type { DataFolder } from '../database/data-folder.ts';
import type { DiagramSource, SourceLayout } from '../diagrams/diagram.ts';
import type { RunDocument } from '../model/run.ts';
import type { Streams } from '../model/streams.ts';

/** More file names make no title. */
const MOST_NAMED = 3;

/** What a run document holds for diagrams. */
export function runSource(run: RunDocument): DiagramSource {
  return {
    layouts: run.layouts,
    run,
    traces: run.traces.flatMap((trace) => (trace.status === 'measured' ? [trace] : [])),
  };
}

/** The schemas of database files as they are, as one layout. @throws Failure that names the file */
export async function filesSource(files: readonly string[], cwd: string): Promise<DiagramSource> {
  const { readSchemaFile } = await import('../database/schema-file.ts');
  const databases: SourceLayout['databases'] = [];
  for (const file of files) {
    const { schema, bytes } = readSchemaFile(resolve(cwd, file), file);
    const { tables } = schema;
    const name = unique(basename(file).replace(/\.(sqlite3?|db)$/i, '') || 'database', databases);
    databases.push({
      name,
      file: basename(file),
      tables: tables.map((table) => table.name),
      pragmas: {},
      bytes,
      objects: [],
      schema,
    });
  }
  const labels = databases.map(({ file }) => file);
  const layout: SourceLayout = {
    // Diagrams are filed under it: other files, other diagrams.
    name: labels.join('-'),
    title: titleOf(labels),
    description: databases.length === 1 ? (databases[0]?.file ?? '') : `${databases.length} database files`,
    connection: 'separate',
    databases,
    foreignKeys: { enforced: [], cut: [] },
  };
  return { layouts: [layout], run: null, traces: [] };
}

function titleOf(files: readonly string[]): string {
  const more = files.length - MOST_NAMED;
  const named = files.slice(0, MOST_NAMED);
  const last = more > 0 ? `${more} more` : (named.pop() ?? '');
  return named.length === 0 ? last : `${named.join(', ')} and ${last}`;
}

function unique(name: string, before: SourceLayout['databases']): string {
  const taken = (one: string) => before.some((database) => database.name === one);
  let found = name;
  for (let n = 2; taken(found); n++) found = `${name}-${n}`;
  return found;
}

/** A data folder's layout as its files have it now. Traces are not made: nothing is run on somebody's data. */
export async function dataSource({ layout, files }: DataFolder, shown: string): Promise<DiagramSource> {
  const { readSchemaFile } = await import('../database/schema-file.ts');
  const { snapshotFile } = await import('../database/files.ts');
  const { cutForeignKeys, FOREIGN_KEYS } = await import('../database/schema/index.ts');
  const databases = layout.databases.map((placement) => {
    const { schema, bytes } = readSchemaFile(snapshotFile(files, placement), snapshotFile(shown, placement));
    return {
      name: placement.name,
      file: placement.file,
      tables: schema.tables.map(({ name }) => name),
      pragmas: { ...placement.pragmas },
      bytes: placement.file === ':memory:' ? null : bytes,
      objects: [],
      schema,
    };
  });
  const cut = cutForeignKeys(layout);
  return {
    layouts: [
      {
        name: layout.name,
        description: layout.description,
        connection: layout.connection,
        databases,
        foreignKeys: { enforced: FOREIGN_KEYS.filter((key) => !cut.includes(key)), cut: [...cut] },
      },
    ],
    run: null,
    traces: [],
  };
}

/** The built-in layouts, built at scale 1 and thrown away: what needs no measurement. */
export async function builtSource(
  flags: { readonly seed?: string; readonly layouts: readonly string[] },
  { cwd, env, signal }: Streams,
  onProgress: (doing: string) => void,
): Promise<DiagramSource> {
  const { loadLayouts } = await import('../layouts/load.ts');
  const { buildDataset } = await import('../database/dataset.ts');
  const { importSeed } = await import('../seed/import.ts');
  const { chooseSeed } = await import('../seed/choose.ts');
  const { traceLayouts, withoutTimes } = await import('../bench/trace.ts');
  const { loadScenarios } = await import('../bench/load.ts');
  const { makeWorkFolder } = await import('./work-folder.ts');
  const layouts = await loadLayouts(flags.layouts, cwd, signal);
  const work = makeWorkFolder(undefined, cwd);
  try {
    const seedStore = join(work.path, 'seed.store');
    onProgress('reading the seed');
    await importSeed(chooseSeed(flags.seed, env, cwd), seedStore, { signal });
    const built = await buildDataset({
      layouts,
      seedStore,
      scale: 1,
      folder: work.path,
      signal,
      onProgress: (layout, doing) => onProgress(`building ${layout}: ${doing}`),
    });
    onProgress('tracing');
    const scenarios = await loadScenarios(undefined, cwd, signal);
    const traces = await traceLayouts({ layouts, scenarios, work: work.path, calls: 1, signal });
    return {
      layouts: built,
      run: null,
      traces: traces.flatMap((trace) => (trace.status === 'measured' ? [withoutTimes(trace)] : [])),
    };
  } finally {
    work.remove();
  }
}
