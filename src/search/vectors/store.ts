import { blobOf } from '../../database/inverted-file/cells.ts';
import { INVERTED_FILE } from '../../database/inverted-file/schema.ts';
import { invertedFileWriter } from '../../database/inverted-file/write.ts';
import { Failure } from '../../model/failure.ts';
import type { Session } from '../../model/scenario.ts';
import type { TableName } from '../../model/tables.ts';
import { checkRows, type VectorRow } from './rows.ts';
import { forgetSimilarities } from './similarity-cache.ts';

export type { VectorRow } from './rows.ts';

const TABLES = [
  'track_vectors',
  'similarity_cache',
  'chinook_tracks',
] as const satisfies readonly TableName[];

/** Tracks whose vector changes, and their new vectors; without rows the vectors go. */
interface Change {
  readonly ids: readonly number[];
  readonly rows: readonly VectorRow[];
}

/** One place that is kept true to the vectors. */
export interface StoreStep {
  readonly id: string;
  /** For the picture, where it is not the id. */
  readonly title?: string;
  /** What is done there, in a few words. */
  readonly does: string;
  readonly run: (session: Session, change: Change) => void;
}

/** All that a change of a vector touches, in order, in one transaction: no trigger can write a vec0 table (sqlite-vec 0.1.9). */
export const STORE_STEPS: readonly StoreStep[] = [
  {
    id: 'track_vectors',
    does: 'the vector itself: the old row goes, the new one comes',
    run: replaceVectors,
  },
  {
    id: 'inverted-file',
    title: INVERTED_FILE.vectors,
    does: 'the same in the cell of the nearest centroid, and counted as changed',
    run: follow,
  },
  { id: 'similarity_cache', does: 'answers that the change may make wrong are forgotten', run: forget },
];

/**
 * Writes vectors, new or in place of old ones: the one way in which they are written, so that the inverted file and
 * similarity_cache stay true. All rows or none. A batch of some hundred rows is written fastest.
 * @throws Failure: 2 where a row is no unit vector of 64 finite numbers with one model, or its track does not exist
 */
export function writeVectors(session: Session, rows: readonly VectorRow[]): void {
  checkRows(rows);
  change(session, { ids: rows.map(({ trackId }) => trackId), rows });
}

/** Removes the vectors of tracks; those that have none are passed over. All or none. */
export function removeVectors(session: Session, trackIds: readonly number[]): void {
  change(session, { ids: trackIds, rows: [] });
}

function change(session: Session, what: Change): void {
  if (what.ids.length === 0) return;
  session.transaction(TABLES, () => {
    for (const { run } of STORE_STEPS) run(session, what);
  })();
}

function replaceVectors(session: Session, { ids, rows }: Change): void {
  const drop = session.prepare(['track_vectors'], 'DELETE FROM track_vectors WHERE track_id = ?');
  const known = session.prepare(['chinook_tracks'], 'SELECT 1 FROM chinook_tracks WHERE id = ?');
  const insert = session.prepare(
    ['track_vectors'],
    'INSERT INTO track_vectors (track_id, embedding, genre_id, model) VALUES (?, ?, ?, ?)',
  );
  // INSERT OR REPLACE is broken in vec0 0.1.9, and it takes whole numbers only as BigInt.
  for (const id of ids) drop.run(BigInt(id));
  for (const { trackId, embedding, genreId, model } of rows) {
    if (known.get(trackId) === undefined)
      throw new Failure(`there is no track ${trackId} that a vector could be of. Name one that exists.`);
    // A track may stand twice in one write: the last vector counts.
    drop.run(BigInt(trackId));
    insert.run(BigInt(trackId), blobOf(embedding), BigInt(genreId), model);
  }
}

function follow(session: Session, { ids, rows }: Change): void {
  const writer = invertedFileWriter(session);
  if (writer === undefined) return;
  if (rows.length === 0) for (const id of ids) writer.remove(id);
  for (const { trackId, embedding } of rows) writer.put(trackId, embedding);
}

function forget(session: Session, { ids, rows }: Change): void {
  forgetSimilarities(session, ids, rows);
}
