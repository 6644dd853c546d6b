import { floatsOf } from '../../database/inverted-file/cells.ts';
import type { Session } from '../../model/scenario.ts';
import type { VectorRow } from './rows.ts';

/**
 * similarity_cache holds answers of the exact search to "which tracks are nearest to this one", and rows of other origin
 * (the build leaves similarities between neighbours on an album, which are no such answer).
 *
 * An answer is told by a row of the track with itself, as the search finds it: where that row is, the track's other rows
 * are its nearest, without a gap; how many they are is how far the answer goes. Only exact answers are kept, so the method
 * is known; and a vector of another model is a changed vector, so the model is that of track_vectors.
 */
const TABLE = ['similarity_cache'] as const;

/** A track and how near it is: the cosine of the angle between the vectors, 1 in the same direction. */
export interface Similar {
  readonly id: number;
  readonly similarity: number;
}

/** Beyond so many pairs of an answer and a new vector, comparing them takes longer than finding the answers anew. */
const MOST_PAIRS = 100_000;
/** vec0 computes in 32-bit floats: what is so near to the farthest of an answer may belong into it. */
const ROUNDING = 1e-5;

/** Reads whole answers. */
export function similarityReader(
  session: Session,
): (trackId: number, atLeast: number) => Similar[] | undefined {
  const read = session.prepare<{ id: number; similarity: number }>(
    TABLE,
    `SELECT similar_track_id AS id, similarity FROM similarity_cache WHERE track_id = ?
     ORDER BY similarity DESC, similar_track_id`,
  );
  return (trackId, atLeast) => {
    const rows = read.all(trackId);
    const others = rows.filter(({ id }) => id !== trackId);
    return others.length < rows.length && others.length >= atLeast ? others : undefined;
  };
}

/**
 * Keeps an answer of the exact search, in place of what was there of the track.
 * @param found the nearest other tracks, without a gap
 * @param stillTrue asked inside the transaction: whether no vector has changed since the search
 * @returns whether it was kept
 */
export function keepSimilarities(
  session: Session,
  trackId: number,
  found: readonly Similar[],
  computedAt: number,
  stillTrue: () => boolean,
): boolean {
  const drop = session.prepare(TABLE, 'DELETE FROM similarity_cache WHERE track_id = ?');
  const insert = session.prepare(
    TABLE,
    'INSERT INTO similarity_cache (track_id, similar_track_id, similarity, computed_at) VALUES (?, ?, ?, ?)',
  );
  return session.transaction(TABLE, () => {
    if (!stillTrue()) return false;
    drop.run(trackId);
    insert.run(trackId, trackId, 1, computedAt);
    for (const { id, similarity } of found) insert.run(trackId, id, similarity, computedAt);
    return true;
  })();
}

/**
 * Forgets what a change of these tracks' vectors makes wrong; inside the transaction that changes them. Those are their own
 * rows on either side (an answer that loses one of its tracks is whole without it), and answers of other tracks into
 * which a new vector has moved.
 */
export function forgetSimilarities(
  session: Session,
  changed: readonly number[],
  written: readonly VectorRow[],
): void {
  const own = session.prepare(
    TABLE,
    `DELETE FROM similarity_cache WHERE track_id IN (SELECT value FROM json_each($ids))
       OR similar_track_id IN (SELECT value FROM json_each($ids))`,
  );
  own.run({ ids: JSON.stringify(changed) });
  if (written.length === 0) return;
  const answers = session
    .prepare<{ id: number; farthest: number }>(
      TABLE,
      `SELECT track_id AS id, min(similarity) AS farthest FROM similarity_cache WHERE track_id IN
         (SELECT track_id FROM similarity_cache WHERE track_id = similar_track_id) GROUP BY track_id`,
    )
    .all();
  const drop = session.prepare(TABLE, 'DELETE FROM similarity_cache WHERE track_id = ?');
  const all = answers.length * written.length > MOST_PAIRS;
  const vector = session.prepare<{ embedding: Uint8Array }>(
    ['track_vectors'],
    'SELECT embedding FROM track_vectors WHERE track_id = ?',
  );
  for (const { id, farthest } of answers) {
    const found = all ? undefined : vector.get(BigInt(id));
    const from = found && floatsOf(found.embedding);
    if (from === undefined || written.some((row) => dot(from, row.embedding) >= farthest - ROUNDING))
      drop.run(id);
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
