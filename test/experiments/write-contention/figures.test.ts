import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { combinedRate, formOf, kindsOf } from '../../../src/experiments/write-contention/arms.ts';
import { jainIndex } from '../../../src/experiments/write-contention/fairness.ts';
import { Latencies } from '../../../src/experiments/write-contention/latency.ts';
import { isLarger, marginsOf } from '../../../src/experiments/write-contention/margins.ts';
import { unaccounted } from '../../../src/experiments/write-contention/rows.ts';
import { cacheKiB, withCache } from '../../../src/experiments/write-contention/same-cache.ts';
import { poissonSchedule } from '../../../src/experiments/write-contention/schedule.ts';
import { checkLayout } from '../../../src/layouts/check.ts';
import { EXPERIMENT_LAYOUTS } from '../../../src/layouts/index.ts';

const share = fc.double({ min: 1e-6, max: 1, noNaN: true });

test('Jain: 1 for equal shares, 1/n where one has everything, in between otherwise, and no matter of scale', () => {
  fc.assert(
    fc.property(fc.array(share, { minLength: 2, maxLength: 8 }), share, (shares, factor) => {
      const index = jainIndex(shares) ?? assert.fail('no index');
      assert.ok(index >= 1 / shares.length - 1e-9 && index <= 1 + 1e-9);
      const scaled = jainIndex(shares.map((one) => one * factor)) ?? assert.fail('no index');
      assert.ok(Math.abs(scaled - index) < 1e-6);
      assert.ok(Math.abs((jainIndex(shares.map(() => factor)) ?? 0) - 1) < 1e-9);
      const [first, ...rest] = shares;
      const alone = jainIndex([first ?? 1, ...rest.map(() => 0)]) ?? assert.fail('no index');
      assert.ok(Math.abs(alone - 1 / shares.length) < 1e-9);
    }),
  );
  assert.equal(jainIndex([1]), null);
  assert.equal(jainIndex([0, 0]), null);
});

test('a schedule ascends within its window, repeats for its seed, and comes as often as asked', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 100, max: 20_000 }), (seed, rate) => {
      const window = 2;
      const times = poissonSchedule(rate, window, seed);
      assert.deepEqual(times, poissonSchedule(rate, window, seed));
      assert.ok(times.every((at, n) => at >= (times[n - 1] ?? 0) && at < window));
      // Standard deviation of a Poisson count is its root; 7 of them are as good as never.
      assert.ok(Math.abs(times.length - rate * window) < 7 * Math.sqrt(rate * window));
    }),
  );
  assert.throws(() => poissonSchedule(0, 1, 1), RangeError);
});

test('latencies of several processes add up to those of one, percentiles to three digits, the longest exactly', () => {
  const seconds = fc.double({ min: 1e-6, max: 10, noNaN: true });
  fc.assert(
    fc.property(fc.array(seconds, { minLength: 10, maxLength: 200 }), fc.nat(200), (all, cut) => {
      const parts = [all.slice(0, cut), all.slice(cut)].map((part) => {
        const latencies = new Latencies();
        for (const one of part) latencies.record(one);
        return latencies.encode();
      });
      const merged = new Latencies();
      for (const part of parts) merged.add(part);
      assert.equal(merged.count, all.length);
      assert.equal(merged.max, Math.max(...all));
      const exact = all.toSorted((a, b) => a - b)[Math.ceil(all.length / 2) - 1] ?? 0;
      assert.ok(Math.abs((merged.percentile(0.5) ?? 0) / exact - 1) < 0.002);
    }),
    { numRuns: 30 },
  );
});

test('a percentile of too few operations is not given', () => {
  const latencies = new Latencies();
  assert.equal(latencies.max, null);
  assert.equal(latencies.percentile(0.5), null);
  for (let n = 0; n < 499; n++) latencies.record(0.001);
  assert.equal(latencies.percentile(0.99), null);
  latencies.record(0.001);
  assert.notEqual(latencies.percentile(0.99), null);
  assert.equal(latencies.percentile(0.999), null);
});

test('larger only where every repeat says so; what is not known decides nothing', () => {
  const margins = { larger: 1.2, notLarger: 1.05 };
  assert.equal(isLarger([1.3, 1.25], [1, 1], margins), true);
  assert.equal(isLarger([1.3, 1.1], [1, 1], margins), null);
  assert.equal(isLarger([1.04, 0.8], [1, 1], margins), false);
  assert.equal(isLarger([null, 2], [1, null], margins), null);
  assert.equal(isLarger([], [], margins), null);
  const [short, full] = [marginsOf(1), marginsOf(3)];
  assert.ok(short.larger > full.larger && short.notLarger < full.notLarger && short.unfair < full.unfair);
});

test('one process that writes kinds in turn is as fast as their mean time says', () => {
  const rates = new Map([
    ['sessions', 1000],
    ['invoices', 500],
  ] as const);
  assert.equal(combinedRate(['sessions', 'sessions'], rates), 1000);
  // 1 ms and 2 ms: two writes in 3 ms.
  assert.ok(Math.abs(combinedRate(['sessions', 'invoices'], rates) - 2 / 0.003) < 1e-6);
});

test('rows without a write, and writes without their rows, are both found', () => {
  const check = (invoices: number, lines: number) =>
    unaccounted(
      new Map([['invoices', 10]] as const),
      { chinook_invoices: 100, chinook_invoice_lines: 300 },
      { chinook_invoices: 100 + invoices, chinook_invoice_lines: 300 + lines },
    );
  assert.equal(check(10, 30), 0);
  assert.equal(check(9, 27), 1);
  assert.equal(check(11, 33), 1);
  assert.equal(check(10, 27), 1);
});

test('the same cache is the same total on every layout, shared as before, and still a layout', () => {
  for (const layout of EXPERIMENT_LAYOUTS) {
    const scaled = withCache(layout, 30_000);
    assert.ok(Math.abs(cacheKiB(scaled) - 30_000) <= layout.databases.length);
    assert.equal(checkLayout(scaled, layout.name), scaled);
  }
  const [single] = EXPERIMENT_LAYOUTS;
  assert.ok(single);
  const pages = {
    ...single,
    databases: [{ ...single.databases[0], pragmas: { cache_size: 100, page_size: 8192 } }],
  };
  assert.equal(cacheKiB(pages as typeof single), 800);
  assert.equal(cacheKiB({ ...single, databases: [{ name: 'main', file: 'a.sqlite' }] }), 2000);
});

test('the full form has 1, 2, 4 and 8 writers on both targets, and every arm its own name', () => {
  for (const quick of [true, false]) {
    const { arms } = formOf(quick);
    assert.equal(new Set(arms.map((arm) => arm.name)).size, arms.length);
    for (const arm of arms) assert.equal(kindsOf(arm).length, arm.writers);
  }
  const { arms } = formOf(false);
  for (const target of ['one', 'independent'] as const)
    assert.deepEqual(
      [...new Set(arms.filter((arm) => arm.target === target && arm.writers > 1).map((arm) => arm.writers))],
      [2, 4, 8],
    );
  assert.ok(arms.some((arm) => arm.sameCache));
});
