import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { storedName } from '../../src/cache/names.ts';
import { Clock, emptyCache, placeNamed } from './places.ts';

const memory = placeNamed('three');
const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('a', '\ud800', '\udfff', '\0', ':', '"', 'é', "'"), maxLength: 4 }),
  fc.constantFrom('', ':latest', ':floor', 'sha256:', `sha256:${'0'.repeat(64)}`, 'x'.repeat(10_000)),
);

test('different keys and tags never meet, whatever characters they have', () => {
  const { cache } = emptyCache(memory, new Clock());
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 8 }), (names) => {
      cache.clear();
      for (const [index, key] of names.entries()) cache.set(key, index, { ttl: 60, tags: [key] });
      for (const [index, key] of names.entries()) assert.equal(cache.get(key), index);
      const [first = '', second = ''] = names;
      cache.invalidateTag(first);
      assert.equal(cache.get(first), undefined);
      cache.invalidate(second);
      assert.equal(cache.get(second), undefined);
      for (const [index, key] of names.slice(2).entries()) assert.equal(cache.get(key), index + 2);
    }),
  );
  assert.equal(cache.statistics().failures, 0);
});

test('a key of 10 kB is stored short, and still told from one that differs in its last character', () => {
  const { cache, connection } = emptyCache(memory, new Clock());
  const long = 'k'.repeat(10_000);
  cache.set(`${long}1`, 1, { ttl: 60 });
  cache.set(`${long}2`, 2, { ttl: 60 });
  assert.deepEqual([cache.get(`${long}1`), cache.get(`${long}2`)], [1, 2]);
  const keys = connection.prepare('SELECT key FROM query_cache').pluck().all() as string[];
  assert.ok(keys.every((key) => /^sha256:[0-9a-f]{64}$/.test(key)));
  assert.equal(storedName(keys[0] ?? '') === keys[0], false, 'nobody can ask for it by its stored name');
  assert.equal(storedName('search:1:"love"'), 'search:1:"love"');
});
