import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_TAGS } from '../../src/cache/invalidate.ts';
import { Clock, emptyCache, placeNamed } from './places.ts';

const memory = placeNamed('three');

test('a tag with many entries is ended by writing two rows', () => {
  const { cache, connection } = emptyCache(memory, new Clock());
  for (let i = 0; i < 3000; i++) cache.set(`key:${i}`, i, { ttl: 60, tags: ['all', `even:${i % 2 === 0}`] });
  const changes = () => connection.prepare('SELECT total_changes()').pluck().get() as number;
  const before = changes();
  cache.invalidateTag('all');
  assert.equal(changes() - before, 2);
  assert.equal(cache.get('key:17'), undefined);
});

test('tags without number: the oldest are forgotten, and with them nothing that is false is served', () => {
  const { cache, connection } = emptyCache(memory, new Clock());
  cache.set('oldest', 1, { ttl: 1e6, tags: ['tag:0'] });
  cache.set('untagged', 1, { ttl: 1e6 });
  const tags = () => connection.prepare('SELECT count(*) FROM query_cache_tags').pluck().get() as number;
  const invalidateMany = memory.open.transaction(
    ['query_cache', 'query_cache_tags'],
    (from: number, to: number) => {
      for (let i = from; i < to; i++) cache.invalidateTag(`tag:${i}`);
    },
  );
  invalidateMany(0, 6000);
  cache.set('middle', 2, { ttl: 1e6, tags: ['tag:5999'] });
  assert.equal(cache.get('oldest'), undefined);
  assert.equal(cache.get('untagged'), 1);
  invalidateMany(6000, 12_000);
  assert.ok(tags() <= MOST_TAGS + 1024, String(tags()));
  assert.equal(cache.get('oldest'), undefined, 'its tag is forgotten, and it is too old to be believed');
  assert.equal(cache.get('middle'), 2);
  cache.invalidateTag('tag:5999');
  assert.equal(cache.get('middle'), undefined);
  cache.set('newest', 3, { ttl: 1e6, tags: ['tag:0', 'tag:11999'] });
  assert.equal(cache.get('newest'), 3);
});

test('a key that was invalidated refuses for ten minutes what was computed before, then its row is swept', () => {
  const clock = new Clock();
  const { cache } = emptyCache(memory, clock);
  const slow = (seconds: number, key: string) =>
    cache.getOrCompute(key, { ttl: 3600 }, () => {
      cache.invalidate(key);
      clock.seconds += seconds;
      cache.sweep();
      return 'old';
    });
  slow(599, 'key');
  assert.equal(cache.get('key'), undefined);
  clock.seconds += 1;
  assert.deepEqual([cache.sweep(), cache.statistics().entries], [1, 0]);
  slow(601, 'slower');
  assert.equal(cache.get('slower'), 'old', 'as it is stated: give such an answer a tag');
});
