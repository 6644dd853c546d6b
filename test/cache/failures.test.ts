import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CacheOptions, openCache } from '../../src/cache/open.ts';
import { type Counts, readCacheStatistics } from '../../src/cache/statistics.ts';
import { Child } from '../../src/process/child.ts';
import type { Told } from './evicting-process.ts';
import { Clock, emptyCache, openAgain, PLACES, placeNamed } from './places.ts';

const single = placeNamed('single');
const memory = placeNamed('three');
const DAY = 86_400;

test('a value that is no JSON is a mistake, told at the first call; the cache is as before', () => {
  const { cache } = emptyCache(memory, new Clock());
  const circle: { self?: unknown } = {};
  circle.self = circle;
  for (const value of [undefined, () => 1, Symbol('s'), 10n, circle]) {
    assert.throws(() => cache.getOrCompute('key', { ttl: 60 }, () => value), TypeError);
    assert.throws(() => cache.set('key', value, { ttl: 60 }), TypeError);
  }
  assert.equal(
    cache.getOrCompute('key', { ttl: 60 }, () => null),
    null,
  );
  assert.equal(cache.get('key'), null, 'null is JSON, and a hit');
  assert.equal(cache.statistics().entries, 1);
});

test('a promise is no answer: kept, it would be {} from the next call on', async () => {
  const { cache } = emptyCache(memory, new Clock());
  const later = () => Promise.resolve('answer');
  assert.throws(() => cache.getOrCompute('key', { ttl: 60 }, later), /await it, or use getOrComputeAsync/);
  assert.throws(() => cache.set('key', later(), { ttl: 60 }), TypeError);
  assert.equal(cache.get('key'), undefined);
  assert.equal(await cache.getOrComputeAsync('key', { ttl: 60 }, later), 'answer');
  assert.equal(cache.get('key'), 'answer');
});

test('what is set is never followed by what was there before, also where it is not kept itself', () => {
  for (const place of PLACES) {
    const { cache } = emptyCache(place, new Clock(), { maxBytes: 100 });
    for (const [value, ttl] of [
      ['x'.repeat(200), 60],
      ['new', 0],
      ['new', -1],
    ] as const) {
      cache.set('key', 'old', { ttl: 60 });
      cache.set('other', 'stays', { ttl: 60 });
      cache.set('key', value, { ttl });
      assert.equal(cache.get('key'), undefined, `${value.length} characters, ${ttl} s, ${place.name}`);
      assert.equal(cache.get('other'), 'stays');
    }
    assert.equal(cache.statistics().refused, 1);
    // A key that was invalidated stays closed to what began before.
    cache.getOrCompute('key', { ttl: 60 }, () => {
      cache.invalidate('key');
      cache.set('key', 'none', { ttl: 0 });
      return 'outdated';
    });
    assert.equal(cache.get('key'), undefined);
  }
});

test('a damaged row is computed anew and replaced, whatever is damaged', () => {
  const damages = [
    `value = '{"cut":'`,
    `value = x'00ff'`,
    `value = ''`,
    `version = 'x'`,
    'version = 99',
    `expires_at = 'never'`,
    `tags = '[broken', version = -1`,
    `tags = 7, version = -1`,
    `used_at = 'yesterday'`,
    `bytes = 'many'`,
  ];
  for (const damage of damages) {
    const { cache, connection } = emptyCache(memory, new Clock());
    cache.invalidateTag('some');
    cache.set('key', 'good', { ttl: 60, tags: ['tag'] });
    connection.exec(`UPDATE query_cache SET ${damage}`);
    const found = cache.getOrCompute('key', { ttl: 60, tags: ['tag'] }, () => 'good');
    assert.equal(found, 'good', damage);
    for (let i = 0; i < 40; i++) cache.set(`other:${i}`, i, { ttl: 60 });
    // Swept with the rest or not, it is mended.
    assert.equal(
      cache.getOrCompute('key', { ttl: 60 }, () => 'good'),
      'good',
      damage,
    );
    assert.equal(cache.get('key'), 'good', damage);
  }
});

