import { execFileSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { layoutFiles } from '../../src/database/files.ts';
import { three } from '../../src/layouts/index.ts';
import { median } from '../../src/stats/summary.ts';
import type { Finding } from '../perf.ts';
import { buildOnce, builtInStore, temporaryFolder } from './dataset.ts';
import { exportForPeer, peerVersion, runPeer } from './peer-sqlite3.ts';

const SCALE_50MB = 16;
const ROUNDS = 7;

/** The 50 MB `three` dataset against the sqlite3 command line importing the same rows from CSV. */
export async function buildSection(): Promise<Finding[]> {
  const peer = peerVersion();
  const what =
    'build: three at 50 MB, indexes and full text, no vectors / sqlite3 .import of the same rows as CSV';
  if (peer === undefined)
    return [{ what, measured: 'not measured: no sqlite3 command', target: '<= 0.7', met: null }];
  using folder = temporaryFolder();
  const source = join(folder.path, 'source');
  const request = { layout: 'three', scale: SCALE_50MB, seedStore: await builtInStore(folder.path) };
  await buildOnce({ ...request, folder: source, withoutVectors: true });
  const script = exportForPeer(source, join(folder.path, 'csv'));
  const [ours, theirs, whole]: [number[], number[], number[]] = [[], [], []];
  const timed = async (withoutVectors: boolean) => {
    const target = join(folder.path, 'ours');
    const { seconds } = await buildOnce({ ...request, folder: target, withoutVectors });
    rmSync(target, { recursive: true });
    return seconds;
  };
  for (let round = 0; round < ROUNDS; round++) {
    const mine = async () => {
      ours.push(await timed(true));
      whole.push(await timed(false));
    };
    const peers = async () => void theirs.push(runPeer(script, join(folder.path, 'theirs')));
    for (const side of round % 2 === 0 ? [mine, peers] : [peers, mine]) await side();
  }
  const against = (seconds: readonly number[]) =>
    median(seconds.map((one, i) => one / (theirs[i] ?? Number.NaN)));
  const ratio = against(ours);
  return [
    {
      what: `${what} (sqlite3 ${peer}, same PRAGMAs: no journal, no sync)`,
      measured: `${ratio.toFixed(2)} (${median(ours).toFixed(2)} s / ${median(theirs).toFixed(2)} s; both from prepared input, process start included; ${ROUNDS} pairs)`,
      target: '<= 0.7',
      met: ratio <= 0.7,
    },
    {
      what: 'build: the same with 64-float vectors and the similarity cache, which the peer does not make',
      measured: `${against(whole).toFixed(2)} (${median(whole).toFixed(2)} s)`,
      target: 'none',
      met: null,
    },
  ];
}

/** Rows per second and peak memory as the data grow. */
export async function scaleSection(): Promise<Finding[]> {
  using folder = temporaryFolder();
  const [small, large] = [[], []] as [number[], number[]];
  let peak = 0;
  let bytes = 0;
  const seedStore = await builtInStore(folder.path);
  for (let round = 0; round < 3; round++) {
    for (const [scale, rates] of [
      [30, small],
      [300, large],
    ] as const) {
      const target = join(folder.path, String(scale));
      const { rows, seconds, peakBytes } = await buildOnce({
        folder: target,
        layout: 'three',
        scale,
        seedStore,
      });
      rates.push(rows / seconds);
      if (scale === 300) {
        peak = Math.max(peak, peakBytes);
        bytes = layoutFiles(target, three).reduce((sum, file) => sum + statSync(file).size, 0);
      }
      rmSync(target, { recursive: true });
      execFileSync('sync');
    }
  }
  const ratio = median(large) / median(small);
  return [
    {
      what: `build: rows per second at scale 300 (${(bytes / 1e6).toFixed(0)} MB, vectors included) / at scale 30`,
      measured: `${ratio.toFixed(2)} (${Math.round(median(large))} / ${Math.round(median(small))} rows a second; 3 pairs)`,
      target: '>= 0.8',
      met: ratio >= 0.8,
    },
    {
      what: 'build: peak memory at scale 300',
      measured: `${(peak / 1e6).toFixed(0)} MB`,
      target: '< 250 MB',
      met: peak < 250e6,
    },
  ];
}
