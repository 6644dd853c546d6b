import { openCache } from '../src/cache/open.ts';
import { DATASET_NOW, defineScenario, type Session } from '../src/model/scenario.ts';
import { createTextSearch } from '../src/search/text/index.ts';
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
  let now = DATASET_NOW;
  // Its statistics are left out: they are written once a minute, by a clock that goes two seconds with every call here.
  const cache = openCache(session, { now: () => now, flushSeconds: Number.POSITIVE_INFINITY });
  return (search: Search, call: number) => {
    // Entries live one second and two pass between calls: every call is a miss and runs the whole flow.
    now = DATASET_NOW + 2 * call;
    const key = `search:${search.user}:${search.word}`;
    return cache.getOrCompute(key, { ttl: 1, tags: ['tracks', `user:${search.user}`] }, () =>
      compute(search),
    );
  };
}

/** The best matches of the search system for a word, with their ranks (the smaller the better). */
function searcher(session: Session) {
  const { ranked } = createTextSearch(session, ['tracks']);
  return (word: string) => ranked(word, { limit: CANDIDATES }).hits.map(({ id, rank }) => ({ id, rank }));
}

export default defineScenario<Search>({
  name: 'complex-search',
  kind: 'flow',
  description: 'section 3.2: look in the cache, search, read the preferences, combine, store (always a miss)',
  tables: [
    'query_cache',
    'query_cache_tags',
    'tracks_fts',
    'chinook_tracks',
    'chinook_albums',
    'chinook_artists',
    'users',
  ],
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
    const find = searcher(session);
    // The preference as a scalar subquery, which SQLite runs once; joined, its JSON would be parsed for each match.
    const combine = session.prepare(
      ['chinook_tracks', 'users'],
      `SELECT t.id, t.name, (m.value ->> 'rank') * iif(
         t.genre_id = (SELECT json_extract(preferences, '$.genre') FROM users WHERE id = ?), ${FAVOURITE}, 1.0) AS score
       FROM json_each(?) m CROSS JOIN chinook_tracks t ON t.id = m.value ->> 'id' ORDER BY score, t.id LIMIT ${SHOWN}`,
    );
    return throughCache(session, ({ word, user }) => combine.all(user, JSON.stringify(find(word))));
  },
  application: (session) => {
    const find = searcher(session);
    const tracks = session.prepare<{ id: number; name: string; genre_id: number | null; rank: number }>(
      ['chinook_tracks'],
      `SELECT t.id, t.name, t.genre_id, m.value ->> 'rank' AS rank
       FROM json_each(?) m CROSS JOIN chinook_tracks t ON t.id = m.value ->> 'id'`,
    );
    const preferences = session.prepare<{ preferences: string }>(
      ['users'],
      'SELECT preferences FROM users WHERE id = ?',
    );
    return throughCache(session, ({ word, user }) => {
      const found = tracks.all(JSON.stringify(find(word)));
      const { genre } = JSON.parse(preferences.get(user)?.preferences ?? '{}') as { genre?: number };
      return found
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
        `SELECT key, value, expires_at, tags FROM query_cache WHERE key LIKE 'search:%' ORDER BY key`,
      )
      .all()
      .map((row) => ({ ...row, value: JSON.parse(String(row.value)) as unknown })),
});
