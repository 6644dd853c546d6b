import { defineScenario } from '../src/model/scenario.ts';
import { createTextSearch } from '../src/search/text/index.ts';
import { searchWord } from './words.ts';

export default defineScenario<string>({
  name: 'fts-albums',
  kind: 'fts',
  description: 'search: the 20 best albums for a word by title or artist, with rows and highlights',
  tables: ['albums_fts', 'chinook_albums', 'chinook_artists'],
  parameters: (source) =>
    source
      .draw<{ title: string }>(128, ['chinook_albums'], 'SELECT title FROM chinook_albums WHERE id = $id')
      .map(({ title }) => searchWord(title)),
  joined: (session) => {
    const { search } = createTextSearch(session, ['albums']);
    return (word) => search(word, { limit: 20 }).hits;
  },
});
