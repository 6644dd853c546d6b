import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import type { Finding } from '../perf.ts';
import { temporaryFolder } from './dataset.ts';

const bin = fileURLToPath(new URL('../../bin/chinook-eval.js', import.meta.url));
const hour = fileURLToPath(new URL('./monitor-hour.js', import.meta.url));

const PORT = 19_464;
const PEER_PORT = 19_465;
/** Answers with the bytes that it was given: what the machine and the asking cost without any monitor. */
const PEER = `require('node:http').createServer((_, response) => response.end(process.argv[1])).listen(${PEER_PORT}, '127.0.0.1')`;
/** A block has one look in it and a half; pairs of blocks are compared, so that what the machine does besides falls on both. */
const BLOCK_SECONDS = 1.5;
const PAIRS = 40;
/** Spread over many looks: in a burst they would meet one, or none. */
const SCRAPES = 1000;
const MOST_PAUSE = 30;

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
    const { scrapes, peer } = await scrape(application.write);
    const { looks, peakBytes } = JSON.parse(
      execFileSync(process.execPath, [hour, data], { encoding: 'utf8' }),
    ) as {
      looks: number;
      peakBytes: number;
    };
    return [
      {
        what: `writes per second, watched at a 1 s interval / with the monitor stopped (${PAIRS} pairs of ${BLOCK_SECONDS} s, alternating)`,
        measured: `${spread(ratio.time)}; by the writer's own processor time ${spread(ratio.processor)}`,
        target: '>= 0.99',
        met: ratio.time.median >= 0.99,
      },
      {
        what: `a scrape at 600 MB, written to and looked at every second (${SCRAPES}, alternating with a server that only sends the same bytes)`,
        measured: `median ${inMs(scrapes.median)}, p99 ${inMs(scrapes.p99)} (that server: ${inMs(peer.median)}, ${inMs(peer.p99)})`,
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
  try {
    await until(() => oneScrape());
    return child;
  } catch (error) {
    child.kill();
    throw error;
  }
}

/** Stopped and continued rather than ended and begun: starting a process is no part of watching. */
function throughput(write: () => void, monitor: ChildProcess) {
  const rate = (watched: boolean): Record<'time' | 'processor', number> => {
    monitor.kill(watched ? 'SIGCONT' : 'SIGSTOP');
    const begin = performance.now();
    const used = process.cpuUsage();
    let writes = 0;
    for (; performance.now() - begin < BLOCK_SECONDS * 1000; writes++) write();
    const { user, system } = process.cpuUsage(used);
    return {
      time: (writes * 1000) / (performance.now() - begin),
      // What other programs take away from this one is not in it.
      processor: (writes * 1e6) / (user + system),
    };
  };
  // First one, then the other, so that what grows meanwhile falls on both.
  const ratios = Array.from({ length: PAIRS }, (_, pair) => {
    const [first, second] = pair % 2 === 0 ? [true, false] : [false, true];
    const rates = new Map([first, second].map((watched) => [watched, rate(watched)]));
    return { watched: rates.get(true), not: rates.get(false) } as Record<
      'watched' | 'not',
      ReturnType<typeof rate>
    >;
  });
  const quartiles = (by: 'time' | 'processor') => {
    const sorted = ratios.map(({ watched, not }) => watched[by] / not[by]).sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * (PAIRS - 1))] as number;
    return { median: at(0.5), low: at(0.25), high: at(0.75) };
  };
  return { time: quartiles('time'), processor: quartiles('processor') };
}

function spread({ median, low, high }: Record<'median' | 'low' | 'high', number>): string {
  return `${median.toFixed(4)} (middle half of the pairs ${low.toFixed(3)} to ${high.toFixed(3)})`;
}

async function scrape(write: () => void) {
  const { text } = await oneScrape();
  const server = spawn(process.execPath, ['-e', PEER, text], { stdio: 'ignore' });
  try {
    await until(() => oneScrape(PEER_PORT));
    const seconds: Record<'scrapes' | 'peer', number[]> = { scrapes: [], peer: [] };
    for (let one = 0; one < SCRAPES; one++) {
      write();
      seconds.scrapes.push((await oneScrape()).seconds);
      await pause(Math.random() * MOST_PAUSE);
      seconds.peer.push((await oneScrape(PEER_PORT)).seconds);
    }
    return { scrapes: summary(seconds.scrapes), peer: summary(seconds.peer) };
  } finally {
    server.kill();
  }
}

function summary(seconds: number[]) {
  seconds.sort((a, b) => a - b);
  return { median: seconds[SCRAPES / 2] as number, p99: seconds[Math.floor(SCRAPES * 0.99)] as number };
}

function inMs(seconds: number): string {
  return `${(seconds * 1000).toFixed(1)} ms`;
}

function oneScrape(port = PORT): Promise<{ readonly seconds: number; readonly text: string }> {
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    // A connection of its own: one that was kept may have been closed while this process wrote and did not listen.
    request({ host: '127.0.0.1', port, path: '/metrics', agent: false }, (response) => {
      let text = '';
      response
        .on('data', (chunk: Buffer) => (text += chunk.toString()))
        .on('end', () => resolve({ seconds: (performance.now() - begin) / 1000, text }));
    })
      .on('error', reject)
      .end();
  });
}

async function until(answers: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if ((await answers().catch(() => undefined)) !== undefined) return;
    await pause(50);
  }
  throw new Error('it does not answer');
}
