import type { Row, Session } from '../../model/scenario.ts';
import type { TableName } from '../../model/tables.ts';

/** A track with what people know it by. */
export interface Track extends Row {
  readonly id: number;
  readonly name: string;
  readonly artist: string | null;
  readonly album: string | null;
  readonly genre: string | null;
  readonly artistId: number | null;
  readonly albumId: number | null;
  readonly genreId: number | null;
  readonly mediaTypeId: number;
  readonly milliseconds: number;
}

const TABLES = [
  'chinook_tracks',
  'chinook_albums',
  'chinook_artists',
  'chinook_genres',
] as const satisfies readonly TableName[];

/** Reads tracks by their ids, in the order of these; one that is not there is left out. */
export function createTracks(session: Session): (ids: readonly number[]) => Track[] {
  const read = session.prepare<Track>(
    TABLES,
    `SELECT t.id, t.name, ar.name AS artist, al.title AS album, g.name AS genre, al.artist_id AS artistId,
       t.album_id AS albumId, t.genre_id AS genreId, t.media_type_id AS mediaTypeId, t.milliseconds
     FROM json_each(?) wanted CROSS JOIN chinook_tracks t ON t.id = wanted.value
       LEFT JOIN chinook_albums al ON al.id = t.album_id
       LEFT JOIN chinook_artists ar ON ar.id = al.artist_id LEFT JOIN chinook_genres g ON g.id = t.genre_id
     ORDER BY wanted.key`,
  );
  return (ids) => read.all(JSON.stringify(ids));
}

/** Counts, for each of some tracks, the playlists that hold it and one of the others as well. */
export function createSharedPlaylists(
  session: Session,
): (tracks: readonly number[], others: readonly number[]) => ReadonlyMap<number, number> {
  const shared = session.prepare<{ id: number; playlists: number }>(
    ['chinook_playlist_track'],
    `WITH theirs AS MATERIALIZED (SELECT DISTINCT playlist_id FROM chinook_playlist_track
       WHERE track_id IN (SELECT value FROM json_each(?)))
     SELECT p.track_id AS id, count(*) AS playlists FROM chinook_playlist_track p
     WHERE p.track_id IN (SELECT value FROM json_each(?)) AND p.playlist_id IN theirs GROUP BY p.track_id`,
  );
  return (tracks, others) =>
    new Map(
      shared.all(JSON.stringify(others), JSON.stringify(tracks)).map(({ id, playlists }) => [id, playlists]),
    );
}
