import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { zipf, zipfShares } from '../../../src/experiments/cache/zipf.ts';
import { seededRandom } from '../../../src/stats/random.ts';

const count = fc.integer({ min: 1, max: 500 });
const exponent = fc.double({ min: 0, max: 3, noNaN: true });

test("shares add up to 1 and fall with the rank as Zipf's law says", () => {
  fc.assert(
    fc.property(count, exponent, (keys, s) => {
      const shares = zipfShares(keys, s);
      assert.equal(shares.length, keys);
      assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
      const first = shares[0] as number;
      shares.forEach((share, rank) => {
        assert.ok(Math.abs(share * (rank + 1) ** s - first) < 1e-9, `rank ${rank}`);
      });
    }),
  );
  assert.throws(() => zipfShares(0, 1), RangeError);
});

test('a draw is the rank whose stretch of the distribution function holds the random number', () => {
  const uniform = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(count, exponent, uniform, (keys, s, at) => {
      const rank = zipf(keys, s, () => at)();
      const shares = zipfShares(keys, s);
      const below = shares.subarray(0, rank).reduce((sum, share) => sum + share, 0);
      assert.ok(Number.isInteger(rank) && rank >= 0 && rank < keys);
      assert.ok(below - 1e-9 <= at, 'not too high');
      assert.ok(at < below + (shares[rank] as number) + 1e-9, 'not too low');
    }),
  );
});

test('draws come as often as their shares say, and the same from the same seed', () => {
  const [keys, draws] = [50, 20_000];
  const next = zipf(keys, 0.99, seededRandom(1));
  const again = zipf(keys, 0.99, seededRandom(1));
  const seen = new Array<number>(keys).fill(0);
  for (let i = 0; i < draws; i++) {
    const rank = next();
    assert.equal(again(), rank);
    seen[rank] = (seen[rank] ?? 0) + 1;
  }
  zipfShares(keys, 0.99).forEach((share, rank) => {
    const deviation = Math.sqrt(draws * share * (1 - share));
    assert.ok(Math.abs((seen[rank] as number) - draws * share) < 5 * deviation, `rank ${rank}`);
  });
});