test('the count of invalidations that was lost serves no old entry, and new ones are kept', () => {
  const { cache, connection } = emptyCache(memory, new Clock());
  for (const tag of ['a', 'b', 'c']) cache.invalidateTag(tag);
  cache.set('key', 'before', { ttl: 60, tags: ['a'] });
  connection.exec('DELETE FROM query_cache_tags');
  assert.equal(cache.get('key'), undefined);
  assert.equal(
    cache.getOrCompute('key', { ttl: 60 }, () => 'after'),
    'after',
  );
  assert.equal(cache.get('key'), 'after');
});

test('a clock that goes back serves nothing for longer than its TTL, and what lies in the future is swept', () => {
  const clock = new Clock();
  const { cache } = emptyCache(memory, clock);
  const ask = (value: string) => cache.getOrCompute('key', { ttl: 60 }, () => value);
  assert.equal(ask('first'), 'first');
  cache.set('left behind', 1, { ttl: 60 });
  clock.seconds -= DAY;
  assert.equal(ask('second'), 'second');
  clock.seconds += 59;
  assert.equal(ask('third'), 'second');
  assert.deepEqual([cache.sweep(), cache.statistics().entries], [1, 1]);
});

test('an entry of a longer TTL is not served to who asks for a shorter one', () => {
  const { cache } = emptyCache(memory, new Clock());
  cache.set('key', 'long', { ttl: 3600 });
  assert.equal(
    cache.getOrCompute('key', { ttl: 5 }, () => 'short'),
    'short',
  );
  assert.equal(cache.get('key', { ttl: 3600 }), 'short');
});

test('a TTL of zero or less is never kept, an infinite one is never over; it counts from the beginning', () => {
  const clock = new Clock();
  const { cache } = emptyCache(memory, clock);
  let computed = 0;
  for (const ttl of [0, -1, Number.NEGATIVE_INFINITY])
    for (const _ of [1, 2]) cache.getOrCompute('never', { ttl }, () => ++computed);
  assert.deepEqual([computed, cache.statistics().entries], [6, 0]);
  cache.set('ever', 1, { ttl: Number.POSITIVE_INFINITY });
  clock.seconds += 1e9;
  assert.equal(cache.sweep(), 0);
  assert.equal(
    cache.getOrCompute('ever', { ttl: Number.POSITIVE_INFINITY }, () => 2),
    1,
  );
  cache.getOrCompute('slow', { ttl: 5 }, () => {
    clock.seconds += 5;
    return 1;
  });
  assert.equal(cache.get('slow'), undefined, 'it was too old when it was done');
});

test('a computation that throws is told to who asked, and asked again the next time', () => {
  const { cache } = emptyCache(memory, new Clock());
  const broken = new Error('broken');
  assert.throws(
    () =>
      cache.getOrCompute('key', { ttl: 60 }, () => {
        throw broken;
      }),
    (error) => error === broken,
  );
  assert.equal(
    cache.getOrCompute('key', { ttl: 60 }, () => 'mended'),
    'mended',
  );
});

test('a computation that asks for its own key fails at once, at first or at last hand', () => {
  const { cache } = emptyCache(memory, new Clock());
  const ask = (key: string): number =>
    cache.getOrCompute(key, { ttl: 60 }, () => ask(key === 'a' ? 'b' : 'a'));
  assert.throws(() => ask('a'), /"a" asks for itself/);
  assert.equal(
    cache.getOrCompute('a', { ttl: 60 }, () => 1),
    1,
    'and is not broken afterwards',
  );
  const nested = cache.getOrCompute('x', { ttl: 60 }, () => cache.getOrCompute('y', { ttl: 60 }, () => 2));
  assert.equal(nested, 2);
});

/** A cache on a file whose write lock another connection can hold, without waiting for it. */
function lockable(options: CacheOptions = {}) {
  const clock = new Clock();
  const made = emptyCache(single, clock, options);
  made.connection.pragma('busy_timeout = 0');
  const other = openAgain(single).connectionFor(['query_cache']) ?? assert.fail();
  return { ...made, clock, lock: () => other.exec('BEGIN IMMEDIATE'), unlock: () => other.exec('COMMIT') };
}

