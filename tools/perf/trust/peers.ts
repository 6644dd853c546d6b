import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Setting } from './setting.ts';

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('./run-once.ts', import.meta.url));

/** A fresh copy for each program: some write. */
function copied(folder: string): { path: string; remove: () => void } {
  const path = mkdtempSync(join(folder, 'peer-'));
  cpSync(join(folder, 'single'), path, { recursive: true });
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** tinybench as its README has it, one after the other: head, then base, half of the time each. The ratio of the means. */
export async function tinybenchRatio(
  { folder }: Setting,
  head: string,
  base: string,
  seconds: number,
): Promise<number> {
  const means: number[] = [];
  for (const module of [head, base]) {
    const place = copied(folder);
    try {
      // Its warm-up (250 ms by default) counts as time spent.
      const share = String(Math.max(0.2, seconds / 2 - 0.25));
      const { stdout } = await run(process.execPath, [PROGRAM, place.path, module, 'seconds', share]);
      means.push(Number(stdout));
    } finally {
      place.remove();
    }
  }
  return (means[0] as number) / (means[1] as number);
}

export function hyperfineVersion(): string | null {
  try {
    return execFileSync('hyperfine', ['--version'], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

/** hyperfine on two commands that call the scenario 2,000 times each: as many runs as fit the time. Ratio of the means. */
export async function hyperfineRatio(
  { folder }: Setting,
  head: string,
  base: string,
  seconds: number,
): Promise<number> {
  const place = copied(folder);
  const out = join(place.path, 'hyperfine.json');
  try {
    const command = (module: string) =>
      `'${process.execPath}' '${PROGRAM}' '${place.path}' '${module}' calls 2000`;
    const before = performance.now();
    await run('sh', ['-c', command(base)]);
    const once = (performance.now() - before) / 1000;
    const runs = String(Math.max(2, Math.round(seconds / 2 / once)));
    await run('hyperfine', [
      '--runs',
      runs,
      '--export-json',
      out,
      '--style',
      'none',
      command(head),
      command(base),
    ]);
    const { results } = JSON.parse(readFileSync(out, 'utf8')) as { results: { mean: number }[] };
    return (results[0]?.mean as number) / (results[1]?.mean as number);
  } finally {
    place.remove();
  }
}
