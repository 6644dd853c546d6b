import type { Session } from '../../model/scenario.ts';
import type { TableName } from '../../model/tables.ts';
import type { Tags } from './tags.ts';

const TABLES = [
  'chinook_tracks',
  'chinook_albums',
  'chinook_artists',
] as const satisfies readonly TableName[];

/** The track that tags fit, or the end of a sentence that says why none. */
export type Match = { readonly trackId: number } | { readonly reason: string };

interface Entry {
  readonly id: number;
  readonly artist: string;
  readonly album: string;
}

const WAY_OUT = 'name its track with --map';
/** So many of the tracks that fit are named. */
const NAMED = 5;

/**
 * Finds the track that a file's tags mean. Title, artist and album are compared without case, accents and punctuation.
 * Whatever the tags say has to agree: a title alone is not enough, and one of another album is another recording.
 */
export function makeMatcher(session: Session): (tags: Tags) => Match {
  const byTitle = new Map<string, Entry[]>();
  const rows = session
    .prepare<{ id: number; name: string; album: string | null; artist: string | null }>(
      TABLES,
      `SELECT t.id AS id, t.name AS name, al.title AS album, ar.name AS artist FROM chinook_tracks t
       LEFT JOIN chinook_albums al ON al.id = t.album_id LEFT JOIN chinook_artists ar ON ar.id = al.artist_id ORDER BY t.id`,
    )
    .all();
  for (const { id, name, album, artist } of rows) {
    const title = normalise(name);
    const entry = { id, artist: normalise(artist ?? ''), album: normalise(album ?? '') };
    const same = byTitle.get(title);
    if (same === undefined) byTitle.set(title, [entry]);
    else same.push(entry);
  }
  return ({ title, artists, album }) => {
    if (title === null) return { reason: `has no title in its tags; ${WAY_OUT}` };
    if (artists.length === 0 && album === null)
      return { reason: `has neither artist nor album in its tags; ${WAY_OUT}` };
    const names = artists.map(normalise);
    const onAlbum = album === null ? null : normalise(album);
    const fitting = (byTitle.get(normalise(title)) ?? []).filter(
      (entry) =>
        (names.length === 0 || names.includes(entry.artist)) && (onAlbum === null || entry.album === onAlbum),
    );
    const [first, second] = fitting;
    const shown = [JSON.stringify(title), artists[0] && `by ${artists[0]}`, album && `on ${album}`];
    const said = shown.filter((part) => part).join(' ');
    if (first === undefined) return { reason: `fits no track by its tags (${said}); ${WAY_OUT}` };
    if (second === undefined) return { trackId: first.id };
    const ids = fitting.slice(0, NAMED).map(({ id }) => id);
    const more = fitting.length > NAMED ? ' ...' : '';
    return {
      reason: `fits ${fitting.length} tracks by its tags (${said}: ${ids.join(', ')}${more}); ${WAY_OUT}`,
    };
  };
}

/** Without case, accents, punctuation and spaces at the ends; what is nothing but punctuation stays as it is. */
export function normalise(text: string): string {
  const bare = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('&', ' and ');
  // An apostrophe joins (don't, dont), other marks part.
  const words = bare
    .replace(/['’`]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return words === '' ? bare.trim() : words;
}
