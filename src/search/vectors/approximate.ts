import { cellsWithin, readCentroids } from '../../database/inverted-file/cells.ts';
import { INVERTED_FILE } from '../../database/inverted-file/schema.ts';
import type { Session } from '../../model/scenario.ts';
import type { Similar } from './similarity-cache.ts';

/** What was found, and in how many cells. */
export interface Probed {
  readonly similar: Similar[];
  readonly probes: number;
}

/**
 * The nearest tracks among those in the cells within reach of the vector: the inverted file, inside SQLite but for the choice
 * of the cells. Nearest first, of equals the lower id.
 */
export function createApproximateSearch(
  session: Session,
): (vector: Float32Array, embedding: Uint8Array, count: number, reach: number) => Probed {
  const centroids = readCentroids(session);
  // vec0 goes through the cells one after another and finds `k` in each; the best of them are chosen here.
  const nearest = session.prepare<{ id: number; distance: number }>(
    ['track_vectors'],
    `WITH probed AS MATERIALIZED (SELECT track_id AS id, distance FROM ${INVERTED_FILE.vectors}
       WHERE embedding MATCH ? AND k = ? AND cell IN (SELECT value FROM json_each(?)))
     SELECT id, distance FROM probed ORDER BY distance, id LIMIT ?`,
  );
  return (vector, embedding, count, reach) => {
    const cells = cellsWithin(centroids, vector, reach);
    const found = nearest.all(embedding, BigInt(count), JSON.stringify(cells), count);
    // Of unit vectors: the square of the Euclidean distance is twice the cosine distance.
    const similar = found.map(({ id, distance }) => ({ id, similarity: 1 - (distance * distance) / 2 }));
    return { similar, probes: cells.length };
  };
}
