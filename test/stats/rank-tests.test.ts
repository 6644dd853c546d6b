import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hodgesLehmann, hodgesLehmannShift } from '../../src/stats/hodges-lehmann.ts';
import { holm } from '../../src/stats/holm.ts';
import { mannWhitney } from '../../src/stats/mann-whitney.ts';
import { HODGES_LEHMANN, HOLM, MANN_WHITNEY } from './reference.ts';

const near = (actual: number, expected: number, tolerance = 1e-9, what = '') =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${what}: ${actual} is not ${expected}`,
  );

/** Whole numbers: sums and shifts of them are exact. Few different ones make ties, many hardly any. */
const values = fc
  .constantFrom(5, 1e6)
  .chain((most) => fc.array(fc.integer({ min: -most, max: most }), { minLength: 1, maxLength: 25 }));
const factor = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
const shift = fc.integer({ min: -1000, max: 1000 });
const plus = (by: number) => (value: number) => value + by;
const times = (by: number) => (value: number) => value * by;

test('Mann-Whitney and Hodges-Lehmann of two samples: SciPy and NumPy', () => {
  for (const { name, a, b, u, p, method, shift } of MANN_WHITNEY) {
    const found = mannWhitney(a, b);
    assert.deepEqual([found.method, found.u], [method, u], name);
    // Relative, because some are as small as 1e-21.
    near(found.p / p, 1, 1e-10, name);
    near(hodgesLehmannShift(a, b), shift, 1e-12, name);
  }
});

test('4 beside 4 values can never fall below 0.0286; every value of U of small samples is counted', () => {
  assert.equal(mannWhitney([1, 2, 3, 4], [5, 6, 7, 8]).p, 2 / 70);
  // 3 and 2 values: U is 0 to 6 in 1, 1, 2, 2, 2, 1, 1 of 10 arrangements.
  const p = [
    [1, 2, 3, 4, 5],
    [1, 2, 4, 3, 5],
    [1, 2, 5, 3, 4],
    [1, 3, 5, 2, 4],
  ].map(([a = 0, b = 0, c = 0, ...rest]) => mannWhitney([a, b, c], rest));
  assert.deepEqual(
    p.map((one) => one.u),
    [0, 1, 2, 3],
  );
  for (const [i, expected] of [0.2, 0.4, 0.8, 1].entries()) near(p[i]?.p as number, expected, 1e-12);
});

test('a rank test depends on no unit, no origin and no order of the samples', () => {
  fc.assert(
    fc.property(values, values, factor, shift, (a, b, by, up) => {
      const plain = mannWhitney(a, b);
      assert.ok(plain.p > 0 && plain.p <= 1);
      assert.deepEqual(mannWhitney(a.map(times(by)), b.map(times(by))), plain);
      assert.deepEqual(mannWhitney(a.map(plus(up)), b.map(plus(up))), plain);
      const back = mannWhitney(b, a);
      assert.deepEqual([back.p, back.u], [plain.p, a.length * b.length - plain.u]);
    }),
  );
});

test('samples too far apart for a number still have a p above 0', () => {
  const low = Array.from({ length: 3000 }, (_, i) => i);
  assert.equal(mannWhitney(low, low.map(plus(3000))).p, Number.MIN_VALUE);
});

test('Hodges-Lehmann of pairs: NumPy', () => {
  for (const { differences, estimate } of HODGES_LEHMANN) near(hodgesLehmann(differences), estimate, 1e-12);
});

test('Hodges-Lehmann estimates scale, shift and turn round with the values', () => {
  fc.assert(
    fc.property(values, values, factor, shift, (a, b, by, up) => {
      const [one, two] = [hodgesLehmann(a), hodgesLehmannShift(a, b)];
      near(hodgesLehmann(a.map(times(by))), one * by);
      near(hodgesLehmannShift(a.map(times(by)), b.map(times(by))), two * by);
      near(hodgesLehmann(a.map(plus(up))), one + up);
      near(hodgesLehmannShift(a.map(plus(up)), b), two + up);
      near(hodgesLehmann(a.map(times(-1))), -one);
      near(hodgesLehmannShift(b, a), -two);
    }),
  );
  // Unmoved by one wild value among ten.
  near(hodgesLehmann([1, 1, 1, 1, 1, 1, 1, 1, 1, 1e9]), 1);
});

test('no values, or values that are none, are refused', () => {
  for (const [a, b] of [
    [[], [1]],
    [[1], []],
    [[1, Number.NaN], [1]],
    [[1], [Number.POSITIVE_INFINITY]],
  ] as const) {
    assert.throws(() => mannWhitney(a, b), RangeError);
    assert.throws(() => hodgesLehmannShift(a, b), RangeError);
  }
  assert.throws(() => hodgesLehmann([]), RangeError);
  assert.throws(() => hodgesLehmann([Number.NaN]), RangeError);
});

test("Holm's correction is R's, also with ties", () => {
  for (const { ps, adjusted } of HOLM) {
    const found = holm(ps);
    assert.equal(found.length, ps.length);
    for (const [i, expected] of adjusted.entries()) near(found[i] as number, expected, 1e-12);
  }
  assert.deepEqual(holm([]), []);
  for (const wrong of [-0.1, 1.1, Number.NaN]) assert.throws(() => holm([0.5, wrong]), RangeError);
});

test('adjusted p values keep the order, never fall below the raw ones, and never exceed 1', () => {
  const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(ps, (raw) => {
      const adjusted = holm(raw);
      for (const [i, p] of raw.entries()) {
        const own = adjusted[i] as number;
        assert.ok(own >= p && own <= 1);
        for (const [j, other] of raw.entries()) if (p <= other) assert.ok(own <= (adjusted[j] as number));
      }
      // The smallest is corrected for all of them, as Bonferroni does.
      near(Math.min(...adjusted), Math.min(1, Math.min(...raw) * raw.length), 1e-12);
    }),
  );
});
