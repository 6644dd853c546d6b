import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BuiltLayout } from '../../../src/database/describe.ts';
import { type Growth, growthsOf, lawOf, type Point } from '../../../src/experiments/scale/growth.ts';
import { hypothesesOf } from '../../../src/experiments/scale/hypotheses.ts';
import type { MeasuredSize } from '../../../src/experiments/scale/measure.ts';
import { OPERATIONS, POINT_SELECT, VECTOR_SEARCH } from '../../../src/experiments/scale/operations.ts';
import { single } from '../../../src/layouts/index.ts';

const size = (copies: number, blocks: readonly number[], anchor: readonly number[]): MeasuredSize => ({
  copies,
  built: [
    {
      name: 'single',
      databases: [{ bytes: 1, pragmas: { cache_size: -1e9 }, objects: [{ bytes: copies * 1000 }] }],
    } as unknown as BuiltLayout,
  ],
  timings: [{ scenario: POINT_SELECT, layout: 'single', blocks, anchor, reason: null }],
});

test('a machine that is slower for a while does not look like growth', () => {
  const quiet = growthsOf([size(1, [1, 1, 1], [1, 1, 1]), size(10, [2, 2, 2], [1, 1, 1])], [single])[0];
  const loaded = growthsOf([size(1, [1, 1, 1], [1, 1, 1]), size(10, [6, 2, 20], [3, 1, 10])], [single])[0];
  assert.deepEqual(
    quiet?.points.map(({ bytes, seconds }) => [bytes, seconds]),
    [
      [1000, 1],
      [10_000, 2],
    ],
  );
  assert.ok(Math.abs((loaded?.law?.exponent ?? 0) - Math.log10(2)) < 1e-9);
  assert.equal(loaded?.law?.exponent, quiet?.law?.exponent);
});

test('what could not be timed has no point, and says why', () => {
  const failed: MeasuredSize = {
    ...size(1, [], []),
    timings: [{ scenario: POINT_SELECT, layout: 'single', blocks: [], anchor: [], reason: 'no plan' }],
  };
  const [growth] = growthsOf([failed, size(10, [2], [1])], [single]);
  assert.equal(growth?.points.length, 1);
  assert.equal(growth?.law, null);
  assert.equal(growth?.reason, 'no plan');
});

const growth = (scenario: string, points: readonly Point[]): Growth => ({
  operation: OPERATIONS.find((one) => one.scenario === scenario) ?? assert.fail(scenario),
  layout: 'single',
  points,
  law: lawOf(points),
  reason: null,
});
const points = (seconds: (bytes: number) => number, fits: (bytes: number) => boolean = () => true) =>
  [1e6, 1e7, 1e8, 1e9].map((bytes, copies) => ({
    copies,
    bytes,
    seconds: seconds(bytes),
    fits: fits(bytes),
  }));
const outcome = (one: Growth, index: number) => hypothesesOf([one])[index]?.outcome;

test('growth is judged by its interval: confirmed within, refuted outside, else not decided', () => {
  assert.equal(
    outcome(
      growth(
        POINT_SELECT,
        points((n) => Math.log(n)),
      ),
      0,
    ),
    'confirmed',
  );
  assert.equal(
    outcome(
      growth(
        POINT_SELECT,
        points((n) => n),
      ),
      0,
    ),
    'refuted',
  );
  assert.equal(
    outcome(
      growth(
        POINT_SELECT,
        points((n) => (n === 1e8 ? 9 : 1)),
      ),
      0,
    ),
    'not decided',
  );
  assert.equal(outcome(growth(POINT_SELECT, points(Math.log).slice(0, 2)), 0), 'not measured');
  assert.equal(
    outcome(
      growth(
        VECTOR_SEARCH,
        points((n) => n),
      ),
      1,
    ),
    'confirmed',
  );
  assert.equal(
    outcome(
      growth(
        VECTOR_SEARCH,
        points((n) => Math.sqrt(n)),
      ),
      1,
    ),
    'refuted',
  );
});

test('a step beyond the cache is told from growth, and nothing is said of data that fit', () => {
  const within = (bytes: number) => bytes < 1e9;
  const stepping = (bytes: number) => bytes ** 0.1 * (within(bytes) ? 1 : 2);
  assert.equal(outcome(growth(POINT_SELECT, points(stepping, within)), 2), 'confirmed');
  assert.equal(
    outcome(
      growth(
        POINT_SELECT,
        points((n) => n ** 0.1, within),
      ),
      2,
    ),
    'refuted',
  );
  assert.equal(outcome(growth(POINT_SELECT, points(stepping)), 2), 'not measured');
});
