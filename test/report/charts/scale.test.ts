import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatBytes, formatRatio, formatSeconds } from '../../../src/render/units.ts';
import { linearTicks, logTicks, quantile, short, widened } from '../../../src/report/charts/scale.ts';

/** From nanoseconds to minutes, from nearly nothing to ten decades wide. */
const domains = fc
  .tuple(fc.double({ min: -9, max: 2, noNaN: true }), fc.double({ min: 0, max: 10, noNaN: true }))
  .map(([power, decades]) => widened({ low: 10 ** power, high: 10 ** (power + decades) }, 0.03));

describe('ticks of a logarithmic axis', () => {
  it('lie inside, ascend, keep their distance, and have labels of their own', () => {
    fc.assert(
      fc.property(domains, fc.double({ min: 0.05, max: 0.2, noNaN: true }), (domain, gap) => {
        const ticks = logTicks(domain, gap);
        assert.ok(ticks.length >= 2, `${ticks.length} of ${domain.low} to ${domain.high}`);
        const length = Math.log(domain.high / domain.low);
        for (const [index, tick] of ticks.entries()) {
          assert.ok(tick >= domain.low * (1 - 1e-9) && tick <= domain.high * (1 + 1e-9));
          const before = ticks[index - 1];
          if (before !== undefined) assert.ok(Math.log(tick / before) >= gap * length * 0.99);
        }
        assert.equal(new Set(ticks.map(short(formatSeconds))).size, ticks.length);
      }),
    );
  });

  it('are the round values that people expect', () => {
    assert.deepEqual(logTicks({ low: 0.09, high: 5.5 }, 0.2), [0.1, 0.3, 1, 3]);
    assert.deepEqual(logTicks({ low: 3e-6, high: 1.2e-4 }, 0.12), [5e-6, 1e-5, 2e-5, 5e-5, 1e-4]);
    assert.deepEqual(logTicks({ low: 1e-3, high: 1e5 }, 0.2), [0.01, 1, 100, 10_000]);
  });
});

it('ticks of a linear axis are inside, at most so many, 0 among them', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e9, max: 0, noNaN: true }),
      fc.double({ min: 1000, max: 1e12, noNaN: true }),
      (low, high) => {
        const ticks = linearTicks({ low, high }, 8);
        assert.ok(ticks.length >= 2 && ticks.length <= 8);
        assert.ok(ticks.every((tick) => tick >= low - 1 && tick <= high + 1));
        assert.ok(ticks.includes(0) || ticks.includes(-0));
        assert.equal(new Set(ticks.map(short(formatBytes))).size, ticks.length);
      },
    ),
  );
});

it('labels of ticks lose the digits that say nothing, and no others', () => {
  const seconds = short(formatSeconds);
  assert.deepEqual([2e-5, 2.5e-5, 1e-4, 1].map(seconds), ['20 us', '25 us', '100 us', '1 s']);
  assert.deepEqual([0.1, 1, 2.5, 100_000, 0.001].map(short(formatRatio)), [
    '0.1',
    '1',
    '2.5',
    '100000',
    '0.001',
  ]);
  assert.deepEqual([0, 500, 20e6].map(short(formatBytes)), ['0 B', '500 B', '20 MB']);
});

it('quantiles are linear between neighbours', () => {
  assert.equal(quantile([1, 2, 3, 4], 0.25), 1.75);
  assert.equal(quantile([1, 2, 3, 4], 0.5), 2.5);
  assert.equal(quantile([7], 0.75), 7);
});
