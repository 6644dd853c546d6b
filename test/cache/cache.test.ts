import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCache } from '../../src/cache/open.ts';
import { Clock, emptyCache, openAgain, PLACES, placeNamed } from './places.ts';

for (const place of PLACES) {
  test(`${place.name}: an answer is computed once, found until its time is up, and computed again`, () => {
    const clock = new Clock();
    const { cache } = emptyCache(place, clock);
    let computed = 0;
    const ask = () => cache.getOrCompute('answer', { ttl: 10 }, () => ({ n: ++computed, of: ['é', null] }));
    assert.deepEqual(ask(), { n: 1, of: ['é', null] });
    clock.seconds += 9.9;
    assert.deepEqual(ask(), { n: 1, of: ['é', null] });
    clock.seconds += 0.2;
    assert.deepEqual(ask(), { n: 2, of: ['é', null] });
    const { hits, misses, stores, entries, bytes } = cache.statistics();
    assert.deepEqual(
      { hits, misses, stores, entries, bytes },
      { hits: 1, misses: 2, stores: 2, entries: 1, bytes: 6 + '{"n":2,"of":["é",null]}'.length + 1 },
    );
  });

  test(`${place.name}: a tag ends the entries that have it, a key its own, and everything ends everything`, () => {
    const { cache } = emptyCache(place, new Clock());
    const fill = () => {
      cache.set('a', 1, { ttl: 60, tags: ['artist:1', 'tracks'] });
      cache.set('b', 2, { ttl: 60, tags: ['tracks'] });
      cache.set('c', 3, { ttl: 60 });
    };
    const held = () => ['a', 'b', 'c'].map((key) => cache.get(key));
    fill();
    cache.invalidateTag('artist:1');
    assert.deepEqual(held(), [undefined, 2, 3]);
    fill();
    assert.deepEqual(held(), [1, 2, 3], 'what is stored afterwards is true');
    cache.invalidateTag('tracks');
    assert.deepEqual(held(), [undefined, undefined, 3]);
    cache.invalidate('c');
    assert.deepEqual(held(), [undefined, undefined, undefined]);
    fill();
    cache.clear();
    assert.deepEqual(held(), [undefined, undefined, undefined]);
    fill();
    assert.deepEqual(held(), [1, 2, 3]);
    assert.equal(cache.statistics().invalidations, 4);
  });

  test(`${place.name}: what is invalidated while it is computed is returned, and not kept`, () => {
    const { cache } = emptyCache(place, new Clock());
    const ends = [() => cache.invalidateTag('tracks'), () => cache.invalidate('key'), () => cache.clear()];
    for (const end of ends) {
      const answer = cache.getOrCompute('key', { ttl: 60, tags: ['tracks'] }, () => {
        end();
        return 'old';
      });
      assert.equal(answer, 'old');
      assert.equal(cache.get('key'), undefined);
    }
    assert.equal(cache.statistics().outdated, 3);
    cache.getOrCompute('key', { ttl: 60, tags: ['tracks'] }, () => {
      cache.invalidateTag('others');
      return 'true';
    });
    assert.equal(cache.get('key'), 'true', 'a tag that it does not have does not matter');
  });

  test(`${place.name}: the bound holds in entries and in bytes, and what was used last stays`, () => {
    const clock = new Clock();
    const { cache } = emptyCache(place, clock, { maxEntries: 32, recencySeconds: 0 });
    for (let i = 0; i < 200; i++) {
      clock.seconds++;
      cache.set(`key:${i}`, i, { ttl: 1e6 });
      assert.ok((cache.statistics().entries ?? 99) <= 32);
      // Asked for all the time, so it stays although it was stored first.
      assert.equal(cache.get('key:0'), 0);
      assert.equal(cache.get(`key:${i}`), i, 'what was just stored is there');
    }
    const { evictions, stores, entries } = cache.statistics();
    assert.equal(evictions, stores - (entries ?? 0));
    const small = emptyCache(place, clock, { maxBytes: 4096 }).cache;
    for (let i = 0; i < 300; i++) {
      small.set(`key:${i}`, 'x'.repeat((i * 37) % 900), { ttl: 60 });
      assert.ok((small.statistics().bytes ?? 9999) <= 4096);
    }
    small.set('large', 'x'.repeat(4096), { ttl: 60 });
    assert.equal(small.statistics().refused, 1);
    assert.equal(small.get('large'), undefined);
  });

  test(`${place.name}: a bound of one entry keeps the last one`, () => {
    const { cache } = emptyCache(place, new Clock(), { maxEntries: 1 });
    for (const key of ['a', 'b', 'c']) {
      cache.set(key, key, { ttl: 60 });
      assert.equal(cache.get(key), key);
      assert.equal(cache.statistics().entries, 1);
    }
  });

  test(`${place.name}: a bound that was lowered is reached in steps`, () => {
    const clock = new Clock();
    const { cache } = emptyCache(place, clock);
    place.open.transaction(['query_cache', 'query_cache_tags'], () => {
      for (let i = 0; i < 2500; i++) cache.set(`key:${i}`, i, { ttl: 1e6 });
    })();
    const lower = openCache(place.open, { now: clock.now, maxEntries: 10 });
    const left = ['a', 'b', 'c'].map((key) => {
      lower.set(key, 0, { ttl: 1e6 });
      return lower.statistics().entries;
    });
    assert.deepEqual(left, [1501, 502, 10]);
  });

  test(`${place.name}: expired rows are swept, as many as were asked for, and by stores along the way`, () => {
    const clock = new Clock();
    const { cache } = emptyCache(place, clock);
    for (let i = 0; i < 50; i++) cache.set(`short:${i}`, i, { ttl: 1 });
    cache.set('long', 1, { ttl: 1e6 });
    clock.seconds += 5;
    assert.deepEqual([cache.sweep(20), cache.statistics().entries], [20, 31]);
    for (let i = 0; i < 16; i++) cache.set(`new:${i}`, i, { ttl: 60 });
    assert.deepEqual([cache.statistics().entries, cache.sweep()], [17, 0]);
    assert.equal(cache.statistics().expirations, 50);
    assert.equal(cache.get('long'), 1);
  });

  test(`${place.name}: most hits write nothing; how recently an entry was used is written in batches`, () => {
    const clock = new Clock();
    const { cache, connection } = emptyCache(place, clock, { flushSeconds: Number.POSITIVE_INFINITY });
    const changes = () => connection.prepare('SELECT total_changes()').pluck().get() as number;
    const keys = Array.from({ length: 100 }, (_, i) => `key:${i}`);
    for (const key of keys) cache.set(key, 1, { ttl: 1e6 });
    const before = changes();
    clock.seconds += 59;
    for (const key of keys) cache.get(key);
    assert.equal(changes(), before, 'stored less than a minute ago');
    clock.seconds += 2;
    for (const key of keys) cache.get(key);
    assert.equal(changes(), before + 64, 'a batch of 64');
    clock.seconds += 61;
    cache.get(keys[99] ?? '');
    assert.equal(changes(), before + 100, 'the rest a minute later');
  });
}

