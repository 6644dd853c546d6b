import type { Session } from '../src/model/scenario.ts';

interface StoredVector extends Record<string, unknown> {
  id: number;
  embedding: Uint8Array;
  genre: number;
}

/** The ids of the rows that a search for tracks returns. */
export function idsOf(result: unknown): readonly number[] {
  return (result as readonly { id: number }[]).map(({ id }) => id);
}

/** Reads all stored vectors once; then the distance of each of them, or of those of one genre, by the track's id. */
export function storedDistances(
  session: Session,
): (embedding: Uint8Array, genre?: number) => ReadonlyMap<number, number> {
  const stored = session
    .prepare<StoredVector>(
      ['track_vectors'],
      'SELECT track_id AS id, embedding, genre_id AS genre FROM track_vectors',
    )
    .all()
    .map(({ id, embedding, genre }) => ({ id, genre, vector: floats(embedding) }));
  return (embedding, genre) => {
    const from = floats(embedding);
    const candidates = genre === undefined ? stored : stored.filter((one) => one.genre === genre);
    return new Map(candidates.map(({ id, vector }) => [id, cosineDistance(from, vector)]));
  };
}

/** As track_vectors stores them. Copied: a Float32Array cannot begin at any byte, a blob can. */
function floats(blob: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(blob).buffer);
}

/** The metric of track_vectors: 1 less the cosine of the angle, from 0 (the same direction) to 2; in 64-bit floats. */
function cosineDistance(a: Float32Array, b: Float32Array): number {
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    product += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  return 1 - product / Math.sqrt(squaresA * squaresB);
}
