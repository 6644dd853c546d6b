import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCache } from '../../src/cache/open.ts';
import { readCacheStatistics } from '../../src/cache/statistics.ts';
import { Clock, emptyCache, openAgain, placeNamed } from './places.ts';

const OPTIONS = { ttl: 600 };

test('what processes count is added up under the name of the cache, when they close and once a minute', () => {
  const place = placeNamed('two');
  const clock = new Clock();
  const { cache, connection } = emptyCache(place, clock, { name: 'search' });
  const other = openCache(openAgain(place), { name: 'search', now: clock.now });
  const stored = () => readCacheStatistics(place.open).get('search');
  cache.getOrCompute('a', OPTIONS, () => 1);
  other.getOrCompute('a', OPTIONS, () => 1);
  assert.equal(stored(), undefined);
  clock.seconds += 60;
  other.getOrCompute('b', OPTIONS, () => 1);
  assert.deepEqual(
    [stored()?.hits, stored()?.misses, stored()?.stores],
    [1, 0, 0],
    'as it was before this question',
  );
  cache.close();
  other.close();
  other.close();
  const all = { hits: 1, misses: 2, stores: 2, evictions: 0, expirations: 0, invalidations: 0 };
  assert.deepEqual(stored(), all);
  const row = connection
    .prepare(`SELECT value, computed_at FROM computed_results WHERE key = 'cache:statistics:search'`)
    .get();
  assert.deepEqual(row, { value: JSON.stringify(all), computed_at: 1_000_060 });
});

test('a damaged row of statistics is left out, and begins anew', () => {
  const place = placeNamed('three');
  for (const damage of ['no JSON', 'null', '{"hits":1}', JSON.stringify({ hits: -1 })]) {
    const { cache, connection } = emptyCache(place, new Clock());
    connection.prepare(`INSERT INTO computed_results VALUES ('cache:statistics:default', ?, 0)`).run(damage);
    assert.equal(readCacheStatistics(place.open).size, 0, damage);
    cache.get('none');
    cache.close();
    assert.equal(readCacheStatistics(place.open).get('default')?.misses, 1);
  }
});
