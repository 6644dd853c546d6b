import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootstrapDifference, bootstrapMean } from '../../src/stats/bootstrap.ts';
import { type Random, seededRandom } from '../../src/stats/random.ts';
import { studentTwoSided } from '../../src/stats/student.ts';
import { mean, median, variance } from '../../src/stats/summary.ts';

/*
 * How often an interval holds the truth, in data of known truth 0: generations that differ by 0.5 %, rounds within them
 * by 2 %. The comparison of methods that led to this one is summed up in src/stats/bootstrap.ts.
 */

const ROUNDS = 12;
const SAMPLES = 2000;

type Draw = (random: Random) => number;

/** Box and Muller. */
const normal: Draw = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Student's t with 3 degrees of freedom, scaled to a variance of 1: one value in 180 is beyond 4. */
const heavy: Draw = (random) => {
  const squares = normal(random) ** 2 + normal(random) ** 2 + normal(random) ** 2;
  return normal(random) / Math.sqrt(squares);
};

function generations(count: number, draw: Draw, random: Random): number[][] {
  return Array.from({ length: count }, () => {
    const own = 0.005 * draw(random);
    return Array.from({ length: ROUNDS }, () => own + 0.02 * draw(random));
  });
}

/** Share of simulated samples whose interval holds 0. */
function coverage(interval: (random: Random, seed: number) => { low: number; high: number }): number {
  const random = seededRandom(20260);
  let held = 0;
  for (let seed = 0; seed < SAMPLES; seed++) {
    const { low, high } = interval(random, seed);
    if (low <= 0 && high >= 0) held++;
  }
  return held / SAMPLES;
}

const within = (share: number, low: number, high: number) =>
  assert.ok(share >= low && share <= high, `${(100 * share).toFixed(1)} %`);

for (const [name, draw] of [
  ['normal', normal],
  ['heavy-tailed', heavy],
] as const) {
  for (const count of [8, 12, 20])
    test(`the 95 % interval of ${count} generations of ${name} noise holds the truth in 93 to 97 %`, () => {
      const options = { level: 0.95, resamples: 1000 };
      within(
        coverage((random, seed) => bootstrapMean(generations(count, draw, random), { ...options, seed })),
        0.93,
        0.97,
      );
    });

  test(`the 99 % interval of 8 generations of ${name} noise does not collapse`, () => {
    const options = { level: 0.99, resamples: 1000 };
    within(
      coverage((random, seed) => bootstrapMean(generations(8, draw, random), { ...options, seed })),
      0.98,
      0.997,
    );
  });

  test(`the difference of 8 and 12 generations, one twice as noisy, ${name}: 93 to 97 %`, () => {
    const twice: Draw = (random) => 2 * draw(random);
    const options = { level: 0.95, resamples: 1000 };
    within(
      coverage((random, seed) => {
        const [a, b] = [generations(8, twice, random), generations(12, draw, random)];
        return bootstrapDifference(a, b, { ...options, seed });
      }),
      0.93,
      0.97,
    );
  });
}

test("on normal noise the interval is as wide as Student's t, in the mean within 5 %", () => {
  const random = seededRandom(3);
  for (const [level, count] of [
    [0.95, 8],
    [0.99, 8],
    [0.95, 20],
    [0.99, 20],
  ] as const) {
    const ratios = Array.from({ length: 200 }, (_, seed) => {
      const sample = generations(count, normal, random);
      const { low, high } = bootstrapMean(sample, { level, seed });
      const centres = sample.map(median);
      return (high - low) / (2 * studentTwoSided(level, count - 1) * Math.sqrt(variance(centres) / count));
    });
    within(mean(ratios), 0.95, 1.05);
    assert.ok(Math.max(...ratios) < 1.1);
  }
});
