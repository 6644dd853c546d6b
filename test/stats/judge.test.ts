import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Estimate, Verdict } from '../../src/model/run-trials.ts';
import { estimatePaired, estimateStored } from '../../src/stats/estimate.ts';
import { CONFIDENCE, floorOf, judgeAll, levelPerLook } from '../../src/stats/judge.ts';
import { type Random, seededRandom } from '../../src/stats/random.ts';

const near = (actual: number, expected: number, tolerance = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Blocks as a machine gives them: each process has its own speed, each block some noise, both drift together. */
function simulated(
  random: Random,
  factor: number,
  { count = 8, rounds = 16, process = 0.004, noise = 0.02 } = {},
) {
  const drift = Array.from({ length: count }, () => Array.from({ length: rounds }, () => 1 + random()));
  const side = (speed: number) =>
    drift.map((blocks) => {
      const own = Math.exp(process * normal(random));
      return blocks.map((block) => 1e-5 * block * speed * own * Math.exp(noise * normal(random)));
    });
  return [side(factor), side(1)] as const;
}

const judge = (estimate: Estimate, { threshold = 0.02, floor = 0.005 as number | null, alpha = 0.05 } = {}) =>
  judgeAll([{ estimate, threshold, floor }], alpha)[0]?.verdict;

test('a difference is found, the same is the same, whatever the machine drifts', () => {
  const random = seededRandom(2);
  const verdict = (factor: number) => {
    const estimate = estimatePaired(...simulated(random, factor), 'median', CONFIDENCE);
    assert.ok(Math.abs(estimate.ratio / factor - 1) < 0.01);
    assert.ok(Math.sign(estimate.shiftSeconds) === Math.sign(factor - 1) || factor === 1);
    return judge(estimate);
  };
  assert.deepEqual(
    [verdict(1.1), verdict(0.9), verdict(1), verdict(1.005)],
    ['slower', 'faster', 'same', 'same'],
  );
});

test('of 400 simulated A/A comparisons none is called a difference, and the 95 % interval holds 1 in 93 to 97 of 100', () => {
  const random = seededRandom(5);
  let held = 0;
  const runs = 1500;
  for (let run = 0; run < runs; run++) {
    const estimate = estimatePaired(...simulated(random, 1), 'median', CONFIDENCE);
    if (estimate.interval && estimate.interval.low <= 1 && estimate.interval.high >= 1) held++;
    if (run < 400) assert.ok(['same', 'inconclusive'].includes(judge(estimate) ?? ''));
  }
  assert.ok(held / runs > 0.93 && held / runs < 0.97, `${held} of ${runs}`);
});

test('a difference needs an interval wholly beyond the larger of threshold and floor', () => {
  const estimate = (low: number, high: number, p = 1e-6): Estimate => ({
    statistic: 'median',
    ratio: Math.sqrt(low * high),
    interval: { low, high, level: 0.95 },
    shiftSeconds: 0,
    p,
  });
  const cases: [Estimate, { floor?: number | null }, Verdict][] = [
    [estimate(1.021, 1.05), {}, 'slower'],
    [estimate(1.019, 1.05), {}, 'inconclusive'],
    [estimate(1.021, 1.05), { floor: 0.03 }, 'inconclusive'],
    [estimate(1.031, 1.05), { floor: 0.03 }, 'slower'],
    [estimate(1.021, 1.05, 0.06), {}, 'inconclusive'],
    [estimate(1.021, 1.05), { floor: null }, 'inconclusive'],
    [estimate(0.95, 0.979), {}, 'faster'],
    [estimate(0.95, 0.981), {}, 'inconclusive'],
    [estimate(0.99, 1.02), {}, 'same'],
    [estimate(0.985, 1.015), { floor: 0.5 }, 'same'],
    [estimate(0.99, 1.021), {}, 'inconclusive'],
    [estimate(0.97, 1.0), {}, 'inconclusive'],
  ];
  for (const [one, settings, expected] of cases)
    assert.equal(judge(one, settings), expected, JSON.stringify([one.interval, settings]));
  const without = { ...estimate(1.5, 1.6), interval: null, p: null };
  assert.equal(judge(without), 'inconclusive');
  const [judged] = judgeAll([{ estimate: estimate(0.99, 1.01), threshold: 0.02, floor: 0.03 }], 0.05);
  near(judged?.smallestEffect ?? 0, 1.03 * Math.sqrt(1.01 / 0.99) - 1);
});

test('Holm counts all comparisons of a family, and those without a p not', () => {
  const random = seededRandom(9);
  const differing = estimatePaired(...simulated(random, 1.05, { count: 4 }), 'median', CONFIDENCE);
  const alone = judgeAll([{ estimate: differing, threshold: 0.02, floor: 0.001 }], 0.05)[0];
  const others = Array.from({ length: 49 }, () => ({
    estimate: { ...differing, p: 0.5 },
    threshold: 0.02,
    floor: 0.001,
  }));
  const among = judgeAll([{ estimate: differing, threshold: 0.02, floor: 0.001 }, ...others], 0.05)[0];
  near((among?.adjustedP ?? 0) / (alone?.adjustedP ?? 1), 50, 1e-6);
  const unknown = { estimate: { ...differing, p: null, interval: null }, threshold: 0.02, floor: 0.001 };
  const besides = judgeAll([{ estimate: differing, threshold: 0.02, floor: 0.001 }, unknown], 0.05);
  assert.equal(besides[0]?.adjustedP, alone?.adjustedP);
  assert.equal(besides[1]?.adjustedP, null);
});

test('looking several times shares the error', () => {
  near(levelPerLook(1), 0.95);
  near(levelPerLook(5), 0.99);
  const random = seededRandom(4);
  const [a, b] = simulated(random, 1);
  const wide = estimatePaired(a, b, 'median', levelPerLook(6)).interval;
  const narrow = estimatePaired(a, b, 'median', levelPerLook(1)).interval;
  assert.ok(wide && narrow && wide.low < narrow.low && wide.high > narrow.high);
});

test('the floor is the far end of the A/A interval, whichever side it is on', () => {
  const interval = (low: number, high: number) => ({ interval: { low, high, level: 0.95 } });
  near(floorOf(interval(0.99, 1.03)) ?? 0, 0.03);
  near(floorOf(interval(1 / 1.05, 1.01)) ?? 0, 0.05);
  assert.equal(floorOf({ interval: null }), null);
});

const block = fc.double({ min: 1e-9, max: 1e3, noNaN: true });
const two = fc
  .tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 5 }))
  .chain(([count, rounds]) => {
    const generation = fc.array(block, { minLength: rounds, maxLength: rounds });
    const side = fc.array(generation, { minLength: count, maxLength: count });
    return fc.tuple(side, side);
  });

