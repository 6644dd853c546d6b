import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export function temporaryFolder(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), 'chinook-eval-perf-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export interface BuildReport {
  readonly rows: number;
  readonly seconds: number;
  readonly peakBytes: number;
}

/** Builds in a process of its own, so that its peak memory is its own; seconds are of the whole process. */
export async function buildOnce(options: {
  folder: string;
  layout: string;
  scale: number;
  withoutVectors?: boolean;
}): Promise<BuildReport> {
  mkdirSync(options.folder, { recursive: true });
  const program = fileURLToPath(new URL('./build-once.ts', import.meta.url));
  const before = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    program,
    JSON.stringify(options),
  ]);
  const seconds = (performance.now() - before) / 1000;
  return { ...(JSON.parse(stdout) as { rows: number; peakBytes: number }), seconds };
}
