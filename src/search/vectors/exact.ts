import type { Row, Session } from '../../model/scenario.ts';
import type { TableName } from '../../model/tables.ts';

/** vec0 0.1.9 refuses a larger k. */
export const MOST_NEAREST = 4096;

/** A track and its cosine distance: 1 less the cosine of the angle, from 0 (the same direction) to 2. */
export interface Neighbour extends Row {
  readonly id: number;
  readonly name: string;
  readonly distance: number;
}

export interface NearestQuery {
  /** 64 float32, as stored. */
  readonly embedding: Uint8Array;
  /** How many, at most MOST_NEAREST. */
  readonly count: number;
  /** Only tracks of this genre: inside the search, not after it, so that there are `count` of them. */
  readonly genre?: number;
}

const TABLES = ['track_vectors', 'chinook_tracks'] as const satisfies readonly TableName[];

/** The nearest tracks by comparing with every vector (vec0): the truth, recall 1. Nearest first, of equals the lower id. */
export function createExactSearch(session: Session): (query: NearestQuery) => Neighbour[] {
  const nearest = (filter: string) =>
    session.prepare<Neighbour>(
      TABLES,
      `SELECT t.id, t.name, v.distance
       FROM (SELECT track_id, distance FROM track_vectors WHERE embedding MATCH ? AND k = ?${filter}) v
       JOIN chinook_tracks t ON t.id = v.track_id ORDER BY v.distance, t.id`,
    );
  const everywhere = nearest('');
  const inGenre = nearest(' AND genre_id = ?');
  // vec0 takes whole numbers only as BigInt: better-sqlite3 binds numbers as floats.
  return ({ embedding, count, genre }) =>
    genre === undefined
      ? everywhere.all(embedding, BigInt(count))
      : inGenre.all(embedding, BigInt(count), BigInt(genre));
}

/**
 * The same among all tracks but some, for as many as one likes: reads every row instead of asking the KNN for more than it
 * takes. Several times slower.
 */
export function createScan(
  session: Session,
): (query: NearestQuery, without: readonly number[]) => readonly Neighbour[] {
  const scan = session.prepare<Neighbour>(
    TABLES,
    `SELECT t.id, t.name, v.distance
     FROM (SELECT track_id, vec_distance_cosine(embedding, $embedding) AS distance FROM track_vectors
       WHERE ($genre IS NULL OR genre_id = $genre) AND track_id NOT IN (SELECT value FROM json_each($without))
       ORDER BY distance, track_id LIMIT $count) v
     JOIN chinook_tracks t ON t.id = v.track_id ORDER BY v.distance, t.id`,
  );
  return ({ embedding, count, genre }, without) =>
    scan.all({ embedding, count, genre: genre ?? null, without: JSON.stringify(without) });
}

/** How many vectors are of tracks that are gone: they take places in a KNN, and no trigger can remove them. */
export function createGone(session: Session): () => number {
  const gone = session.prepare<{ gone: number }>(
    TABLES,
    `SELECT count(*) AS gone FROM track_vectors_rowids WHERE rowid NOT IN (SELECT id FROM chinook_tracks)`,
  );
  return () => gone.get()?.gone ?? 0;
}
