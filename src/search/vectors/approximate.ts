import { rankCells, readCentroids } from '../../database/inverted-file/cells.ts';
import { INVERTED_FILE } from '../../database/inverted-file/schema.ts';
import type { Session } from '../../model/scenario.ts';
import type { Similar } from './similarity-cache.ts';

/**
 * The nearest tracks among those in the cells nearest to the vector: the inverted file, inside SQLite but for the order of
 * the cells. Nearest first, of equals the lower id.
 */
export function createApproximateSearch(
  session: Session,
): (vector: Float32Array, embedding: Uint8Array, count: number, probes: number) => Similar[] {
  const centroids = readCentroids(session);
  // vec0 goes through the cells one after another and finds `k` in each; the best of them are chosen here.
  const nearest = session.prepare<{ id: number; distance: number }>(
    ['track_vectors'],
    `WITH probed AS MATERIALIZED (SELECT track_id AS id, distance FROM ${INVERTED_FILE.vectors}
       WHERE embedding MATCH ? AND k = ? AND cell IN (SELECT value FROM json_each(?)))
     SELECT id, distance FROM probed ORDER BY distance, id LIMIT ?`,
  );
  return (vector, embedding, count, probes) => {
    const cells = Array.from(rankCells(centroids, vector).subarray(0, probes));
    return nearest.all(embedding, BigInt(count), JSON.stringify(cells), count).map(({ id, distance }) => ({
      id,
      // Of unit vectors: the square of the Euclidean distance is twice the cosine distance.
      similarity: 1 - (distance * distance) / 2,
    }));
  };
}
