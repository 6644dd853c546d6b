import { DATASET_NOW, defineScenario, type Session } from '../src/model/scenario.ts';
import { searchWord } from './words.ts';

interface Search {
  readonly word: string;
  readonly user: number;
}

/** How many matches are weighed, how many are shown, and how much a user's favourite genre counts. */
const CANDIDATES = 50;
const SHOWN = 20;
const FAVOURITE = 1.5;

/** Section 3.2: the cache is asked first, and what was found is stored there. */
function throughCache(session: Session, compute: (search: Search) => unknown) {
  const look = session.prepare<{ value: string }>(
    ['query_cache'],
    'SELECT value FROM query_cache WHERE key = ? AND expires_at > ?',
  );
  const store = session.prepare(
    ['query_cache'],
    `INSERT INTO query_cache (key, value, expires_at) VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`,
  );
  return (search: Search, call: number) => {
    // Entries live one second and two pass between calls: every call is a miss and runs the whole flow.
    const now = DATASET_NOW + 2 * call;
    const key = `search:${search.user}:${search.word}`;
    const cached = look.get(key, now);
    if (cached !== undefined) return JSON.parse(cached.value) as unknown;
    const found = compute(search);
    store.run(key, JSON.stringify(found), now + 1);
    return found;
  };
}

export default defineScenario<Search>({
  name: 'complex-search',
  kind: 'flow',
  description: 'section 3.2: look in the cache, search, read the preferences, combine, store (always a miss)',
  tables: ['query_cache', 'tracks_fts', 'chinook_tracks', 'users'],
  writes: true,
  parameters: (source) => {
    const names = source.draw<{ name: string }>(
      128,
      ['chinook_tracks'],
      'SELECT name FROM chinook_tracks WHERE id = $id',
    );
    const users = source.draw<{ id: number }>(128, ['users'], 'SELECT id FROM users WHERE id = $id');
    return names.map(({ name }, index) => ({ word: searchWord(name), user: users[index]?.id ?? 1 }));
  },
  joined: (session) => {
    // The preference as a scalar subquery, which SQLite runs once; joined, its JSON would be parsed for each match.
    const search = session.prepare(
      ['tracks_fts', 'chinook_tracks', 'users'],
      `SELECT t.id, t.name, f.rank * iif(
         t.genre_id = (SELECT json_extract(preferences, '$.genre') FROM users WHERE id = ?), ${FAVOURITE}, 1.0) AS score
       FROM (SELECT rowid, rank FROM tracks_fts WHERE tracks_fts MATCH ? ORDER BY rank LIMIT ${CANDIDATES}) f
       JOIN chinook_tracks t ON t.id = f.rowid ORDER BY score, t.id LIMIT ${SHOWN}`,
    );
    return throughCache(session, ({ word, user }) => search.all(user, word));
  },
  application: (session) => {
    const search = session.prepare<{ id: number; name: string; genre_id: number | null; rank: number }>(
      ['tracks_fts', 'chinook_tracks'],
      `SELECT t.id, t.name, t.genre_id, f.rank
       FROM (SELECT rowid, rank FROM tracks_fts WHERE tracks_fts MATCH ? ORDER BY rank LIMIT ${CANDIDATES}) f
       JOIN chinook_tracks t ON t.id = f.rowid`,
    );
    const preferences = session.prepare<{ preferences: string }>(
      ['users'],
      'SELECT preferences FROM users WHERE id = ?',
    );
    return throughCache(session, ({ word, user }) => {
      const tracks = search.all(word);
      const { genre } = JSON.parse(preferences.get(user)?.preferences ?? '{}') as { genre?: number };
      return tracks
        .map(({ id, name, genre_id, rank }) => ({
          id,
          name,
          score: rank * (genre_id === genre ? FAVOURITE : 1),
        }))
        .sort((a, b) => a.score - b.score || a.id - b.id)
        .slice(0, SHOWN);
    });
  },
  effect: (session) =>
    session
      .prepare(
        ['query_cache'],
        `SELECT key, value, expires_at FROM query_cache WHERE key LIKE 'search:%' ORDER BY key`,
      )
      .all()
      .map(({ key, value, expires_at }) => ({
        key,
        value: JSON.parse(String(value)) as unknown,
        expires_at,
      })),
});