test('a locked file costs the answer its place, never the request; writes rest for a while, and come back', () => {
  const { cache, clock, lock, unlock } = lockable({ recencySeconds: 0 });
  cache.set('there', 'kept', { ttl: 3600 });
  lock();
  let computed = 0;
  const ask = () => cache.getOrCompute('key', { ttl: 3600 }, () => ++computed);
  assert.deepEqual([ask(), ask(), ask()], [1, 2, 3]);
  assert.equal(cache.get('there'), 'kept', 'readers are not held up');
  clock.seconds += 61;
  assert.equal(cache.get('there'), 'kept');
  cache.close();
  const { failures, skipped, stores } = cache.statistics();
  assert.deepEqual({ stores, failures }, { stores: 1, failures: 2 });
  assert.ok(skipped >= 3);
  assert.throws(
    () => cache.invalidate('there'),
    /database is locked/,
    'an invalidation is never lost in silence',
  );
  unlock();
  clock.seconds += 6;
  assert.deepEqual([ask(), ask()], [4, 4]);
  cache.close();
  assert.equal(
    readCacheStatistics(single.open).get('default')?.stores,
    2,
    'what could not be written was kept',
  );
});

test('on a full disk answers are computed and not kept, and the file stays whole', () => {
  const clock = new Clock();
  const { cache, connection } = emptyCache(single, clock);
  const pages = connection.pragma('page_count', { simple: true });
  connection.exec('CREATE TABLE filler (x); INSERT INTO filler VALUES (zeroblob(1000))');
  connection.pragma(`max_page_count = ${pages}`);
  const large = 'x'.repeat(1_000_000);
  assert.equal(
    cache.getOrCompute('key', { ttl: 60 }, () => large),
    large,
  );
  assert.equal(cache.get('key'), undefined);
  assert.deepEqual([cache.statistics().failures, cache.statistics().stores], [1, 0]);
  connection.pragma('max_page_count = 1000000');
  clock.seconds += 10;
  cache.getOrCompute('key', { ttl: 60 }, () => large);
  assert.equal(cache.get('key'), large);
  connection.exec('DROP TABLE filler');
  assert.equal(connection.pragma('integrity_check', { simple: true }), 'ok');
});

test('a connection that may not write, or is closed', () => {
  const open = openAgain(single);
  const cache = openCache(open, { now: () => 1_000_000 });
  open.refuseWrites();
  assert.equal(
    cache.getOrCompute('refused', { ttl: 60 }, () => 'answer'),
    'answer',
  );
  assert.equal(cache.statistics().failures, 1);
  open.close();
  assert.throws(() => cache.get('key'), /not open/, 'that is a mistake of the program, not trouble');
});

test('tables of an earlier version are told of, with the way out', () => {
  const open = openAgain(placeNamed('two'));
  open.connectionFor(['query_cache'])?.exec('ALTER TABLE query_cache RENAME COLUMN tags TO labels');
  assert.throws(() => openCache(open), { name: 'Failure', message: /earlier version.*build/ });
  open.connectionFor(['query_cache'])?.exec('ALTER TABLE query_cache RENAME COLUMN labels TO tags');
});

test('two processes that store, evict and invalidate at once stay within the bound and count together', async () => {
  const place = placeNamed('two');
  emptyCache(place, new Clock());
  const signal = new AbortController().signal;
  const told = await Promise.all(
    ['a', 'b'].map(async (name) => {
      const child = new Child('test/cache/evicting-process', { signal });
      try {
        return await child.request<Told>('storeMany', { folder: place.folder, name, count: 1000 }, 60);
      } finally {
        await child.end();
      }
    }),
  );
  for (const { wrong, most, failures } of told) {
    assert.deepEqual({ wrong, failures }, { wrong: 0, failures: 0 });
    // Each may be a sixteenth of the bound beyond what the other has counted.
    assert.ok(most <= 64 + 4, String(most));
  }
  const sum = (what: keyof Counts) => told.reduce((total, { counts }) => total + counts[what], 0);
  const all = readCacheStatistics(place.open).get('default') ?? assert.fail();
  for (const what of Object.keys(all) as (keyof Counts)[]) assert.equal(all[what], sum(what), what);
  assert.ok(all.evictions > 1000);
});
