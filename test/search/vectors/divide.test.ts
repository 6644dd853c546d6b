import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  cellsWithin,
  gaps,
  nearestCell,
  squaredDistance,
} from '../../../src/database/inverted-file/cells.ts';
import { chooseReach, leastReach } from '../../../src/database/inverted-file/choose.ts';
import { divide } from '../../../src/database/inverted-file/divide.ts';
import { kMeans } from '../../../src/database/inverted-file/k-means.ts';
import { nearestOf, unitMean } from '../../../src/database/inverted-file/sample.ts';
import { VECTOR_DIMENSIONS } from '../../../src/database/schema/search.ts';
import { mean, variance } from '../../../src/stats/summary.ts';
import { bruteForce, clustered, vectorAt } from './sample-vectors.ts';

test('k-means: the same vectors and seed give the same centroids, of every shape of data', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer(),
      (count, centres, cells, seed) => {
        const vectors = clustered(count, centres, 0.2, seed);
        const once = kMeans(vectors, cells, seed);
        assert.deepEqual(once, kMeans(vectors.slice(), cells, seed));
        assert.equal(once.length, Math.min(cells, count) * VECTOR_DIMENSIONS);
        assert.ok(once.every(Number.isFinite));
      },
    ),
    { numRuns: 40 },
  );
});

test('k-means: no more cells than different vectors, each of which is its own centroid then', () => {
  const vectors = new Float32Array(30 * VECTOR_DIMENSIONS);
  for (let index = 0; index < 30; index++) vectors[index * VECTOR_DIMENSIONS + (index % 3)] = 1;
  const centroids = kMeans(vectors, 8, 1);
  assert.equal(centroids.length, 3 * VECTOR_DIMENSIONS);
  for (let index = 0; index < 3; index++) {
    const cell = nearestCell(centroids, vectors, index * VECTOR_DIMENSIONS);
    assert.deepEqual(vectorAt(centroids, cell), vectorAt(vectors, index));
  }
});

test('the nearest cell has no gap, whatever is guessed; a reach has all cells whose gap it covers, and no other', () => {
  const vectors = clustered(300, 10, 0.5, 3);
  const centroids = kMeans(vectors, 12, 3);
  for (let index = 0; index < 300; index++) {
    const at = index * VECTOR_DIMENSIONS;
    const distances = Array.from({ length: 12 }, (_, cell) =>
      Math.sqrt(squaredDistance(centroids, cell * VECTOR_DIMENSIONS, vectors, at)),
    );
    const nearest = nearestCell(centroids, vectors, at, index % 12);
    const least = Math.min(...distances);
    assert.equal(distances[nearest], least);
    assert.deepEqual(
      Array.from(gaps(centroids, vectors, at)),
      distances.map((distance) => distance - least),
    );
    const vector = vectorAt(vectors, index);
    assert.deepEqual(cellsWithin(centroids, vector, 0), [nearest]);
    assert.deepEqual(
      cellsWithin(centroids, vector, 0.3),
      [...distances.keys()].filter((cell) => (distances[cell] as number) - least <= 0.3),
    );
    assert.equal(cellsWithin(centroids, vector, 2).length, 12);
  }
});

test('the exact answers that recall is measured with are those of plain brute force', () => {
  const vectors = clustered(400, 20, 0.6, 4);
  for (const index of [0, 17, 399]) {
    const to = vectorAt(vectors, index);
    assert.deepEqual(nearestOf(vectors, to, 15), bruteForce(vectors, to, 15));
    const [, second = 0, ...others] = bruteForce(vectors, to, 17);
    assert.deepEqual(nearestOf(vectors, to, 15, [index]), [second, ...others.slice(0, 14)]);
    assert.deepEqual(nearestOf(vectors, to, 15, [second, index, second]), others);
  }
  assert.equal(unitMean([vectorAt(vectors, 0), vectorAt(vectors, 0).map((value) => -value)]), undefined);
});

for (const [what, spread, fewest] of [
  ['well', 0.15, 1],
  ['weakly', 1.5, 2],
] as const)
  test(`on ${what} clustered vectors the measured curve holds for other queries, by brute force`, () => {
    const vectors = clustered(2000, 40, spread, 5);
    const { measured, centroids, cellOf } = divide(vectors, { recall: 0.9, cells: 40 }, () => {});
    const curve =
      measured.curves.find(({ kind, depth }) => kind === 'track' && depth === 10) ?? assert.fail();
    const recalls = curve.points.map(({ recall }) => recall);
    assert.deepEqual(
      recalls,
      recalls.toSorted((a, b) => a - b),
    );
    assert.equal(recalls.at(-1), 1);
    const reaches = curve.points.map(({ reach }) => reach);
    assert.deepEqual(
      reaches,
      [...new Set(reaches)].sort((a, b) => a - b),
    );
    const point = leastReach(curve, 0.9) ?? assert.fail();
    assert.ok(point.probes >= fewest, `${point.probes} probes`);
    const found: number[] = [];
    const probes: number[] = [];
    for (let index = 0; index < 2000; index++) {
      const to = vectorAt(vectors, index);
      const probed = new Set(cellsWithin(centroids, to, point.reach));
      probes.push(probed.size);
      const nearest = nearestOf(vectors, to, 10, [index]);
      found.push(nearest.filter((one) => probed.has(cellOf[one] as number)).length / 10);
    }
    // Of all vectors: no sample of our own.
    assert.ok(mean(found) >= 0.9, `${mean(found)} of 0.9`);
    assert.ok(mean(found) >= point.sure && point.sure >= 0.9 && point.sure < point.recall);
    const error = 3 * Math.sqrt(variance(found) / 1000);
    assert.ok(Math.abs(mean(found) - point.recall) <= error, `${mean(found)} instead of ${point.recall}`);
    const average = mean(probes);
    assert.ok(Math.abs(average / point.probes - 1) < 0.4, `${average} instead of ${point.probes} cells`);
    assert.ok(Math.max(...probes) >= Math.min(...probes) + fewest - 1, 'on a border more than in the middle');
  });

test('reach: the least that gives the recall for certain; exact where that is no faster or not known', () => {
  const points = [
    { reach: 0, probes: 1, recall: 0.9, sure: 0.898, probed: 0.01 },
    { reach: 0.1, probes: 2, recall: 0.991, sure: 0.988, probed: 0.02 },
    { reach: 0.2, probes: 3, recall: 0.995, sure: 0.992, probed: 0.03 },
    { reach: 2, probes: 100, recall: 1, sure: 0.9995, probed: 1 },
  ];
  const measured = {
    recall: 0.99,
    cells: 100,
    curves: [{ kind: 'track' as const, depth: 10, queries: 1000, points }],
  };
  const choose = (recall: number, count = 10, rows = 100_000) =>
    chooseReach(measured, 'track', count, recall, rows);
  assert.deepEqual(choose(0.99), { reach: 0.2, probes: 3, recall: 0.99, measured: 0.995, depth: 10 });
  assert.deepEqual(choose(0.8), { reach: 0, probes: 1, recall: 0.8, measured: 0.9, depth: 10 });
  for (const [choice, why] of [
    [choose(1), /recall of 1/],
    [choose(0.999), /takes 100.0 of 100 cells, which is no faster/],
    [choose(0.9999), /no share of the cells is sure to give a recall of 0.9999/],
    [choose(0.99, 11), /not measured for the nearest 11/],
    [choose(0.99, 10, 500), /no faster/],
    [chooseReach(measured, 'blend', 10, 0.9, 1e5), /not measured/],
  ] as const)
    assert.match('why' in choice ? choice.why : 'none', why);
});
