import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { importSeed } from '../../src/seed/import.ts';

export function temporaryFolder(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), 'chinook-eval-perf-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export interface BuildReport {
  readonly rows: number;
  readonly seconds: number;
  readonly peakBytes: number;
}

/** The built-in catalogue as a seed store: where the builds start, as the peer's imports start at CSV files. */
export async function builtInStore(folder: string): Promise<string> {
  const store = join(folder, 'seed.store');
  await importSeed({ form: 'built-in' }, store);
  return store;
}

/** Builds in a process of its own, so that its peak memory is its own; seconds are of the whole process. */
export async function buildOnce(options: {
  folder: string;
  layout: string;
  scale: number;
  seedStore: string;
  withoutVectors?: boolean;
}): Promise<BuildReport> {
  mkdirSync(options.folder, { recursive: true });
  const program = fileURLToPath(new URL('./build-once.js', import.meta.url));
  const before = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(options)]);
  const seconds = (performance.now() - before) / 1000;
  return { ...(JSON.parse(stdout) as { rows: number; peakBytes: number }), seconds };
}
