import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { pointerTo } from '../../src/database/data-folder.ts';
import { single } from '../../src/layouts/index.ts';
import { median } from '../../src/stats/summary.ts';
import type { Finding } from '../perf.ts';
import { buildOnce, builtInStore, temporaryFolder } from './dataset.ts';

/** 600 MB; PERF_MIGRATE_SCALE for a shorter look. */
const SCALE = Number(process.env.PERF_MIGRATE_SCALE ?? 180);
const ROUNDS = 5;

/** single -> three beside VACUUM INTO of the same file, in turns: what has to be copied is the same. */
export async function migrateSection(): Promise<Finding[]> {
  using folder = temporaryFolder();
  const data = join(folder.path, 'data');
  await buildOnce({
    folder: data,
    layout: 'single',
    scale: SCALE,
    seedStore: await builtInStore(folder.path),
  });
  const pointer = JSON.stringify(pointerTo(single));
  const file = join(data, 'database.sqlite');
  const [vacuums, plain, whole]: [number[], number[], number[]] = [[], [], []];
  let peak = 0;
  const migrateOnce = async (validate: boolean) => {
    writeFileSync(join(data, 'layout.json'), pointer);
    const program = fileURLToPath(new URL('./migrate-once.js', import.meta.url));
    const running = promisify(execFile)(process.execPath, [
      program,
      JSON.stringify({ path: data, validate }),
    ]);
    const watch = setInterval(() => {
      peak = Math.max(peak, ...residentOfTree(running.child.pid ?? 0));
    }, 20);
    const { stdout } = await running.finally(() => clearInterval(watch));
    for (const name of readdirSync(data))
      if (name !== 'database.sqlite') rmSync(join(data, name), { recursive: true });
    return (JSON.parse(stdout) as { seconds: number }).seconds;
  };
  const sides = [
    async () => void vacuums.push(vacuumInto(file, join(folder.path, 'vacuum'))),
    async () => void plain.push(await migrateOnce(false)),
    async () => void whole.push(await migrateOnce(true)),
  ];
  for (let round = 0; round < ROUNDS; round++)
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) await side();
  const ratio = (seconds: readonly number[]) =>
    median(seconds.map((one, index) => one / (vacuums[index] ?? Number.NaN)));
  const size = `${(statSync(file).size / 1e6).toFixed(0)} MB`;
  const finding = (what: string, seconds: readonly number[], target: number): Finding => ({
    what: `migrate: single -> three, ${size}, ${what} / VACUUM INTO of the same file`,
    measured: `${ratio(seconds).toFixed(2)} (${median(seconds).toFixed(2)} s / ${median(vacuums).toFixed(2)} s; ${ROUNDS} pairs)`,
    target: `<= ${target}`,
    met: ratio(seconds) <= target,
  });
  return [
    finding('without validation', plain, 1.5),
    finding('with full validation', whole, 3),
    {
      what: `migrate: peak memory of any of its processes, ${size}`,
      measured: peak === 0 ? 'not measured: no /proc' : `${(peak / 1e6).toFixed(0)} MB`,
      target: '< 200 MB',
      met: peak === 0 ? null : peak < 200e6,
    },
  ];
}

function vacuumInto(source: string, target: string): number {
  rmSync(target, { force: true });
  const before = performance.now();
  const db = new Database(source);
  db.prepare('VACUUM INTO ?').run(target);
  db.close();
  return (performance.now() - before) / 1000;
}

/** High-water marks (VmHWM, proc(5)) of a process and its children, bytes. */
function residentOfTree(pid: number): number[] {
  try {
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    const below = children === '' ? [] : children.split(' ').flatMap((one) => residentOfTree(Number(one)));
    return [Number(kilobytes) * 1024, ...below];
  } catch {
    return [];
  }
}
