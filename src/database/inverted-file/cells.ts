import type { Session } from '../../model/scenario.ts';
import { VECTOR_DIMENSIONS } from '../schema/search.ts';
import { INVERTED_FILE } from './schema.ts';

/** Vectors of one length behind one another: vector i is at i * VECTOR_DIMENSIONS. */
export type Packed = Float32Array;

/** A blob of float32 as vectors. Copied: a Float32Array cannot begin at any byte, a blob can. */
export function floatsOf(blob: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(blob).buffer);
}

/** What vec0 takes for a vector. */
export function blobOf(vector: Float32Array): Buffer {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** The centroids of an inverted file, cell 0 first. */
export function readCentroids(session: Session): Packed {
  const rows = session
    .prepare<{ centroid: Uint8Array }>(
      ['track_vectors'],
      `SELECT centroid FROM ${INVERTED_FILE.cells} ORDER BY cell`,
    )
    .all();
  const packed = new Float32Array(rows.length * VECTOR_DIMENSIONS);
  for (const [cell, { centroid }] of rows.entries()) packed.set(floatsOf(centroid), cell * VECTOR_DIMENSIONS);
  return packed;
}

/** After so many dimensions it is looked whether the rest can still matter; most centroids are far. */
const STRIDE = 16;

/** The square of the Euclidean distance between the vectors that begin at these places; at least `enough`, if it is more. */
export function squaredDistance(
  a: Packed,
  atA: number,
  b: Packed,
  atB: number,
  enough = Number.POSITIVE_INFINITY,
): number {
  let sum = 0;
  for (let from = 0; from < VECTOR_DIMENSIONS && sum < enough; from += STRIDE)
    for (let i = from; i < from + STRIDE; i++) {
      const difference = (a[atA + i] as number) - (b[atB + i] as number);
      sum += difference * difference;
    }
  return sum;
}

/**
 * The cell whose centroid is nearest to the vector at `at`.
 * @param guess looked at first: a good one lets the others be passed over sooner
 */
export function nearestCell(centroids: Packed, vectors: Packed, at = 0, guess = 0): number {
  let nearest = guess;
  let least = squaredDistance(centroids, guess * VECTOR_DIMENSIONS, vectors, at);
  for (let place = 0, cell = 0; place < centroids.length; place += VECTOR_DIMENSIONS, cell++) {
    const distance = squaredDistance(centroids, place, vectors, at, least);
    if (distance < least) {
      least = distance;
      nearest = cell;
    }
  }
  return nearest;
}

/**
 * The Euclidean distance of each centroid from the vector at `at`, less that of the nearest: the nearest has 0.
 * @returns by cell
 */
export function gaps(centroids: Packed, vectors: Packed, at = 0): Float64Array {
  const distances = new Float64Array(centroids.length / VECTOR_DIMENSIONS);
  let least = Number.POSITIVE_INFINITY;
  for (let cell = 0, place = 0; cell < distances.length; cell++, place += VECTOR_DIMENSIONS) {
    const distance = Math.sqrt(squaredDistance(centroids, place, vectors, at));
    distances[cell] = distance;
    if (distance < least) least = distance;
  }
  for (let cell = 0; cell < distances.length; cell++) distances[cell] = (distances[cell] as number) - least;
  return distances;
}

/** The cells to probe: those whose centroid is at most `reach` farther from the vector than the nearest is. */
export function cellsWithin(centroids: Packed, vector: Packed, reach: number): number[] {
  const cells: number[] = [];
  for (const [cell, gap] of gaps(centroids, vector).entries()) if (gap <= reach) cells.push(cell);
  return cells;
}
