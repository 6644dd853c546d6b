import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { normalTwoSided, normalWithin } from '../../src/stats/normal.ts';
import { studentP, studentTwoSided, studentTwoSidedBetween } from '../../src/stats/student.ts';
import { NORMAL_P, NORMAL_WITHIN, STUDENT_P } from './reference.ts';

const relative = (actual: number, expected: number, tolerance: number, what = '') =>
  assert.ok(Math.abs(actual / expected - 1) <= tolerance, `${what}: ${actual} is not ${expected}`);

test('p values of t are those of SciPy, small ones to their last digits', () => {
  for (const [t, degrees, p] of STUDENT_P) {
    relative(studentP(t, degrees), p, 1e-11, `t ${t}, ${degrees} degrees`);
    assert.equal(studentP(-t, degrees), studentP(t, degrees));
  }
});

test('the p value of a quantile is the rest of its level', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 0.9999, noNaN: true }),
      fc.integer({ min: 1, max: 200 }),
      (level, degrees) => relative(studentP(studentTwoSided(level, degrees), degrees), 1 - level, 1e-8),
    ),
  );
});

test('a p value of t is above 0 and at most 1, and refuses what is no degree of freedom', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.integer({ min: 1, max: 300 }), (t, degrees) => {
      const p = studentP(t, degrees);
      assert.ok(p > 0 && p <= 1, `${p}`);
    }),
  );
  for (const degrees of [0, 1.5, -1, Number.NaN]) assert.throws(() => studentP(1, degrees), RangeError);
  assert.throws(() => studentP(Number.NaN, 3), RangeError);
});

test('quantiles of t between whole degrees: SciPy, never below it', () => {
  // scipy.stats.t.isf((1 - level) / 2, degrees), SciPy 1.10.1
  const expected: [level: number, degrees: number, t: number, above: number][] = [
    [0.95, 3.4, 2.98077350256, 0.004],
    [0.99, 3.4, 5.20903250805, 0.01],
    [0.95, 7.5, 2.33303962656, 0.0002],
    [0.99, 13.2, 3.00469918703, 0.0002],
  ];
  for (const [level, degrees, t, above] of expected) {
    const ours = studentTwoSidedBetween(level, degrees);
    assert.ok(ours >= t && ours <= t * (1 + above), `${ours} for ${t}`);
  }
  assert.equal(studentTwoSidedBetween(0.95, 9), studentTwoSided(0.95, 9));
});

test('normal tails and quantiles are those of SciPy', () => {
  for (const [z, p] of NORMAL_P) {
    relative(normalTwoSided(z), p, 1e-12, `z ${z}`);
    assert.equal(normalTwoSided(-z), normalTwoSided(z));
  }
  for (const [level, z] of NORMAL_WITHIN) relative(normalWithin(level), z, 1e-10, `level ${level}`);
  for (const level of [0, 1, Number.NaN]) assert.throws(() => normalWithin(level), RangeError);
});
