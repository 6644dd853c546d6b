import { type Random, randomBelow } from '../../stats/random.ts';
import { VECTOR_DIMENSIONS } from '../schema/search.ts';
import type { Packed } from './cells.ts';
import type { Query } from './recall-curve.ts';

/** How many tracks a blend is of, as one names them by hand; of more, recall is not known. */
export const BLEND = { least: 2, most: 8 } as const;

/** Queries for single vectors: each seeks the neighbours of a stored vector, itself left out. */
export function trackQueries(vectors: Packed, indexes: readonly number[], depth: number): Query[] {
  return indexes.map((index) => {
    const vector = vectorAt(vectors, index).slice();
    return { vector, nearest: nearestOf(vectors, vector, depth, [index]) };
  });
}

/** Queries for the mean of several vectors that have nothing to do with each other, themselves left out: the hardest that there are. */
export function blendQueries(
  vectors: Packed,
  indexes: readonly number[],
  count: number,
  depth: number,
  random: Random,
): Query[] {
  return Array.from({ length: count }, () => {
    const several = BLEND.least + randomBelow(random, BLEND.most - BLEND.least + 1);
    const of = Array.from({ length: several }, () => indexes[randomBelow(random, indexes.length)] as number);
    const drawn = of.map((index) => vectorAt(vectors, index));
    const vector = unitMean(drawn) ?? (drawn[0] as Float32Array).slice();
    return { vector, nearest: nearestOf(vectors, vector, depth, of) };
  });
}

function vectorAt(vectors: Packed, index: number): Float32Array {
  return vectors.subarray(index * VECTOR_DIMENSIONS, (index + 1) * VECTOR_DIMENSIONS);
}

/** The mean of vectors, of unit length; undefined where they cancel each other out. */
export function unitMean(vectors: readonly Float32Array[]): Float32Array | undefined {
  const sum = new Float64Array(VECTOR_DIMENSIONS);
  for (const vector of vectors)
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (vector[i] as number);
  const length = Math.sqrt(sum.reduce((squares, value) => squares + value * value, 0));
  if (length < 1e-4 * vectors.length) return undefined;
  return Float32Array.from(sum, (value) => value / length);
}

/**
 * The indexes of the unit vectors with the largest product with another: by brute force, the nearest first.
 * @param without the indexes of some that are not to be found
 */
export function nearestOf(
  vectors: Packed,
  vector: Float32Array,
  most: number,
  without: readonly number[] = [],
): readonly number[] {
  const ids: number[] = [];
  const products: number[] = [];
  for (let index = 0, at = 0; at < vectors.length; index++, at += VECTOR_DIMENSIONS) {
    const product = productAt(vectors, at, vector);
    if (ids.length === most && product <= (products[most - 1] as number)) continue;
    if (without.includes(index)) continue;
    let place = ids.length === most ? most - 1 : ids.length;
    for (; place > 0 && (products[place - 1] as number) < product; place--) {
      ids[place] = ids[place - 1] as number;
      products[place] = products[place - 1] as number;
    }
    ids[place] = index;
    products[place] = product;
  }
  return ids;
}

/** In four sums, which a processor adds at the same time. */
function productAt(vectors: Packed, at: number, vector: Float32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < VECTOR_DIMENSIONS; i += 4) {
    a += (vector[i] as number) * (vectors[at + i] as number);
    b += (vector[i + 1] as number) * (vectors[at + i + 1] as number);
    c += (vector[i + 2] as number) * (vectors[at + i + 2] as number);
    d += (vector[i + 3] as number) * (vectors[at + i + 3] as number);
  }
  return a + b + c + d;
}
