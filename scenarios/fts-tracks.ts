import { defineScenario } from '../src/model/scenario.ts';
import { searchWord } from './words.ts';

export default defineScenario<string>({
  name: 'fts-tracks',
  kind: 'fts',
  description: 'the 20 best tracks for a word, by name, album, artist or composer',
  tables: ['tracks_fts', 'chinook_tracks'],
  parameters: (source) =>
    source
      .draw<{ name: string }>(128, ['chinook_tracks'], 'SELECT name FROM chinook_tracks WHERE id = $id')
      .map(({ name }) => searchWord(name)),
  joined: (session) => {
    const search = session.prepare(
      ['tracks_fts', 'chinook_tracks'],
      `SELECT t.id, t.name, t.slug FROM (SELECT rowid, rank FROM tracks_fts WHERE tracks_fts MATCH ? ORDER BY rank LIMIT 20) f
       JOIN chinook_tracks t ON t.id = f.rowid ORDER BY f.rank, t.id`,
    );
    return (word) => search.all(word);
  },
});
