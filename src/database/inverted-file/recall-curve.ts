import { VECTOR_DIMENSIONS } from '../schema/search.ts';
import { type Packed, rankCells } from './cells.ts';

/** What is sought: the neighbours of one stored vector, or of the mean of several. */
export type QueryKind = 'track' | 'blend';

/** A number of probed cells and what it gives. */
export interface CurvePoint {
  readonly probes: number;
  /** Mean share of the true nearest that lie in the probed cells. */
  readonly recall: number;
  /** The standard error of that mean. */
  readonly error: number;
  /** Mean share of all vectors that lie in the probed cells. */
  readonly probed: number;
}

/** recall@depth for growing numbers of probes, the last of which finds all that any finds. */
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

/**
 * For each query and each depth: of the true nearest, how many lie in the cells that would be probed. One pass gives every
 * number of probes.
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
  const sums = depths.map(() => ({ recall: new Float64Array(cells), squares: new Float64Array(cells) }));
  const probed = new Float64Array(cells);
  for (const { vector, nearest } of queries) {
    const order = rankCells(divided.centroids, vector);
    const placeOf = new Int32Array(cells);
    for (const [place, cell] of order.entries()) placeOf[cell] = place;
    let rows = 0;
    for (const [place, cell] of order.entries()) {
      rows += sizes[cell] as number;
      probed[place] = (probed[place] as number) + rows / total;
    }
    for (const [which, depth] of depths.entries()) {
      const found = new Float64Array(cells);
      const sought = nearest.slice(0, depth);
      for (const index of sought) {
        const place = placeOf[divided.cellOf[index] as number] as number;
        found[place] = (found[place] as number) + 1 / sought.length;
      }
      addUp(found, sums[which] as (typeof sums)[number]);
    }
  }
  return depths.map((depth, which) => ({
    kind,
    depth,
    queries: queries.length,
    points: points(sums[which] as (typeof sums)[number], probed, queries.length),
  }));
}

/** Adds the running total of `found` and its square at each place. */
function addUp(found: Float64Array, sums: { recall: Float64Array; squares: Float64Array }): void {
  let recall = 0;
  for (let place = 0; place < found.length; place++) {
    recall += found[place] as number;
    sums.recall[place] = (sums.recall[place] as number) + recall;
    sums.squares[place] = (sums.squares[place] as number) + recall * recall;
  }
}

function points(
  sums: { recall: Float64Array; squares: Float64Array },
  probed: Float64Array,
  queries: number,
): readonly CurvePoint[] {
  const list: CurvePoint[] = [];
  for (let probes = 1; ; probes = Math.min(probed.length, Math.max(probes + 1, Math.floor(probes * 1.05)))) {
    const recall = (sums.recall[probes - 1] as number) / queries;
    const variance = Math.max(0, (sums.squares[probes - 1] as number) / queries - recall * recall);
    const error = Math.sqrt(variance / Math.max(1, queries - 1));
    list.push({
      probes,
      recall: rounded(Math.min(1, recall)),
      error: rounded(error),
      probed: rounded((probed[probes - 1] as number) / queries),
    });
    if (recall > 1 - 1e-9 || probes === probed.length) return list;
  }
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
