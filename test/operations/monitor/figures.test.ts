import assert from 'node:assert/strict';
import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import { before, mock, test } from 'node:test';
import Database from 'better-sqlite3';
import { openCache } from '../../../src/cache/open.ts';
import { openLayout } from '../../../src/database/open.ts';
import { two } from '../../../src/layouts/index.ts';
import { Exposition } from '../../../src/operations/monitor/exposition.ts';
import type { MonitorEvent } from '../../../src/operations/monitor/monitor.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { application, dataFolder, watchOn } from './support.ts';

const folder = new TemporaryFolder();
let data: Awaited<ReturnType<typeof dataFolder>>;
before(async () => {
  data = await dataFolder(folder, two);
});

function figures(watch: ReturnType<typeof watchOn>, db: string) {
  const reading = watch.look().find((one) => one.db === db);
  assert.ok(reading?.up, JSON.stringify(reading));
  return (name: string) => reading.values.get(`chinook_sqlite_${name}`);
}

test('the cache: what the library itself counts and keeps', async () => {
  const place = await data.copy();
  const open = openLayout(two, place);
  const watch = watchOn(place, {}, two);
  const start = figures(watch, 'cache')('cache_rows');
  assert.equal(typeof start, 'number');
  open.prepare(['query_cache'], 'DELETE FROM query_cache').run();
  const cache = openCache(open, { maxEntries: 3 });
  const other = openCache(open, { name: 'other' });
  for (const key of ['a', 'b', 'c', 'd', 'e']) cache.getOrCompute(key, { ttl: 600 }, () => key);
  cache.get('e');
  cache.get('e');
  other.get('nowhere');
  const { hits, misses, evictions } = cache.statistics();
  cache.close();
  other.close();
  assert.deepEqual([hits, misses, evictions > 0], [2, 5, true]);
  const of = figures(watchOn(place, {}, two), 'cache');
  assert.deepEqual(
    ['hits', 'misses', 'evictions'].map((name) => of(`cache_${name}_total`)),
    [2, 6, evictions],
    'added up over the caches',
  );
  const rows = 5 - evictions;
  assert.equal(of('cache_rows'), rows);
  assert.ok((of('cache_bytes') ?? 0) >= 2 * rows);
  open.close();
});

test('pages, frames and the disk, as SQLite and the system have them', async () => {
  const place = await data.copy();
  const app = application(place);
  app.write(200);
  app.connection.exec('DELETE FROM deleted_models');
  const of = figures(watchOn(place, {}, two), 'main');
  const page = (name: string) => app.connection.pragma(name, { simple: true });
  assert.ok((of('free_pages') ?? 0) > 100);
  assert.deepEqual([of('free_pages'), of('pages')], [page('freelist_count'), page('page_count')]);
  const [{ log, checkpointed }] = app.connection.pragma('wal_checkpoint(NOOP)') as [
    { log: number; checkpointed: number },
  ];
  assert.deepEqual([of('wal_frames'), of('wal_pending_frames')], [log, log - checkpointed]);
  const { blocks, bsize } = statfsSync(place);
  assert.equal(of('disk_bytes'), blocks * bsize);
  assert.ok((of('disk_free_bytes') ?? -1) >= 0 && (of('disk_free_bytes') ?? 0) <= blocks * bsize);
  // Closed and moved into the file, the header has the same.
  app.close();
  const closed = figures(watchOn(place, {}, two), 'main');
  const again = new Database(join(place, 'database.sqlite'), { readonly: true });
  assert.deepEqual(
    [closed('free_pages'), closed('pages')],
    ['freelist_count', 'page_count'].map((name) => again.pragma(name, { simple: true })),
  );
  again.close();
});

test('a slow probe is counted, is in the histogram, and has a line in the log', async () => {
  const place = await data.copy();
  const app = application(place);
  app.write(1);
  const watch = watchOn(place, {}, two);
  const exposition = new Exposition(watch);
  const events: MonitorEvent[] = [];
  watch.subscribe((update) => void (update.kind === 'event' && events.push(update.event)));
  assert.equal(figures(watch, 'main')('slow_probes_total'), 0);
  let now = 0;
  const clock = mock.method(performance, 'now', () => (now += 200));
  const of = figures(watch, 'main');
  clock.mock.restore();
  assert.deepEqual([of('slow_probes_total'), of('probe_last_seconds')], [1, 0.2]);
  assert.deepEqual(
    events.filter(({ event }) => event === 'slow-probe').map(({ db, seconds }) => [db, seconds]),
    [['main', 0.2]],
  );
  const text = await exposition.text();
  assert.match(text, /probe_duration_seconds_bucket\{le="0\.1",db="main"\} 1\n/);
  assert.match(text, /probe_duration_seconds_bucket\{le="0\.25",db="main"\} 2\n/);
  app.close();
});
