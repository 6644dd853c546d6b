import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import type { Finding } from '../perf.ts';
import { temporaryFolder } from './dataset.ts';

const bin = fileURLToPath(new URL('../../bin/chinook-eval.js', import.meta.url));
const hour = fileURLToPath(new URL('./monitor-hour.js', import.meta.url));

const PORT = 19_464;
/** A block has one look in it and a half; pairs of blocks are compared, so that what the machine does besides falls on both. */
const BLOCK_SECONDS = 1.5;
const PAIRS = 40;
const SCRAPES = 200;

/** What watching costs: the application's writes with and without it, a scrape of a large dataset, memory after an hour. */
export async function monitorSection(): Promise<Finding[]> {
  using folder = temporaryFolder();
  const data = join(folder.path, 'data');
  execFileSync(process.execPath, [bin, 'build', '--out', data, '--layout', 'two', '--size', '600MB'], {
    stdio: 'ignore',
  });
  const application = open(data);
  application.write();
  const monitor = await watch(data, '1s');
  try {
    const ratio = throughput(application.write, monitor);
    const scrapes = await scrape();
    const { looks, peakBytes } = JSON.parse(
      execFileSync(process.execPath, [hour, data], { encoding: 'utf8' }),
    ) as {
      looks: number;
      peakBytes: number;
    };
    return [
      {
        what: `writes per second, watched at a 1 s interval / with the monitor stopped (${PAIRS} pairs of ${BLOCK_SECONDS} s, alternating)`,
        measured: `${ratio.median.toFixed(4)} (middle half of the pairs ${ratio.low.toFixed(3)} to ${ratio.high.toFixed(3)})`,
        target: '>= 0.99',
        met: ratio.median >= 0.99,
      },
      {
        what: `a scrape, ${SCRAPES} of them at 600 MB`,
        measured: `median ${(scrapes.median * 1000).toFixed(1)} ms, p99 ${(scrapes.p99 * 1000).toFixed(1)} ms`,
        target: '< 20 ms',
        met: scrapes.p99 < 0.02,
      },
      {
        what: `peak memory of the monitor after ${looks} looks (an hour at 1 s, simulated)`,
        measured: `${(peakBytes / 1e6).toFixed(0)} MB`,
        target: '< 120 MB',
        met: peakBytes < 120e6,
      },
    ];
  } finally {
    monitor.kill('SIGCONT');
    monitor.kill('SIGTERM');
    application.close();
  }
}

/** A commit of a row and its index entries, as an application logs what its users do. */
function open(data: string) {
  const connection = new Database(join(data, 'database.sqlite'));
  connection.pragma('synchronous = NORMAL');
  const insert = connection.prepare(
    "INSERT INTO activity_log (user_id, action, created_at) SELECT min(id), 'listened', '2025-07-20 00:00:00' FROM users",
  );
  return { write: () => insert.run(), close: () => connection.close() };
}

async function watch(data: string, interval: string): Promise<ChildProcess> {
  const words = [
    'monitor',
    '--data',
    data,
    '--interval',
    interval,
    '--checks',
    'off',
    '--port',
    String(PORT),
  ];
  const child = spawn(process.execPath, [bin, ...words], { stdio: 'ignore' });
  for (let attempt = 0; attempt < 200; attempt++) {
    if ((await oneScrape().catch(() => undefined)) !== undefined) return child;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill();
  throw new Error('the monitor does not answer');
}

/** Stopped and continued rather than ended and begun: starting a process is no part of watching. */
function throughput(write: () => void, monitor: ChildProcess) {
  const rate = (watched: boolean): number => {
    monitor.kill(watched ? 'SIGCONT' : 'SIGSTOP');
    const begin = performance.now();
    let writes = 0;
    for (; performance.now() - begin < BLOCK_SECONDS * 1000; writes++) write();
    return (writes * 1000) / (performance.now() - begin);
  };
  // First one, then the other, so that what grows meanwhile falls on both.
  const ratios = Array.from({ length: PAIRS }, (_, pair) => {
    const [first, second] = pair % 2 === 0 ? [true, false] : [false, true];
    const rates = new Map([first, second].map((watched) => [watched, rate(watched)]));
    return (rates.get(true) as number) / (rates.get(false) as number);
  }).sort((a, b) => a - b);
  const at = (share: number) => ratios[Math.floor(share * (PAIRS - 1))] as number;
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

async function scrape() {
  const seconds: number[] = [];
  for (let one = 0; one < SCRAPES; one++) seconds.push(await oneScrape());
  seconds.sort((a, b) => a - b);
  return { median: seconds[SCRAPES / 2] as number, p99: seconds[Math.floor(SCRAPES * 0.99)] as number };
}

function oneScrape(): Promise<number> {
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    // A connection of its own: one that was kept may have been closed while this process wrote and did not listen.
    request({ host: '127.0.0.1', port: PORT, path: '/metrics', agent: false }, (response) => {
      response.on('end', () => resolve((performance.now() - begin) / 1000)).resume();
    })
      .on('error', reject)
      .end();
  });
}
