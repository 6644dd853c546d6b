import type { Session } from '../../model/scenario.ts';

/** Full-text search as recommendations need it: the ids of tracks that match a text, the best first. */
export type FindTracks = (text: string, limit: number) => readonly number[];

/** Tracks with all the words of a text, whatever characters it has: each word is quoted, and operators are words. */
export function createFindTracks(session: Session): FindTracks {
  const find = session.prepare<{ id: number }>(
    ['tracks_fts'],
    'SELECT rowid AS id FROM tracks_fts WHERE tracks_fts MATCH ? ORDER BY rank LIMIT ?',
  );
  return (text, limit) => {
    const words = text.normalize('NFC').match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
    if (words.length === 0) return [];
    return find.all(words.map((word) => `"${word}"`).join(' '), limit).map(({ id }) => id);
  };
}