test('without a cache everything is computed, and the same calls work', async () => {
  const cache = openCache(null);
  let computed = 0;
  const ask = () => cache.getOrCompute('key', { ttl: 60, tags: ['a'] }, () => ++computed);
  assert.deepEqual([ask(), ask()], [1, 2]);
  cache.set('key', 1, { ttl: 60 });
  assert.equal(cache.get('key'), undefined);
  cache.invalidate('key');
  cache.invalidateTag('a');
  cache.clear();
  assert.equal(cache.sweep() + cache.removeCleared(), 0);
  const slow = () => cache.getOrComputeAsync('slow', { ttl: 60 }, async () => ++computed);
  assert.deepEqual(await Promise.all([slow(), slow()]), [3, 3]);
  const { hits, misses, stores, shared, entries } = cache.statistics();
  assert.deepEqual(
    { hits, misses, stores, shared, entries },
    { hits: 0, misses: 5, stores: 0, shared: 1, entries: 0 },
  );
  cache.close();
});

test('a bound below one, and a TTL that is no number, are mistakes', () => {
  for (const options of [{ maxEntries: 0 }, { maxBytes: Number.NaN }])
    assert.throws(() => openCache(null, options), TypeError);
  const { cache } = emptyCache(placeNamed('two'), new Clock());
  // Written without types: added to the time, a text would be its last digits.
  for (const ttl of [Number.NaN, '60', undefined, null, 60n] as unknown as number[])
    for (const call of [
      () => cache.getOrCompute('key', { ttl }, () => 1),
      () => cache.set('key', 1, { ttl }),
      () => cache.get('key', { ttl }),
    ])
      assert.throws(call, /TTL is a number/);
  assert.deepEqual([cache.statistics().entries, cache.statistics().failures], [0, 0]);
});

test("a file is shared, `:memory:` is its connection's own", () => {
  const clock = new Clock();
  for (const place of PLACES) {
    const { cache } = emptyCache(place, clock);
    const other = openCache(openAgain(place), { now: clock.now });
    cache.set('shared', 1, { ttl: 60, tags: ['tag'] });
    assert.equal(other.get('shared'), place.name === 'three' ? undefined : 1, place.name);
    other.invalidateTag('tag');
    assert.equal(cache.get('shared'), place.name === 'three' ? 1 : undefined, place.name);
  }
});

test('an invalidation is part of the transaction that changes the data, where one file has both', () => {
  const place = placeNamed('single');
  const { cache } = emptyCache(place, new Clock());
  cache.set('key', 'old', { ttl: 60, tags: ['user:1'] });
  const other = openCache(openAgain(place), { now: () => 1_000_000 });
  const change = place.open.transaction(['users', 'query_cache', 'query_cache_tags'], (fails: boolean) => {
    cache.invalidateTag('user:1');
    assert.equal(other.get('key'), 'old', 'not before the commit');
    if (fails) throw new Error('rolled back');
  });
  assert.throws(() => change(true), /rolled back/);
  assert.equal(cache.get('key'), 'old');
  change(false);
  assert.equal(other.get('key'), undefined);
});
