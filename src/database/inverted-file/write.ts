import type { Session } from '../../model/scenario.ts';
import { blobOf, nearestCell, readCentroids } from './cells.ts';
import { hasInvertedFile } from './place.ts';
import { INVERTED_FILE } from './schema.ts';

/** Keeps the inverted file true to rows of track_vectors that change. */
export interface InvertedFileWriter {
  put(trackId: number, embedding: Float32Array): void;
  remove(trackId: number): void;
}

/**
 * For one transaction, inside of it: another process may drop the index or make it anew between two. Each row goes to the
 * cell of the nearest centroid and is counted as changed; the centroids stay where they are.
 * @returns undefined where there is no inverted file
 */
export function invertedFileWriter(session: Session): InvertedFileWriter | undefined {
  if (!hasInvertedFile(session)) return undefined;
  const centroids = readCentroids(session);
  const prepare = (sql: string) => session.prepare(['track_vectors'], sql);
  const drop = prepare(`DELETE FROM ${INVERTED_FILE.vectors} WHERE track_id = ?`);
  const insert = prepare(`INSERT INTO ${INVERTED_FILE.vectors} (track_id, cell, embedding) VALUES (?, ?, ?)`);
  const count = prepare(`UPDATE ${INVERTED_FILE.index} SET changed_rows = changed_rows + 1`);
  return {
    put: (trackId, embedding) => {
      // INSERT OR REPLACE is broken in vec0 0.1.9, and it takes whole numbers only as BigInt.
      drop.run(BigInt(trackId));
      insert.run(BigInt(trackId), BigInt(nearestCell(centroids, embedding)), blobOf(embedding));
      count.run();
    },
    remove: (trackId) => {
      drop.run(BigInt(trackId));
      count.run();
    },
  };
}