test('estimates are antisymmetric and do not depend on the unit', () => {
  fc.assert(
    fc.property(
      two,
      fc.constantFrom('median', 'mean'),
      fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
      ([a, b], statistic, factor) => {
        const there = estimatePaired(a, b, statistic, CONFIDENCE);
        const back = estimatePaired(b, a, statistic, CONFIDENCE);
        near(Math.log(there.ratio) + Math.log(back.ratio), 0, 1e-9);
        near(there.shiftSeconds + back.shiftSeconds, 0, 1e-9 * Math.max(1, Math.abs(there.shiftSeconds)));
        assert.ok(
          Math.abs((there.p ?? 0) - (back.p ?? 0)) <= 1e-6 * Math.max(there.p ?? 0, back.p ?? 0) + 1e-12,
        );
        const scaled = estimatePaired(
          a.map((g) => g.map((v) => v * factor)),
          b.map((g) => g.map((v) => v * factor)),
          statistic,
          CONFIDENCE,
        );
        near(Math.log(scaled.ratio), Math.log(there.ratio), 1e-9);
      },
    ),
    { numRuns: 60 },
  );
});

test('of means rare dear calls count in full, of medians they are not seen', () => {
  const spiky = (dear: number) =>
    Array.from({ length: 5 }, () => Array.from({ length: 30 }, (_, i) => (i % 10 === 3 ? dear : 1)));
  near(estimatePaired(spiky(11), spiky(1), 'median', CONFIDENCE).ratio, 1);
  near(estimatePaired(spiky(11), spiky(1), 'mean', CONFIDENCE).ratio, 2);
});

test('one generation has a ratio and nothing else', () => {
  const one = estimatePaired([[2, 2, 2]], [[1, 1, 1]], 'median', CONFIDENCE);
  assert.deepEqual([one.ratio, one.interval, one.p], [2, null, null]);
  assert.throws(() => estimatePaired([[1, 2]], [[1]], 'median', CONFIDENCE), RangeError);
  const stored = estimateStored([2], [1], 'median', CONFIDENCE, 1);
  assert.deepEqual([stored.ratio, stored.interval, stored.p], [2, null, null]);
});

test('stored runs are compared relative to their reference, by ranks', () => {
  const random = seededRandom(6);
  const run = (factor: number) =>
    Array.from({ length: 8 }, () => 3 * factor * Math.exp(0.005 * normal(random)));
  const slower = estimateStored(run(1.2), run(1), 'median', CONFIDENCE, 4e-6);
  assert.ok(Math.abs(slower.ratio - 1.2) < 0.02);
  // All of the one above all of the other: 2 of the 12,870 ways to choose 8 of 16.
  near(slower.p ?? 0, 2 / 12870, 1e-12);
  assert.ok(Math.abs(slower.shiftSeconds - 0.6 * 4e-6) < 0.1e-6);
});
