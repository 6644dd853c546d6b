import { seededRandom, shuffled } from '../../stats/random.ts';
import { VECTOR_DIMENSIONS } from '../schema/search.ts';
import { nearestCell, type Packed } from './cells.ts';
import { leastReach, type Measured } from './choose.ts';
import { approximateCost } from './cost.ts';
import { kMeans } from './k-means.ts';
import { type Divided, measureCurves, type Query } from './recall-curve.ts';
import { blendQueries, trackQueries } from './sample.ts';

/** Fixed, so that the same vectors give the same index. */
const SEED = 6;
/** Vectors per cell that the centroids are learned from: more moved recall by less than a thousandth. */
const LEARNED_PER_CELL = 64;
/**
 * Queries that recall is measured with: any vectors, as those are that will be asked for, whether the centroids were learned
 * from them or not. A vector that was learned from has drawn its centroid near, so that a reach covers fewer others: on weakly
 * clustered vectors it finds 0.015 to 0.1 less than one that was held out, and queries held out promised too much.
 */
const QUERIES = { track: 1000, blend: 1000 } as const;
/** recall@10 and recall@100: how deep answers are read. */
export const DEPTHS: readonly number[] = [10, 100];
/** The most cells: beyond, ranking them takes longer than probing. */
export const MOST_CELLS = 4096;

/** What is being done, and the fraction of it all. */
export type OnDivide = (doing: string, fraction: number) => void;

export interface DivideOptions {
  /** How many cells; chosen for the recall where it is absent. */
  readonly cells?: number;
  readonly recall: number;
}

/**
 * Divides vectors into cells and measures what probing some of them finds. Without a number of cells two are tried, the
 * square root of the number of vectors and a third of it, and the one that takes less for the recall asked for is kept.
 * @param vectors of unit length, at least one
 */
export function divide(
  vectors: Packed,
  { cells, recall }: DivideOptions,
  onProgress: OnDivide,
): Divided & { measured: Measured } {
  const count = vectors.length / VECTOR_DIMENSIONS;
  const random = seededRandom(SEED);
  const all = Array.from({ length: count }, (_, index) => index);
  const asked = shuffled(all, random).slice(0, QUERIES.track);
  const order = shuffled(all, random);
  onProgress('exact answers to measure with', 0);
  const deepest = Math.max(...DEPTHS);
  const tracks = trackQueries(vectors, asked, deepest);
  onProgress('exact answers to measure with', 0.12);
  const blends = blendQueries(vectors, asked, Math.min(QUERIES.blend, count), deepest, random);
  const wide = Math.min(MOST_CELLS, Math.max(1, Math.round(Math.sqrt(count))));
  const tried = cells === undefined ? [...new Set([wide, Math.max(1, Math.round(wide / 3))])] : [cells];
  const results = tried.map((number, index) => {
    const from = 0.25 + (0.7 * index) / tried.length;
    const learned = order.slice(0, LEARNED_PER_CELL * number);
    const divided = cut(vectors, learned, number, (doing, fraction) =>
      onProgress(`${doing} ${number} cells`, from + (0.7 / tried.length) * fraction),
    );
    return { ...divided, measured: measure(divided, recall, tracks, blends) };
  });
  const cost = ({ measured }: (typeof results)[number]) => {
    const point = leastReach(measured.curves[0] as Measured['curves'][number], recall);
    return point
      ? approximateCost(measured.cells, point.probes, point.probed * count)
      : Number.POSITIVE_INFINITY;
  };
  return results.reduce((best, one) => (cost(one) < cost(best) ? one : best));
}

function cut(vectors: Packed, learned: readonly number[], cells: number, onProgress: OnDivide): Divided {
  const sample = new Float32Array(learned.length * VECTOR_DIMENSIONS);
  for (const [place, index] of learned.entries())
    sample.set(
      vectors.subarray(index * VECTOR_DIMENSIONS, (index + 1) * VECTOR_DIMENSIONS),
      place * VECTOR_DIMENSIONS,
    );
  const centroids = kMeans(sample, cells, SEED, (fraction) => onProgress('learning', fraction * 0.7));
  const cellOf = new Int32Array(vectors.length / VECTOR_DIMENSIONS);
  for (let index = 0; index < cellOf.length; index++) {
    if (index % 10_000 === 0) onProgress('filling', 0.7 + (0.3 * index) / cellOf.length);
    cellOf[index] = nearestCell(centroids, vectors, index * VECTOR_DIMENSIONS);
  }
  return { centroids, cellOf };
}

function measure(
  divided: Divided,
  recall: number,
  tracks: readonly Query[],
  blends: readonly Query[],
): Measured {
  return {
    recall,
    cells: divided.centroids.length / VECTOR_DIMENSIONS,
    curves: [
      ...measureCurves(divided, 'track', tracks, DEPTHS),
      ...measureCurves(divided, 'blend', blends, DEPTHS),
    ],
  };
}
