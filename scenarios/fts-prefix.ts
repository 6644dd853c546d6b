import { defineScenario } from '../src/model/scenario.ts';
import { searchPrefix } from './words.ts';

export default defineScenario<string>({
  name: 'fts-prefix',
  kind: 'fts',
  description: 'ten suggestions for the first three letters of a word',
  tables: ['tracks_fts', 'chinook_tracks'],
  parameters: (source) =>
    source
      .draw<{ name: string }>(64, ['chinook_tracks'], 'SELECT name FROM chinook_tracks WHERE id = $id')
      .map(({ name }) => searchPrefix(name)),
  joined: (session) => {
    const suggest = session.prepare(
      ['tracks_fts', 'chinook_tracks'],
      `SELECT t.id, t.name FROM (SELECT rowid FROM tracks_fts WHERE tracks_fts MATCH ? ORDER BY rowid LIMIT 10) f
       JOIN chinook_tracks t ON t.id = f.rowid ORDER BY t.id`,
    );
    return (prefix) => suggest.all(prefix);
  },
});
