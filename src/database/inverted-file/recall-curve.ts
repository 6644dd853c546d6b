import { VECTOR_DIMENSIONS } from '../schema/search.ts';
import { gaps, type Packed } from './cells.ts';
import { type Missed, sureRecall } from './sure.ts';

/** What is sought: the neighbours of one stored vector, or of the mean of several. */
export type QueryKind = 'track' | 'blend';

/** How far to look, and what that gives. */
export interface CurvePoint {
  /** All cells are probed whose centroid is at most so much farther away than the nearest; Euclidean. */
  readonly reach: number;
  /** Mean share of the true nearest that lie in the probed cells. */
  readonly recall: number;
  /** The recall that other queries reach as well, with 99 % certainty: below the mean of this sample. */
  readonly sure: number;
  /** Mean number of cells probed. */
  readonly probes: number;
  /** Mean share of all vectors that lie in the probed cells. */
  readonly probed: number;
}

/** recall@depth for growing reaches, the last of which finds all. */
export interface RecallCurve {
  readonly kind: QueryKind;
  readonly depth: number;
  readonly queries: number;
  readonly points: readonly CurvePoint[];
}

/** Vectors in their cells. */
export interface Divided {
  readonly centroids: Packed;
  /** By the index of the vector. */
  readonly cellOf: Int32Array;
}

/** What to seek, and what an exact search finds. */
export interface Query {
  readonly vector: Float32Array;
  /** The indexes of the nearest vectors, nearest first. */
  readonly nearest: readonly number[];
}

/** Each reach is so many times the one before it. */
const STEP = 1.06;
/** Vectors of unit length and their means are at most 2 apart, so that the last reaches every cell. */
const REACHES: readonly number[] = [
  0,
  ...Array.from({ length: 123 }, (_, index) => rounded(0.0017 * STEP ** index)),
];

/**
 * For each query and each depth: of the true nearest, how many lie in the cells that each reach probes. A reach, not a number
 * of cells, since what lies near the middle of a cell has its neighbours there, and what lies on a border has not: for
 * a recall@10 of 0.99 it probed half as many cells of the build's vectors and of audio.
 */
export function measureCurves(
  divided: Divided,
  kind: QueryKind,
  queries: readonly Query[],
  depths: readonly number[],
): readonly RecallCurve[] {
  const cells = divided.centroids.length / VECTOR_DIMENSIONS;
  const total = divided.cellOf.length;
  const sizes = new Int32Array(cells);
  for (const cell of divided.cellOf) sizes[cell] = (sizes[cell] as number) + 1;
  const sums = depths.map(() => ({ share: zeros(), square: zeros(), cube: zeros() }));
  const probes = zeros();
  const probed = zeros();
  for (const { vector, nearest } of queries) {
    const reachOf = Int32Array.from(gaps(divided.centroids, vector), leastReaching);
    for (const [cell, reach] of reachOf.entries()) {
      add(probes, reach, 1);
      add(probed, reach, (sizes[cell] as number) / total);
    }
    for (const [which, depth] of depths.entries()) {
      const found = zeros();
      const sought = nearest.slice(0, depth);
      for (const index of sought)
        add(found, reachOf[divided.cellOf[index] as number] as number, 1 / sought.length);
      const { share, square, cube } = sums[which] as (typeof sums)[number];
      for (const [reach, sum] of runningTotal(found).entries()) {
        const missed = Math.max(0, 1 - sum);
        add(share, reach, missed);
        add(square, reach, missed ** 2);
        add(cube, reach, missed ** 3);
      }
    }
  }
  const means = (sum: Float64Array) => sum.map((value) => value / queries.length);
  const shared = { probes: means(runningTotal(probes)), probed: means(runningTotal(probed)) };
  return depths.map((depth, which) => {
    const { share, square, cube } = sums[which] as (typeof sums)[number];
    const missed = { share: means(share), square: means(square), cube: means(cube) };
    const list = points({ ...shared, ...missed }, queries.length, depth);
    return { kind, depth, queries: queries.length, points: list };
  });
}

/** The place in REACHES of the first that is no less than a gap. */
function leastReaching(gap: number): number {
  const place = REACHES.findIndex((reach) => reach >= gap);
  return place < 0 ? REACHES.length - 1 : place;
}

function zeros(): Float64Array {
  return new Float64Array(REACHES.length);
}

function add(sums: Float64Array, place: number, value: number): void {
  sums[place] = (sums[place] as number) + value;
}

function runningTotal(values: Float64Array): Float64Array {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}

/** Without reaches that find no more than the one before, and none beyond the first that finds all. */
function points(
  means: Record<keyof Missed | 'probes' | 'probed', Float64Array>,
  queries: number,
  depth: number,
): readonly CurvePoint[] {
  const list: CurvePoint[] = [];
  for (const [place, reach] of REACHES.entries()) {
    const at = (values: Float64Array) => values[place] as number;
    const missed = { share: at(means.share), square: at(means.square), cube: at(means.cube) };
    const recall = 1 - missed.share;
    const point = {
      reach,
      recall: rounded(recall),
      sure: rounded(sureRecall(missed, queries, depth)),
      probes: rounded(at(means.probes)),
      probed: rounded(at(means.probed)),
    };
    if (point.recall !== list.at(-1)?.recall) list.push(point);
    if (recall > 1 - 1e-9) break;
  }
  return list;
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
