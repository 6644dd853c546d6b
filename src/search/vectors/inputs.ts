import { floatsOf } from '../../database/inverted-file/cells.ts';
import { unitMean } from '../../database/inverted-file/sample.ts';
import { Failure } from '../../model/failure.ts';
import type { Session } from '../../model/scenario.ts';
import { songKey } from './same-song.ts';
import { createFindTracks } from './text.ts';
import type { Track } from './tracks.ts';

/** What recommendations start from: tracks, a playlist, or words. */
export type Start =
  | { readonly kind: 'tracks'; readonly ids: readonly number[] }
  | { readonly kind: 'playlist'; readonly id: number }
  | { readonly kind: 'text'; readonly text: string };

/** Tracks to start from, and where words were given, the ranking of those that match besides. */
export interface Inputs {
  readonly tracks: readonly Track[];
  readonly matching: readonly number[];
}

/** The first so many songs that match a text are what it means; the others are candidates. */
const MEANT = 3;
/** How many matches take part in the fusion. */
const MATCHES = 50;
/** Where only one genre is wanted, among so many of the best matches those of it are sought: the index knows no genres. */
const MATCHES_OF_ALL = 1000;

/** Finds out which tracks a start means; words mean tracks of the genre that is wanted, where some match. */
export function createInputs(
  session: Session,
  tracks: (ids: readonly number[]) => Track[],
): (start: Start, genre?: number) => Inputs {
  const playlist = session.prepare(['chinook_playlists'], 'SELECT 1 FROM chinook_playlists WHERE id = ?');
  const tracksOf = session.prepare<{ id: number }>(
    ['chinook_playlist_track'],
    'SELECT track_id AS id FROM chinook_playlist_track WHERE playlist_id = ? ORDER BY track_id',
  );
  const findTracks = once(() => createFindTracks(session));
  return (start, genre) => {
    if (start.kind === 'tracks') {
      const ids = [...new Set(start.ids)];
      const found = tracks(ids);
      const unknown = ids.find((id) => !found.some((track) => track.id === id));
      if (unknown !== undefined)
        throw new Failure(
          `there is no track ${unknown}. Find one with chinook-eval search, or name it with --like.`,
        );
      return { tracks: found, matching: [] };
    }
    if (start.kind === 'playlist') {
      if (playlist.get(start.id) === undefined) throw new Failure(noPlaylist(session, start.id));
      const ids = tracksOf.all(start.id).map(({ id }) => id);
      if (ids.length === 0) throw new Failure(`playlist ${start.id} is empty. Name one that has tracks.`);
      return { tracks: tracks(ids), matching: [] };
    }
    const found = tracks(findTracks()(start.text, genre === undefined ? MATCHES : MATCHES_OF_ALL));
    if (found.length === 0)
      throw new Failure(`no track matches ${JSON.stringify(start.text)}. Try fewer or other words.`);
    const ofGenre = found.filter(({ genreId }) => genre === undefined || genreId === genre);
    const matches = (ofGenre.length > 0 ? ofGenre : found).slice(0, MATCHES);
    const meant = firstSongs(matches);
    return { tracks: meant, matching: matches.filter((one) => !meant.includes(one)).map(({ id }) => id) };
  };
}

/** With those whose numbers are next to it: there is no list of playlists to name. */
function noPlaylist(session: Session, id: number): string {
  const nearest = session
    .prepare<{ id: number; name: string | null }>(
      ['chinook_playlists'],
      'SELECT id, name FROM chinook_playlists ORDER BY abs(id - ?), id LIMIT 3',
    )
    .all(id)
    .map((one) => `${one.id} (${JSON.stringify(one.name?.slice(0, 40) ?? '')})`);
  return nearest.length === 0
    ? `there is no playlist ${id}, and no other. Name a track with --track, or words with --like.`
    : `there is no playlist ${id}. Name one that exists, such as ${nearest.join(', ')}.`;
}

/** The first MEANT of a ranking that are different songs. */
function firstSongs(ranked: readonly Track[]): Track[] {
  const songs = new Map<string, Track>();
  for (const track of ranked) {
    const key = songKey(track.name, track.artist);
    if (!songs.has(key)) songs.set(key, track);
    if (songs.size === MEANT) break;
  }
  return [...songs.values()];
}

/**
 * The vector of tracks: that of one, or the mean of several, of unit length. Tracks without a vector are left out.
 * @throws Failure: 2 where none has one, or they cancel each other out
 */
export function createInputVector(session: Session): {
  of: (ids: readonly number[]) => { vector: Float32Array; with: readonly number[] };
  /** The cosine of a vector with that of a track; null where it has none. */
  similarity: (vector: Float32Array, id: number) => number | null;
} {
  const read = session.prepare<{ embedding: Uint8Array }>(
    ['track_vectors'],
    'SELECT embedding FROM track_vectors WHERE track_id = ?',
  );
  const stored = (id: number) => {
    const row = read.get(BigInt(id));
    return row && floatsOf(row.embedding);
  };
  return {
    of: (ids) => {
      const found = ids.flatMap((id) => {
        const vector = stored(id);
        return vector === undefined ? [] : [{ id, vector }];
      });
      if (found.length === 0)
        throw new Failure(
          `${ids.length === 1 ? `track ${ids[0]} has no vector` : 'none of these tracks has a vector'}. Import one with chinook-eval vectors import.`,
        );
      const vector = found.length === 1 ? found[0]?.vector : unitMean(found.map((one) => one.vector));
      if (vector === undefined)
        throw new Failure('the vectors of these tracks cancel each other out. Name fewer of them.');
      return { vector, with: found.map(({ id }) => id) };
    },
    similarity: (vector, id) => {
      const other = stored(id);
      return other === undefined ? null : other.reduce((sum, value, i) => sum + value * (vector[i] ?? 0), 0);
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
