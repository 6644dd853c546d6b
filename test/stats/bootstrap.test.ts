import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bootstrapDifference, bootstrapMean } from '../../src/stats/bootstrap.ts';
import { mean, median } from '../../src/stats/summary.ts';

const options = { level: 0.95, seed: 7, resamples: 400 };
const group = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 5 });
const groups = fc.array(group, { minLength: 2, maxLength: 12 });
const level = fc.constantFrom(0.1, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99);
const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${actual}, ${expected}`);
const changed = (sample: readonly (readonly number[])[], change: (value: number) => number) =>
  sample.map((values) => values.map(change));

test('an interval holds the estimate, and a higher level is wider on both sides', () => {
  fc.assert(
    fc.property(groups, groups, level, level, (a, b, one, other) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      const estimate = mean(a.map(median)) - mean(b.map(median));
      const inner = bootstrapDifference(a, b, { ...options, level: low });
      const outer = bootstrapDifference(a, b, { ...options, level: high });
      assert.ok(outer.low <= inner.low && inner.low <= estimate);
      assert.ok(estimate <= inner.high && inner.high <= outer.high);
      const own = bootstrapMean(a, options);
      assert.ok(own.low <= mean(a.map(median)) && mean(a.map(median)) <= own.high);
      assert.equal(own.level, 0.95);
    }),
  );
});

test('of the same resamples, 99 % is wider than 95 % by far', () => {
  const sample = Array.from({ length: 10 }, (_, i) => [Math.sin(i)]);
  const width = (level: number) => {
    const { low, high } = bootstrapMean(sample, { level, seed: 1 });
    return high - low;
  };
  assert.ok(width(0.99) > 1.3 * width(0.95) && width(0.99) < 1.6 * width(0.95));
});

test('the interval of a difference is mirrored when the sides are exchanged', () => {
  fc.assert(
    fc.property(groups, groups, (a, b) => {
      const there = bootstrapDifference(a, b, options);
      const back = bootstrapDifference(b, a, options);
      near(back.low, -there.high);
      near(back.high, -there.low);
      const upsideDown = bootstrapMean(
        changed(a, (value) => -value),
        options,
      );
      near(upsideDown.low, -bootstrapMean(a, options).high);
    }),
  );
});

test('the two sides of a difference are resampled independently, with the degrees of freedom of the noisier', () => {
  const width = ({ low, high }: { low: number; high: number }) => high - low;
  const five = Array.from({ length: 5 }, (_, i) => [10 * Math.sin(i)]);
  const quiet = Array.from({ length: 40 }, (_, i) => [0.01 * Math.sin(i)]);
  const many = { ...options, resamples: 10_000 };
  // Welch: with a side that adds no noise, the interval is that of the other alone, t with 4 degrees.
  assert.ok(
    Math.abs(width(bootstrapDifference(five, quiet, many)) / width(bootstrapMean(five, many)) - 1) < 0.03,
  );
  // Against itself the variance is twice that of one side; drawn together it would be none. 78 degrees instead of 39.
  const own = width(bootstrapDifference(quiet, quiet, many)) / width(bootstrapMean(quiet, many));
  assert.ok(Math.abs(own - Math.SQRT2 * (1.9908 / 2.0227)) < 0.05, `${own}`);
});

test('an interval scales and shifts with the values', () => {
  fc.assert(
    fc.property(
      groups,
      groups,
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      fc.integer({ min: -50, max: 50 }),
      (a, b, by, up) => {
        const plain = bootstrapDifference(a, b, options);
        const scaled = bootstrapDifference(
          changed(a, (value) => value * by),
          changed(b, (value) => value * by),
          options,
        );
        near(scaled.low, plain.low * by);
        near(scaled.high, plain.high * by);
        const shifted = bootstrapMean(
          changed(a, (value) => value + up),
          options,
        );
        near(shifted.low, bootstrapMean(a, options).low + up);
      },
    ),
  );
});

test('the same seed gives the same interval, another one another', () => {
  const sample = Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(i), Math.sin(2 * i)]);
  assert.deepEqual(bootstrapMean(sample, options), bootstrapMean(sample, options));
  assert.notDeepEqual(bootstrapMean(sample, options), bootstrapMean(sample, { ...options, seed: 8 }));
  const other = changed(sample, (value) => value * value);
  assert.deepEqual(bootstrapDifference(sample, other, options), bootstrapDifference(sample, other, options));
});

test('a group counts by its centre, the median unless another is given', () => {
  const wild = [
    [1, 2, 900],
    [3, 4, 900],
    [2, 3, -900],
  ];
  const centres = [[2], [4], [2]];
  assert.deepEqual(bootstrapMean(wild, options), bootstrapMean(centres, options));
  const means = wild.map((values) => [mean(values)]);
  assert.deepEqual(bootstrapMean(wild, { ...options, centre: mean }), bootstrapMean(means, options));
});

test('without spread the interval has no width', () => {
  // Three times 0.1 has a mean that is not 0.1.
  const equal = [[0.1], [0.1], [0.1]];
  const { low, high } = bootstrapMean(equal, options);
  assert.deepEqual([low, high], [mean([0.1, 0.1, 0.1]), mean([0.1, 0.1, 0.1])]);
  const difference = bootstrapDifference(equal, [[0.3], [0.3]], options);
  assert.equal(difference.low, difference.high);
  near(difference.low, -0.2);
});

test('bounds are numbers, however small, large or uneven the spread', () => {
  const value = fc.oneof(
    fc.double({ min: -1e150, max: 1e150, noNaN: true }),
    fc.double({ min: -1e-300, max: 1e-300, noNaN: true }),
    fc.constant(1),
  );
  const extreme = fc.array(
    value.map((one) => [one]),
    { minLength: 2, maxLength: 6 },
  );
  fc.assert(
    fc.property(extreme, extreme, (a, b) => {
      for (const { low, high } of [bootstrapMean(a, options), bootstrapDifference(a, b, options)])
        assert.ok(Number.isFinite(low) && Number.isFinite(high) && low <= high);
    }),
  );
  // Spread on one side only: the degrees of freedom are that side's.
  const still = [[1], [1], [1]];
  const moving = [[1], [2], [3], [4]];
  const one = bootstrapDifference(moving, still, options);
  assert.ok(one.low < 1.5 && one.high > 1.5 && one.low > -5 && one.high < 8);
});

test('too few groups, values that are none, and levels without a percentile are refused', () => {
  const fine = [[1], [2]];
  assert.throws(() => bootstrapMean([[1, 2, 3]], options), RangeError);
  assert.throws(() => bootstrapDifference(fine, [[1, 2, 3]], options), RangeError);
  assert.throws(() => bootstrapMean([[1], [Number.NaN]], options), RangeError);
  assert.throws(() => bootstrapMean([[1], []], options), RangeError);
  for (const wrong of [0, 1, Number.NaN])
    assert.throws(() => bootstrapMean(fine, { ...options, level: wrong }), RangeError);
  assert.throws(() => bootstrapMean(fine, { ...options, level: 0.999 }), RangeError);
  assert.throws(() => bootstrapMean(fine, { ...options, resamples: 400.5 }), RangeError);
});
