import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import {
  type AnswerStore,
  createAnswers,
  mapStore,
  noStore,
  tableStore,
} from '../../../src/experiments/cache/store.ts';

function table(capacity: number, isCurrent?: (key: string, version: number) => boolean): AnswerStore {
  const place = { connection: new Database(':memory:'), schema: 'main', table: 'answers' };
  createAnswers(place);
  return tableStore(place, capacity, isCurrent);
}

const key = fc.constantFrom('a', 'b', 'c', 'd', 'é', 'f');
const step = fc.oneof(
  fc.record({ store: key, value: fc.string({ maxLength: 5, unit: 'grapheme-ascii' }), version: fc.nat(9) }),
  fc.record({ remove: key }),
);

test('a table and a Map keep and forget the same answers, whatever is stored and removed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 40 }), (capacity, steps) => {
      const [sql, map] = [table(capacity), mapStore(capacity)];
      for (const one of steps) {
        for (const store of [sql, map])
          if ('store' in one) store.store(one.store, { value: one.value, version: one.version });
          else store.remove(one.remove);
        for (const name of ['a', 'b', 'c', 'd', 'é', 'f']) {
          const [inTable, inMap] = [sql.get(name), map.get(name)];
          assert.equal(inTable?.value, inMap?.value);
          assert.equal(inTable?.version, inMap?.version);
        }
        assert.deepEqual(sql.held(), map.held());
        assert.ok(sql.held().entries <= capacity);
        if ('store' in one) assert.equal(sql.get(one.store)?.value, one.value, 'the last one is kept');
      }
    }),
  );
});

test('a table beside the data refuses an answer that is no longer true', () => {
  const store = table(10, (_, version) => version === 2);
  store.store('key', { value: 'old', version: 1 });
  assert.equal(store.get('key'), undefined);
  store.store('key', { value: 'new', version: 2 });
  assert.equal(store.get('key')?.value, 'new');
});

test('no cache keeps nothing', () => {
  noStore.store('key', { value: 'x', version: 1 });
  assert.equal(noStore.get('key'), undefined);
  assert.deepEqual(noStore.held(), { entries: 0, bytes: 0 });
});
