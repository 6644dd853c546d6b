import type { OpenLayout } from '../../database/open.ts';
import type { TableName } from '../../model/tables.ts';
import { randomBelow, seededRandom } from '../../stats/random.ts';
import { searchWord } from '../cache/search.ts';

/** What a request to the application is about; all of them alike for each kind of query. */
export interface Subject {
  readonly track: number;
  readonly slug: string;
  readonly album: number;
  readonly user: number;
  readonly word: string;
  readonly vector: Uint8Array;
}

/** The first query of an application that has just been started. */
export interface FirstQuery {
  readonly name: string;
  readonly ask: (open: OpenLayout, subject: Subject) => unknown;
}

const SEED = 20250719;

/** Drawn from the data from a fixed seed: the same on every layout. */
export function drawSubjects(open: OpenLayout, count: number): Subject[] {
  const random = seededRandom(SEED);
  const highest = (table: TableName) =>
    Number(open.prepare([table], `SELECT max(id) AS id FROM ${table}`).get()?.id ?? 0);
  const [tracks, users] = [highest('chinook_tracks'), highest('users')];
  const find = open.prepare<{ id: number; name: string; slug: string; album: number }>(
    ['chinook_tracks'],
    `SELECT id, name, slug, album_id AS album FROM chinook_tracks
     WHERE id >= ? AND album_id IS NOT NULL ORDER BY id LIMIT 1`,
  );
  const vector = open.prepare<{ embedding: Uint8Array }>(
    ['track_vectors'],
    'SELECT embedding FROM track_vectors WHERE track_id = ?',
  );
  return Array.from({ length: count }, () => {
    const track = find.get(1 + randomBelow(random, tracks)) ?? find.get(1);
    if (track === undefined) throw new Error('the data have no track on an album');
    // BigInt, because vec0 takes no float for a whole number.
    const { embedding } = vector.get(BigInt(track.id)) ?? {};
    if (embedding === undefined) throw new Error(`track ${track.id} has no vector`);
    const { id, slug, album, name } = track;
    return {
      track: id,
      slug,
      album,
      user: 1 + randomBelow(random, users),
      word: searchWord(name),
      vector: embedding,
    };
  });
}

const ALBUM = ['chinook_albums', 'chinook_artists', 'chinook_tracks'] as const;
const SEARCH = ['tracks_fts', 'chinook_tracks'] as const;
const NEAREST = ['track_vectors', 'chinook_tracks'] as const;

/**
 * What the scenarios of the same names are about, in one bare statement where one connection sees the tables: what is cold
 * is the database. fts-tracks itself goes through the search library, with its parsing, marks and weights.
 */
export const FIRST_QUERIES: readonly FirstQuery[] = [
  {
    name: 'track-by-slug',
    ask: (open, { slug }) =>
      open.prepare(['chinook_tracks'], 'SELECT * FROM chinook_tracks WHERE slug = ?').get(slug),
  },
  {
    name: 'album-with-tracks',
    ask: (open, { album }) =>
      open
        .prepare(
          ALBUM,
          `SELECT al.title, ar.name AS artist, t.id, t.name, t.milliseconds FROM chinook_albums al
           JOIN chinook_artists ar ON ar.id = al.artist_id JOIN chinook_tracks t ON t.album_id = al.id
           WHERE al.id = ? ORDER BY t.id`,
        )
        .all(album),
  },
  { name: 'user-activity', ask: (open, { user }) => userActivity(open, user) },
  {
    name: 'fts-tracks',
    ask: (open, { word }) =>
      open
        .prepare(
          SEARCH,
          `SELECT t.id, t.name, t.slug FROM (SELECT rowid, rank FROM tracks_fts WHERE tracks_fts MATCH ? ORDER BY rank LIMIT 20) f
           JOIN chinook_tracks t ON t.id = f.rowid ORDER BY f.rank, t.id`,
        )
        .all(word),
  },
  {
    name: 'vector-nearest',
    ask: (open, { vector }) =>
      open
        .prepare(
          NEAREST,
          `SELECT t.id, t.name, v.distance FROM (SELECT track_id, distance FROM track_vectors WHERE embedding MATCH ? AND k = 10) v
           JOIN chinook_tracks t ON t.id = v.track_id ORDER BY v.distance, t.id`,
        )
        .all(vector),
  },
];

/** Joined in SQL where one connection sees both tables, else in the application. */
function userActivity(open: OpenLayout, user: number): unknown {
  const both = ['activity_log', 'chinook_tracks'] as const;
  if (open.connectionFor(both))
    return open
      .prepare(
        both,
        `SELECT a.id, a.action, t.name AS track FROM activity_log a LEFT JOIN chinook_tracks t ON t.id = a.track_id
         WHERE a.user_id = ? ORDER BY a.created_at DESC, a.id DESC LIMIT 20`,
      )
      .all(user);
  const activities = open
    .prepare<{ id: number; action: string; track_id: number | null }>(
      ['activity_log'],
      `SELECT id, action, track_id FROM activity_log WHERE user_id = ?
       ORDER BY created_at DESC, id DESC LIMIT 20`,
    )
    .all(user);
  const ids = activities.map(({ track_id }) => track_id).filter((id) => id !== null);
  const names = open
    .prepare<{ id: number; name: string }>(
      ['chinook_tracks'],
      'SELECT id, name FROM chinook_tracks WHERE id IN (SELECT value FROM json_each(?))',
    )
    .all(JSON.stringify(ids));
  const nameOf = new Map(names.map(({ id, name }) => [id, name]));
  return activities.map(({ id, action, track_id }) => ({
    id,
    action,
    track: (track_id === null ? undefined : nameOf.get(track_id)) ?? null,
  }));
}
