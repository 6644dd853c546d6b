import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { pointerTo } from '../../src/database/data-folder.ts';
import { layoutFiles } from '../../src/database/files.ts';
import { single } from '../../src/layouts/index.ts';
import { makeBackup } from '../../src/operations/backup/backup.ts';
import { Child } from '../../src/process/child.ts';
import { median, quantileSorted } from '../../src/stats/summary.ts';
import type { Finding } from '../perf.ts';
import { buildOnce, builtInStore, temporaryFolder } from './dataset.ts';

/** 600 MB; another size with PERF_BACKUP_SCALE, for a first look. */
const SCALE = Number(process.env.PERF_BACKUP_SCALE ?? 172);
const ROUNDS = 5;
const PERIOD_SECONDS = 0.002;
const { signal } = new AbortController();

/** A backup with all of its checks against VACUUM INTO of the same file, what a writer feels of it, and its memory. */
export async function backupSection(): Promise<Finding[]> {
  using folder = temporaryFolder();
  const data = join(realpathSync(folder.path), 'data');
  await buildOnce({
    folder: data,
    layout: single.name,
    scale: SCALE,
    seedStore: await builtInStore(folder.path),
  });
  writeFileSync(join(data, 'layout.json'), JSON.stringify(pointerTo(single)));
  const [file = ''] = layoutFiles(data, single);
  const size = `${(statSync(file).size / 1e6).toFixed(0)} MB`;
  const to = join(folder.path, 'sets');
  const [ours, theirs]: [number[], number[]] = [[], []];
  const backUp = async () => {
    const { seconds } = await makeBackup({ data, shown: 'data', to, keep: null, signal });
    rmSync(to, { recursive: true });
    await promisify(execFile)('sync');
    return seconds;
  };
  for (let round = 0; round < ROUNDS; round++) {
    const mine = async () => void ours.push(await backUp());
    const peers = async () => void theirs.push(await vacuumInto(file, join(folder.path, 'vacuum')));
    for (const side of round % 2 === 0 ? [mine, peers] : [peers, mine]) await side();
  }
  const ratio = median(ours.map((one, index) => one / (theirs[index] ?? Number.NaN)));
  const pauses = await writerPauses(data, backUp);
  const memory = await peakMemory(['backup', '--data', data, '--to', to]);
  return [
    {
      what: `backup: ${size}, verified (integrity, keys, every page against the snapshot, SHA-256), synced / VACUUM INTO of the same file`,
      measured: `${ratio.toFixed(2)} (${median(ours).toFixed(2)} s / ${median(theirs).toFixed(2)} s; ${ROUNDS} pairs)`,
      target: '<= 2',
      met: ratio <= 2,
    },
    {
      what: 'backup: how late a write every 2 ms is while one runs, 99th percentile',
      measured: pauses.text,
      target: '< 20 ms',
      met: pauses.p99 < 0.02,
    },
    {
      what: 'backup: peak memory of all its processes together, without pages of files',
      measured: `${(memory.total / 1e6).toFixed(0)} MB (the largest ${(memory.largest / 1e6).toFixed(0)} MB)`,
      target: '< 200 MB',
      met: memory.total < 200e6,
    },
  ];
}

async function vacuumInto(file: string, target: string): Promise<number> {
  const db = new Database(file, { readonly: true });
  const started = performance.now();
  db.prepare('VACUUM INTO ?').run(target);
  const seconds = (performance.now() - started) / 1000;
  db.close();
  rmSync(target);
  await promisify(execFile)('sync');
  return seconds;
}

/** In turns without and with a backup, the same writer in all of them. */
async function writerPauses(
  data: string,
  backUp: () => Promise<number>,
): Promise<{ p99: number; text: string }> {
  const writer = new Child('src/experiments/backup-skew-process', { signal });
  const sorted = (values: number[]) => Float64Array.from(values).sort();
  const [alone, during]: [number[], number[]] = [[], []];
  const delays = async () =>
    (await writer.request<{ delaySeconds: Float64Array }>('delays', null, 60)).delaySeconds;
  try {
    await writer.request('start', { layout: single, folder: data, periodSeconds: PERIOD_SECONDS }, 60);
    await backUp();
    for (let round = 0; round < 3; round++) {
      await delays();
      const seconds = await backUp();
      during.push(...(await delays()));
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      alone.push(...(await delays()));
    }
    await writer.request('stop', null, 60);
  } finally {
    await writer.end();
  }
  const p99 = quantileSorted(sorted(during), 0.99);
  const ms = (seconds: number) => `${(seconds * 1000).toFixed(1)} ms`;
  const without = quantileSorted(sorted(alone), 0.99);
  const text = `${ms(p99)}, longest ${ms(Math.max(...during))} (${during.length} writes); without a backup ${ms(without)}, longest ${ms(Math.max(...alone))}`;
  return { p99, text };
}

/** Private anonymous memory of the command and the processes that work for it, at its highest. */
async function peakMemory(words: readonly string[]): Promise<{ total: number; largest: number }> {
  const program = fileURLToPath(new URL('../../bin/chinook-eval.js', import.meta.url));
  const child = spawn(process.execPath, [program, ...words], { stdio: 'ignore' });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const peak = { total: 0, largest: 0 };
  const watch = setInterval(() => {
    const pid = child.pid ?? 0;
    const sizes = [pid, ...childrenOf(pid)].map(anonymousBytes);
    peak.total = Math.max(
      peak.total,
      sizes.reduce((sum, bytes) => sum + bytes, 0),
    );
    peak.largest = Math.max(peak.largest, ...sizes);
  }, 50);
  const [code] = await ended;
  clearInterval(watch);
  if (code !== 0) throw new Error(`backup ended with ${code}`);
  return peak;
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
}

function anonymousBytes(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Anonymous:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
