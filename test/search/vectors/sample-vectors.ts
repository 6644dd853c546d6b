import { floatsOf } from '../../../src/database/inverted-file/cells.ts';
import { hasInvertedFile } from '../../../src/database/inverted-file/place.ts';
import { INVERTED_FILE } from '../../../src/database/inverted-file/schema.ts';
import { VECTOR_DIMENSIONS } from '../../../src/database/schema/search.ts';
import type { Session } from '../../../src/model/scenario.ts';
import { randomBelow, seededRandom } from '../../../src/stats/random.ts';

/** Unit vectors round `centres` random directions; with a spread of 0.1 well clustered, with 1 hardly at all. */
export function clustered(count: number, centres: number, spread: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const middle = Array.from({ length: centres * VECTOR_DIMENSIONS }, normal);
  const vectors = new Float32Array(count * VECTOR_DIMENSIONS);
  for (let index = 0; index < count; index++) {
    const centre = randomBelow(random, centres);
    const one = Array.from(
      { length: VECTOR_DIMENSIONS },
      (_, i) => (middle[centre * VECTOR_DIMENSIONS + i] ?? 0) + spread * normal(),
    );
    const length = Math.hypot(...one);
    vectors.set(
      one.map((value) => value / length),
      index * VECTOR_DIMENSIONS,
    );
  }
  return vectors;
}

export const vectorAt = (vectors: Float32Array, index: number) =>
  vectors.slice(index * VECTOR_DIMENSIONS, (index + 1) * VECTOR_DIMENSIONS);

/** The nearest by brute force in 64-bit floats, by index, nearest first. */
export function bruteForce(vectors: Float32Array, to: Float32Array, count: number): number[] {
  return Array.from({ length: vectors.length / VECTOR_DIMENSIONS }, (_, index) => ({
    index,
    product: vectorAt(vectors, index).reduce((sum, value, i) => sum + value * (to[i] ?? 0), 0),
  }))
    .sort((a, b) => b.product - a.product || a.index - b.index)
    .slice(0, count)
    .map(({ index }) => index);
}

export function storedVector(session: Session, track: number): Float32Array {
  const row = session
    .prepare<{ embedding: Uint8Array }>(
      ['track_vectors'],
      'SELECT embedding FROM track_vectors WHERE track_id = ?',
    )
    .get(BigInt(track));
  if (row === undefined) throw new Error(`no vector ${track}`);
  return floatsOf(row.embedding);
}

/**
 * How many tracks have another vector in the inverted file than in track_vectors, or in one of them only. Reads all of
 * both; 0 where there is no inverted file.
 */
export function differingRows(session: Session): number {
  if (!hasInvertedFile(session)) return 0;
  const read = (table: string) =>
    session
      .prepare<{ id: number; embedding: Uint8Array }>(
        ['track_vectors'],
        `SELECT track_id AS id, embedding FROM ${table}`,
      )
      .all();
  const left = new Map(read('track_vectors').map(({ id, embedding }) => [id, Buffer.from(embedding)]));
  let differing = 0;
  for (const { id, embedding } of read(INVERTED_FILE.vectors)) {
    if (!left.get(id)?.equals(embedding)) differing++;
    left.delete(id);
  }
  return differing + left.size;
}
