import { floatsOf } from '../../database/inverted-file/cells.ts';
import { unitMean } from '../../database/inverted-file/sample.ts';
import { Failure } from '../../model/failure.ts';
import type { Session } from '../../model/scenario.ts';
import { createFindTracks } from './text.ts';

/** What recommendations start from: tracks, a playlist, or words. */
export type Start =
  | { readonly kind: 'tracks'; readonly ids: readonly number[] }
  | { readonly kind: 'playlist'; readonly id: number }
  | { readonly kind: 'text'; readonly text: string };

/** Tracks to start from, and where words were given, the ranking of those that match besides. */
export interface Inputs {
  readonly ids: readonly number[];
  readonly matching: readonly number[];
}

/** Of the tracks that match a text so many are what it means; the others are candidates. */
const MEANT = 3;
/** How many matches take part in the fusion. */
const MATCHES = 50;

/** Finds out which tracks a start means. */
export function createInputs(session: Session): (start: Start) => Inputs {
  const known = session.prepare(['chinook_tracks'], 'SELECT 1 FROM chinook_tracks WHERE id = ?');
  const playlist = session.prepare(['chinook_playlists'], 'SELECT 1 FROM chinook_playlists WHERE id = ?');
  const tracksOf = session.prepare<{ id: number }>(
    ['chinook_playlist_track'],
    'SELECT track_id AS id FROM chinook_playlist_track WHERE playlist_id = ? ORDER BY track_id',
  );
  const findTracks = once(() => createFindTracks(session));
  return (start) => {
    if (start.kind === 'tracks') {
      const ids = [...new Set(start.ids)];
      const unknown = ids.find((id) => known.get(id) === undefined);
      if (unknown !== undefined)
        throw new Failure(
          `there is no track ${unknown}. Find one with chinook-eval search, or name it with --like.`,
        );
      return { ids, matching: [] };
    }
    if (start.kind === 'playlist') {
      if (playlist.get(start.id) === undefined)
        throw new Failure(`there is no playlist ${start.id}. Name one that exists.`);
      const ids = tracksOf.all(start.id).map(({ id }) => id);
      if (ids.length === 0) throw new Failure(`playlist ${start.id} is empty. Name one that has tracks.`);
      return { ids, matching: [] };
    }
    const matches = findTracks()(start.text, MATCHES);
    if (matches.length === 0)
      throw new Failure(`no track matches ${JSON.stringify(start.text)}. Try fewer or other words.`);
    return { ids: matches.slice(0, MEANT), matching: matches.slice(MEANT) };
  };
}

/**
 * The vector of tracks: that of one, or the mean of several, of unit length. Tracks without a vector are left out.
 * @throws Failure: 2 where none has one, or they cancel each other out
 */
export function createInputVector(
  session: Session,
): (ids: readonly number[]) => { vector: Float32Array; with: readonly number[] } {
  const read = session.prepare<{ embedding: Uint8Array }>(
    ['track_vectors'],
    'SELECT embedding FROM track_vectors WHERE track_id = ?',
  );
  return (ids) => {
    const found = ids.flatMap((id) => {
      const row = read.get(BigInt(id));
      return row === undefined ? [] : [{ id, vector: floatsOf(row.embedding) }];
    });
    if (found.length === 0)
      throw new Failure(
        `${ids.length === 1 ? `track ${ids[0]} has no vector` : 'none of these tracks has a vector'}. Import one with chinook-eval vectors import.`,
      );
    const [only] = found;
    const vector = found.length === 1 ? only?.vector : unitMean(found.map((one) => one.vector));
    if (vector === undefined)
      throw new Failure('the vectors of these tracks cancel each other out. Name fewer of them.');
    return { vector, with: found.map(({ id }) => id) };
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
