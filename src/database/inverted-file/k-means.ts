import { type Random, randomBelow, seededRandom } from '../../stats/random.ts';
import { VECTOR_DIMENSIONS } from '../schema/search.ts';
import { nearestCell, type Packed, squaredDistance } from './cells.ts';

/** More rounds move few vectors: what recall they gained on the build's vectors was within noise. */
const MOST_ROUNDS = 12;
/** A round in which fewer than this share of the vectors change their cell is the last. */
const SETTLED = 0.005;

/**
 * Centroids that divide vectors into cells (Lloyd's k-means, started by k-means++: D. Arthur and S. Vassilvitskii,
 * SODA 2007). The same vectors, number and seed give the same centroids on every machine: only additions,
 * multiplications and comparisons in a fixed order.
 * @param vectors those to learn from, at least one
 * @param most cells asked for; there are fewer where there are fewer different vectors
 */
export function kMeans(
  vectors: Packed,
  most: number,
  seed: number,
  onProgress: (fraction: number) => void = () => {},
): Packed {
  const random = seededRandom(seed);
  let centroids = start(vectors, most, random);
  const count = vectors.length / VECTOR_DIMENSIONS;
  const cellOf = new Int32Array(count).fill(-1);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    onProgress(round / MOST_ROUNDS);
    let moved = 0;
    for (let index = 0; index < count; index++) {
      const before = cellOf[index] as number;
      const cell = nearestCell(centroids, vectors, index * VECTOR_DIMENSIONS, Math.max(0, before));
      if (before !== cell) moved++;
      cellOf[index] = cell;
    }
    if (moved <= SETTLED * count) break;
    centroids = means(vectors, cellOf, centroids);
  }
  return centroids;
}

/** Each next centre is a vector drawn with a chance that grows with the square of its distance from those before. */
function start(vectors: Packed, most: number, random: Random): Packed {
  const count = vectors.length / VECTOR_DIMENSIONS;
  const chosen = [randomBelow(random, count)];
  const distances = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  while (chosen.length < most) {
    const last = (chosen.at(-1) as number) * VECTOR_DIMENSIONS;
    let sum = 0;
    for (let index = 0; index < count; index++) {
      const distance = squaredDistance(vectors, index * VECTOR_DIMENSIONS, vectors, last);
      if (distance < (distances[index] as number)) distances[index] = distance;
      sum += distances[index] as number;
    }
    // All that is left coincides with a centre.
    if (sum === 0) break;
    let left = random() * sum;
    let next = 0;
    while (next < count - 1 && left >= (distances[next] as number)) left -= distances[next++] as number;
    // Rounding may end the walk on a vector that is a centre already.
    if (distances[next] === 0) next = distances.findIndex((distance) => distance > 0);
    chosen.push(next);
  }
  const centroids = new Float32Array(chosen.length * VECTOR_DIMENSIONS);
  for (const [cell, index] of chosen.entries())
    centroids.set(
      vectors.subarray(index * VECTOR_DIMENSIONS, (index + 1) * VECTOR_DIMENSIONS),
      cell * VECTOR_DIMENSIONS,
    );
  return centroids;
}

/** The mean of each cell's vectors; an empty cell keeps its centroid. */
function means(vectors: Packed, cellOf: Int32Array, before: Packed): Packed {
  const sums = new Float64Array(before.length);
  const counts = new Int32Array(before.length / VECTOR_DIMENSIONS);
  for (const [index, cell] of cellOf.entries()) {
    counts[cell] = (counts[cell] as number) + 1;
    for (let i = 0; i < VECTOR_DIMENSIONS; i++)
      sums[cell * VECTOR_DIMENSIONS + i] =
        (sums[cell * VECTOR_DIMENSIONS + i] as number) + (vectors[index * VECTOR_DIMENSIONS + i] as number);
  }
  return before.map((value, place) => {
    const members = counts[Math.floor(place / VECTOR_DIMENSIONS)] as number;
    return members === 0 ? value : (sums[place] as number) / members;
  });
}
