import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCache } from '../../src/cache/open.ts';
import { Clock, emptyCache, openAgain, placeNamed } from './places.ts';

const memory = placeNamed('three');
const OPTIONS = { ttl: 60, tags: ['tracks'] };

/** A computation that ends when it is told to. */
function held<T>() {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  let begun = 0;
  const compute = () => {
    begun++;
    return promise;
  };
  return { compute, resolve, reject, begun: () => begun };
}

test('who asks for what is being computed waits for it; it is computed once, and kept', async () => {
  const { cache } = emptyCache(memory, new Clock());
  const { compute, resolve, begun } = held<string>();
  const answers = Array.from({ length: 20 }, () => cache.getOrComputeAsync('key', OPTIONS, compute));
  resolve('answer');
  assert.deepEqual(await Promise.all(answers), Array(20).fill('answer'));
  assert.equal(begun(), 1);
  assert.equal(cache.get('key'), 'answer');
  const { shared, misses, stores } = cache.statistics();
  assert.deepEqual({ shared, misses, stores }, { shared: 19, misses: 20, stores: 1 });
});

test('its failure reaches all who wait, and the next one asks anew', async () => {
  const { cache } = emptyCache(memory, new Clock());
  const { compute, reject } = held<string>();
  const answers = [1, 2, 3].map(() => cache.getOrComputeAsync('key', OPTIONS, compute));
  const broken = new Error('broken');
  reject(broken);
  const outcomes = await Promise.allSettled(answers);
  assert.deepEqual(outcomes, Array(3).fill({ status: 'rejected', reason: broken }));
  assert.equal(await cache.getOrComputeAsync('key', OPTIONS, async () => 'mended'), 'mended');
  const throws = (): Promise<string> => {
    throw broken;
  };
  await assert.rejects(cache.getOrComputeAsync('other', OPTIONS, throws), (error) => error === broken);
});

test('who asks after an invalidation does not get what began before it', async () => {
  const place = placeNamed('two');
  const { cache } = emptyCache(place, new Clock());
  const elsewhere = openCache(openAgain(place), { now: () => 1_000_000 });
  const ends = [
    () => cache.invalidateTag('tracks'),
    () => cache.invalidate('key'),
    () => cache.clear(),
    () => elsewhere.invalidateTag('tracks'),
    () => elsewhere.invalidate('key'),
    () => elsewhere.clear(),
  ];
  for (const [index, end] of ends.entries()) {
    const [before, after] = [held<string>(), held<string>()];
    const first = cache.getOrComputeAsync('key', OPTIONS, before.compute);
    elsewhere.invalidateTag('others');
    const second = cache.getOrComputeAsync('key', OPTIONS, before.compute);
    end();
    const third = cache.getOrComputeAsync('key', OPTIONS, after.compute);
    after.resolve('new');
    assert.equal(await third, 'new', String(index));
    before.resolve('old');
    assert.deepEqual(await Promise.all([first, second]), ['old', 'old']);
    assert.equal(cache.get('key'), 'new', 'the older one does not replace it');
    assert.deepEqual([before.begun(), after.begun()], [1, 1]);
    cache.invalidate('key');
  }
});

test('a computation that asks for itself fails, also when it has taken longer than its TTL', async () => {
  const clock = new Clock();
  const { cache } = emptyCache(memory, clock);
  for (const ttl of [60, -1]) {
    const itself = (): Promise<unknown> =>
      cache.getOrComputeAsync('key', { ttl }, () => {
        clock.seconds += 61;
        return itself();
      });
    await assert.rejects(itself(), /the computation of cache key "key" waits for itself/);
  }
});

test('nobody waits for a computation that began longer ago than the answer may be old, so for one that never ends not for ever', async () => {
  const clock = new Clock();
  for (const { cache } of [emptyCache(memory, clock), { cache: openCache(null, { now: clock.now }) }]) {
    const [stuck, next] = [held<string>(), held<string>()];
    const first = cache.getOrComputeAsync('key', OPTIONS, stuck.compute);
    clock.seconds += 60;
    const second = cache.getOrComputeAsync('key', OPTIONS, next.compute);
    clock.seconds += 1;
    const third = cache.getOrComputeAsync('key', OPTIONS, next.compute);
    const patient = cache.getOrComputeAsync('key', { ttl: Number.POSITIVE_INFINITY }, next.compute);
    clock.seconds += 1;
    const fresh = await cache.getOrComputeAsync('key', { ttl: 0 }, async () => 'of now');
    assert.equal(fresh, 'of now');
    assert.deepEqual([stuck.begun(), next.begun()], [1, 1], 'at 60 seconds the first may still answer');
    next.resolve('answer');
    assert.deepEqual(await Promise.all([third, patient]), ['answer', 'answer']);
    stuck.resolve('late');
    assert.deepEqual(await Promise.all([first, second]), ['late', 'late']);
  }
});

test('a computation that waits for itself, at first or at last hand, fails instead of hanging', async () => {
  const { cache } = emptyCache(memory, new Clock());
  const ask = (key: string, next: () => Promise<string>) => cache.getOrComputeAsync(key, OPTIONS, next);
  const itself = (): Promise<string> => ask('itself', itself);
  await assert.rejects(itself(), /"itself" waits for itself/);
  const late = (): Promise<string> =>
    ask('late', async () => {
      await null;
      return ask('later', late);
    });
  await assert.rejects(late(), /waits for itself/);
  // Two requests that need each other's answer.
  const ready = Promise.withResolvers<void>();
  const one = ask('one', async () => {
    await ready.promise;
    return ask('two', async () => 'never');
  });
  const two = ask('two', async () => {
    await ready.promise;
    return ask('one', async () => 'never');
  });
  ready.resolve();
  const outcomes = await Promise.allSettled([one, two]);
  assert.ok(outcomes.every(({ status }) => status === 'rejected'));
  assert.equal(await ask('one', async () => 'well'), 'well');
});

test('computations that need others get them, each computed once', async () => {
  const { cache } = emptyCache(memory, new Clock());
  let parts = 0;
  const part = () =>
    cache.getOrComputeAsync('part', OPTIONS, async () => {
      await null;
      return ++parts;
    });
  const whole = (name: string) =>
    cache.getOrComputeAsync(name, OPTIONS, async () => {
      const [a, b] = await Promise.all([part(), part()]);
      return a + b;
    });
  assert.deepEqual(await Promise.all([whole('a'), whole('b'), whole('a')]), [2, 2, 2]);
  assert.equal(parts, 1);
});
