import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fitPowerLaw } from '../../../src/experiments/scale/power-law.ts';

const near = (actual: number, expected: number, tolerance = 1e-9) =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual}, ${expected}`,
  );

const exponents = fc.double({ min: -2, max: 3, noNaN: true });
const sizes = fc.uniqueArray(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 3, maxLength: 8 });

test('a power law is found again, without an error', () => {
  fc.assert(
    fc.property(exponents, fc.double({ min: 1e-7, max: 10, noNaN: true }), sizes, (k, factor, xs) => {
      const law = fitPowerLaw(xs.map((x) => [x, factor * x ** k]));
      assert.ok(law);
      near(law.exponent, k, 1e-6);
      near(law.standardError ?? 1, 0, 1e-5);
      near(Math.log(law.at(12345)), Math.log(factor * 12345 ** k), 1e-5);
    }),
  );
});

test('the unit of neither axis changes the exponent, its error or its interval', () => {
  const points = [
    [1, 2],
    [2, 3],
    [5, 4],
    [9, 11],
  ] as const;
  const law = fitPowerLaw(points);
  const scaled = fitPowerLaw(points.map(([x, y]) => [x * 1e6, y / 1e6]));
  assert.ok(law && scaled);
  near(scaled.exponent, law.exponent);
  near(scaled.standardError ?? -1, law.standardError ?? -2);
  near(scaled.low ?? -1, law.low ?? -2);
});

test('the standard error and the interval are those of a regression', () => {
  // Anscombe's first set (1973) as logarithms: slope 0.5001, standard error 0.1179, t(0.975, 9) = 2.262.
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
  const law = fitPowerLaw(x.map((one, i) => [Math.exp(one), Math.exp(y[i] as number)]));
  assert.ok(law);
  near(law.exponent, 0.5001, 1e-4);
  near(law.standardError ?? 0, 0.1179, 1e-4);
  near(law.high ?? 0, 0.5001 + 2.262 * 0.1179, 1e-3);
});

test('two points have a slope and no error, one has neither, and what has no logarithm gives nothing', () => {
  const two = fitPowerLaw([
    [1, 1],
    [10, 10],
  ]);
  near(two?.exponent ?? 0, 1);
  assert.equal(two?.standardError, null);
  assert.equal(two?.low, null);
  assert.equal(fitPowerLaw([[1, 1]]), null);
  assert.equal(
    fitPowerLaw([
      [5, 1],
      [5, 2],
    ]),
    null,
  );
  assert.equal(
    fitPowerLaw([
      [1, 0],
      [2, 1],
    ]),
    null,
  );
});
