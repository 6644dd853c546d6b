import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { generationInterval } from '../../src/stats/generation.ts';
import { randomBelow, seededRandom, shuffled } from '../../src/stats/random.ts';
import { studentTwoSided, studentWithin } from '../../src/stats/student.ts';
import { mean, median, quantileSorted, variance } from '../../src/stats/summary.ts';
import { summarise } from '../../src/stats/trial.ts';

const near = (actual: number, expected: number, tolerance = 1e-9) =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual} is not ${expected}`,
  );
const positive = fc.double({ min: 1e-9, max: 1e3, noNaN: true });

test('quantiles are those of type 7', () => {
  // R: quantile(c(1, 2, 4, 8), c(.25, .5, .95)), worked by hand from (n - 1) p.
  near(quantileSorted([1, 2, 4, 8], 0.25), 1.75);
  near(quantileSorted([1, 2, 4, 8], 0.5), 3);
  near(quantileSorted([1, 2, 4, 8], 0.95), 7.4);
  assert.equal(quantileSorted([7], 0.99), 7);
  assert.throws(() => quantileSorted([], 0.5), RangeError);
  fc.assert(
    fc.property(
      fc.array(positive, { minLength: 1 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, p) => {
        const sorted = Float64Array.from(values).sort();
        const value = quantileSorted(sorted, p);
        assert.ok(value >= (sorted[0] as number) && value <= (sorted.at(-1) as number));
      },
    ),
  );
});

test('mean and variance', () => {
  near(mean([1, 2, 3, 4]), 2.5);
  near(variance([1, 2, 3, 4]), 5 / 3);
  assert.throws(() => mean([]), RangeError);
  assert.throws(() => variance([1]), RangeError);
});

test("Student's t: the quantiles of printed tables", () => {
  // Two-sided 95 % and 99 %, as in any textbook's table (for example NIST/SEMATECH e-Handbook, 1.3.6.7.2).
  const table: [number, number, number][] = [
    [0.95, 1, 12.706],
    [0.95, 2, 4.303],
    [0.95, 3, 3.182],
    [0.95, 4, 2.776],
    [0.95, 9, 2.262],
    [0.95, 30, 2.042],
    [0.99, 2, 9.925],
    [0.99, 5, 4.032],
    [0.99, 100, 2.626],
  ];
  for (const [level, degrees, expected] of table) near(studentTwoSided(level, degrees), expected, 2e-4);
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 0.999, noNaN: true }),
      fc.integer({ min: 1, max: 200 }),
      (level, degrees) => {
        near(studentWithin(studentTwoSided(level, degrees), degrees), level, 1e-8);
      },
    ),
  );
  assert.throws(() => studentTwoSided(1, 3), RangeError);
  assert.throws(() => studentTwoSided(0.95, 0), RangeError);
});

/** A normal deviate (Box and Muller). */
const normal = (random: () => number) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

test('the 95 % interval holds the truth in 93 to 97 of 100 simulated runs, with processes that differ', () => {
  const random = seededRandom(1);
  const runs = 2000;
  let held = 0;
  for (let run = 0; run < runs; run++) {
    const values = Array.from({ length: 5 }, () => 10 + normal(random) + 0.1 * normal(random));
    const interval = generationInterval(values);
    if (interval && interval.low <= 10 && interval.high >= 10) held++;
  }
  assert.ok(held / runs > 0.93 && held / runs < 0.97, `${held} of ${runs}`);
});

test('one generation has no interval', () => {
  assert.equal(generationInterval([1]), null);
});

test('a trial is summed up in seconds per call', () => {
  const summary = summarise(
    [
      [[1, 2, 3], [4]],
      [[5], [6]],
    ],
    10,
  );
  assert.deepEqual(
    [summary.samples, summary.calls, summary.medianSeconds, summary.meanSeconds, summary.minSeconds],
    [6, 60, (3 + 5.5) / 2, 3.5, 1],
  );
  near(summary.callsPerSecond, 1 / 3.5);
  assert.ok(summary.interval && summary.interval.low >= 0 && summary.interval.high >= summary.medianSeconds);
});

test('random numbers repeat with their seed, stay below their limit, and shuffle evenly', () => {
  const draw = (seed: number) =>
    Array.from(
      { length: 20 },
      (
        (random) => () =>
          random()
      )(seededRandom(seed)),
    );
  assert.deepEqual(draw(5), draw(5));
  assert.notDeepEqual(draw(5), draw(6));
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 1e6 }), (seed, limit) => {
      const value = randomBelow(seededRandom(seed), limit);
      return Number.isInteger(value) && value >= 0 && value < limit;
    }),
  );
  const random = seededRandom(7);
  const firsts = Array.from({ length: 6000 }, () => shuffled(['a', 'b', 'c'], random)[0]);
  for (const letter of 'abc') assert.ok(Math.abs(firsts.filter((one) => one === letter).length - 2000) < 200);
  assert.equal(median([3, 1, 2]), 2);
});
