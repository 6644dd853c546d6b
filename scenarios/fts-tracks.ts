import { defineScenario } from '../src/model/scenario.ts';
import { createTextSearch } from '../src/search/text/index.ts';
import { searchWord } from './words.ts';

export default defineScenario<string>({
  name: 'fts-tracks',
  kind: 'fts',
  description:
    'search: the 20 best tracks for a word by name, album, artist or composer, with rows and highlights',
  tables: ['tracks_fts', 'chinook_tracks', 'chinook_albums', 'chinook_artists'],
  parameters: (source) =>
    source
      .draw<{ name: string }>(128, ['chinook_tracks'], 'SELECT name FROM chinook_tracks WHERE id = $id')
      .map(({ name }) => searchWord(name)),
  joined: (session) => {
    const { search } = createTextSearch(session, ['tracks']);
    return (word) => search(word, { limit: 20 }).hits;
  },
});
