import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { creation, ordinaryTables } from '../../src/database/create.ts';
import { openLayout } from '../../src/database/open.ts';
import { tablesOn } from '../../src/layouts/check.ts';
import { three } from '../../src/layouts/index.ts';

/** The sqlite3 command's version, where there is one. */
export function peerVersion(): string | undefined {
  try {
    return execFileSync('sqlite3', ['--version'], { encoding: 'utf8' }).split(' ')[0];
  } catch {
    return undefined;
  }
}

/** One file of the peer's: what sqlite3 is told, in order. */
export interface PeerScript {
  readonly file: string;
  readonly commands: string;
}

/** Writes every row of a built `three` as CSV, and what sqlite3 has to do to load them with the same statements. */
export function exportForPeer(built: string, folder: string): readonly PeerScript[] {
  mkdirSync(folder, { recursive: true });
  const open = openLayout(three, built);
  const scripts = three.databases.map((placement) => {
    const { tables, indexes, search, searchFills, triggers } = creation(three, placement, 'main');
    const withoutVectors = (sql: readonly string[]) => sql.filter((one) => !one.includes('track_vectors'));
    const imports = ordinaryTables(placement).map(({ name }) => {
      const csv = join(folder, `${name}.csv`);
      const rows = open.connectionFor([name])?.prepare(`SELECT * FROM ${name}`).raw().iterate() ?? [];
      const descriptor = openSync(csv, 'w');
      for (const batch of batches(rows as Iterable<unknown[]>, 5000)) writeSync(descriptor, stringify(batch));
      closeSync(descriptor);
      return `.import ${csv} ${name}`;
    });
    const statements = withoutVectors([...indexes, ...search, ...searchFills, ...triggers]).map(
      (sql) => `${sql};`,
    );
    const analyze = ordinaryTables(placement).map(({ name }) => `ANALYZE ${name};`);
    const commands = [
      'PRAGMA journal_mode = OFF;',
      'PRAGMA synchronous = OFF;',
      'PRAGMA cache_size = -16000;',
      '.mode csv',
      'BEGIN;',
      ...tables.map((sql) => `${sql};`),
      ...imports,
      ...statements,
      'PRAGMA analysis_limit = 1000;',
      ...analyze,
      'COMMIT;',
      ...(placement.file === ':memory:' ? [] : ['PRAGMA journal_mode = WAL;']),
    ].join('\n');
    return { file: `${placement.name}-${tablesOn(placement).length}.sqlite`, commands };
  });
  open.close();
  return scripts;
}

/** Loads all files, one after the other; seconds in all. */
export function runPeer(scripts: readonly PeerScript[], folder: string): number {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const before = performance.now();
  for (const { file, commands } of scripts)
    execFileSync('sqlite3', ['-bail', join(folder, file)], {
      input: commands,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
  return (performance.now() - before) / 1000;
}

function* batches<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  yield batch;
}
