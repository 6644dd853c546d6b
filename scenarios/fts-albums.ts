import { defineScenario } from '../src/model/scenario.ts';
import { searchWord } from './words.ts';

export default defineScenario<string>({
  name: 'fts-albums',
  kind: 'fts',
  description: 'the 20 best albums for a word, by title or artist',
  tables: ['albums_fts', 'chinook_albums'],
  parameters: (source) =>
    source
      .draw<{ title: string }>(128, ['chinook_albums'], 'SELECT title FROM chinook_albums WHERE id = $id')
      .map(({ title }) => searchWord(title)),
  joined: (session) => {
    const search = session.prepare(
      ['albums_fts', 'chinook_albums'],
      `SELECT a.id, a.title, a.slug FROM (SELECT rowid, rank FROM albums_fts WHERE albums_fts MATCH ? ORDER BY rank LIMIT 20) f
       JOIN chinook_albums a ON a.id = f.rowid ORDER BY f.rank, a.id`,
    );
    return (word) => search.all(word);
  },
});
