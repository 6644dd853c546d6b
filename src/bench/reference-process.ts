import Database from 'better-sqlite3';
import { serve } from '../process/serve.ts';
import { seededRandom } from '../stats/random.ts';
import { median } from '../stats/summary.ts';
import type { BlockRequest, Opened, OpenRequest } from './protocol.ts';
import { tinybenchSampler } from './sampler.ts';

/**
 * The reference query, in a process of its own: a point SELECT and a small aggregate over rows in memory, the kind of
 * work that scenarios do, with no file in it. It must not change between versions: stored runs are compared through it.
 */
const ROWS = 2000;

function referenceQuery(): () => unknown {
  const db = new Database(':memory:');
  db.exec(
    'CREATE TABLE reference (id INTEGER PRIMARY KEY, bucket INTEGER NOT NULL, name TEXT NOT NULL, size REAL)',
  );
  const random = seededRandom(1);
  const insert = db.prepare('INSERT INTO reference VALUES (?, ?, ?, ?)');
  db.transaction(() => {
    for (let id = 1; id <= ROWS; id++) insert.run(id, id % 50, `reference row ${id}`, random());
  })();
  db.exec('CREATE INDEX reference_bucket ON reference (bucket)');
  const byId = db.prepare('SELECT * FROM reference WHERE id = ?');
  const ofBucket = db.prepare('SELECT count(*) AS n, sum(size) AS size FROM reference WHERE bucket = ?');
  let call = 0;
  return () => {
    call = (call + 37) % ROWS;
    return [byId.get(call + 1), ofBucket.get(call % 50)];
  };
}

let query: (() => unknown) | undefined;

function open({ warmupSeconds }: OpenRequest): Opened {
  const made = referenceQuery();
  query = made;
  const times: number[] = [];
  const start = performance.now();
  for (let now = start; now - start < warmupSeconds * 1000; ) {
    made();
    const then = performance.now();
    times.push(then - now);
    now = then;
  }
  const secondsPerCall = median(times.slice(Math.floor(times.length / 2))) / 1000;
  return { plan: 'joined', digest: '', secondsPerCall };
}

function block({ callsPerSample, samples }: BlockRequest): Float64Array {
  if (query === undefined) throw new Error('not opened');
  return tinybenchSampler(query as () => void, callsPerSample, samples);
}

serve({ open, block });
