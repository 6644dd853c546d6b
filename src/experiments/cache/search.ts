import type { OpenLayout } from '../../database/open.ts';
import { seededRandom, shuffled } from '../../stats/random.ts';

/** What a user searches for. */
export interface Question {
  readonly word: string;
  readonly user: number;
}

/** As in scenario complex-search: how many matches are weighed and shown, and how much a favourite genre counts. */
const CANDIDATES = 50;
const SHOWN = 20;
const FAVOURITE = 1.5;

const ORDER_SEED = 20250719;

/** Words from the names of tracks all over the catalogue, each asked by a user; the same for the same data. */
export function drawQuestions(open: OpenLayout, count: number): Question[] {
  const highest = (table: 'chinook_tracks' | 'users') =>
    Number(open.prepare([table], `SELECT max(id) AS id FROM ${table}`).get()?.id ?? 0);
  const [tracks, users] = [highest('chinook_tracks'), highest('users')];
  const name = open.prepare<{ name: string }>(
    ['chinook_tracks'],
    'SELECT name FROM chinook_tracks WHERE id >= ? ORDER BY id LIMIT 1',
  );
  const questions = Array.from({ length: count }, (_, n) => ({
    word: searchWord(name.get(1 + Math.floor((n * tracks) / count))?.name ?? ''),
    user: 1 + (n % Math.max(1, users)),
  }));
  return shuffled(questions, seededRandom(ORDER_SEED));
}

/** A word of four letters or more, as an FTS5 string; "love" where the name has none. */
export function searchWord(name: string): string {
  return `"${/\p{L}{4,}/u.exec(name)?.[0] ?? 'love'}"`;
}

/**
 * The search that a cache would save (section 3.2 of the evaluation document): full text, the user's preferences, and
 * both combined in the application, so that it runs alike wherever the tables lie. Returns JSON.
 */
export function searcher(open: OpenLayout): (question: Question) => string {
  const search = open.prepare<{ id: number; name: string; genre_id: number | null; rank: number }>(
    ['tracks_fts', 'chinook_tracks'],
    `SELECT t.id, t.name, t.genre_id, f.rank
     FROM (SELECT rowid, rank FROM tracks_fts WHERE tracks_fts MATCH ? ORDER BY rank LIMIT ${CANDIDATES}) f
     JOIN chinook_tracks t ON t.id = f.rowid`,
  );
  const preferences = open.prepare<{ preferences: string }>(
    ['users'],
    'SELECT preferences FROM users WHERE id = ?',
  );
  return ({ word, user }) => {
    const { genre } = JSON.parse(preferences.get(user)?.preferences ?? '{}') as { genre?: number };
    const found = search
      .all(word)
      .map(({ id, name, genre_id, rank }) => ({
        id,
        name,
        score: rank * (genre_id === genre ? FAVOURITE : 1),
      }))
      .sort((a, b) => a.score - b.score || a.id - b.id);
    return JSON.stringify(found.slice(0, SHOWN));
  };
}
