import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCache } from '../../src/cache/open.ts';
import { Child } from '../../src/process/child.ts';
import { Clock, emptyCache, openAgain, type Place, placeNamed } from './places.ts';
import type { Visited } from './visiting-process.ts';

const PROCESSES = 3;

/** Processes that ask, change and invalidate at the same time. */
async function visits(place: Place): Promise<Visited> {
  emptyCache(place, new Clock());
  place.open.connectionFor(['users'])?.exec('UPDATE users SET updated_at = 0');
  const signal = new AbortController().signal;
  const children = Array.from(
    { length: PROCESSES },
    () => new Child('test/cache/visiting-process', { signal }),
  );
  const all = <T>(ask: (child: Child, index: number) => Promise<T>) => Promise.all(children.map(ask));
  try {
    await all((child) => child.request('prepare', { layout: place.layout, folder: place.folder }, 60));
    const told = await all((child, index) =>
      child.request<Visited>('visit', { gets: 4000, seed: index + 1 }, 60),
    );
    const sum = (what: keyof Visited) => told.reduce((total, one) => total + one[what], 0);
    return { hits: sum('hits'), stale: sum('stale'), failures: sum('failures') };
  } finally {
    await all((child) => child.end());
  }
}

test('in one file, where change and invalidation are one transaction, nobody ever gets what is stale', async () => {
  const { hits, stale, failures } = await visits(placeNamed('single'));
  assert.deepEqual({ stale, failures }, { stale: 0, failures: 0 });
  assert.ok(hits > 4000, String(hits));
});

test('in a file of its own an entry is stale only between two commits: none is left afterwards', async (context) => {
  const place = placeNamed('two');
  const { stale, hits } = await visits(place);
  // How often depends on the machine.
  context.diagnostic(`${stale} of ${hits} hits were stale`);
  const cache = openCache(place.open);
  const users = place.open
    .prepare<{ id: number; n: number }>(['users'], 'SELECT id, CAST(updated_at AS INTEGER) AS n FROM users')
    .all();
  const left = users.filter(({ id, n }) => (cache.get(`user:${id}`) ?? n) !== n);
  assert.deepEqual(left, []);
});

test('what another process invalidates in its own `:memory:` is served here until its TTL', () => {
  const clock = new Clock();
  const place = placeNamed('three');
  const { cache } = emptyCache(place, clock);
  const elsewhere = openCache(openAgain(place), { now: clock.now });
  const ask = (value: string) => cache.getOrCompute('key', { ttl: 60, tags: ['tag'] }, () => value);
  ask('old');
  elsewhere.invalidateTag('tag');
  clock.seconds += 59;
  assert.equal(ask('new'), 'old');
  clock.seconds += 1;
  assert.equal(ask('new'), 'new');
});
