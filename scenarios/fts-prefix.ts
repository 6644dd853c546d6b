import { defineScenario } from '../src/model/scenario.ts';
import { createTextSearch } from '../src/search/text/index.ts';
import { searchPrefix } from './words.ts';

export default defineScenario<string>({
  name: 'fts-prefix',
  kind: 'fts',
  description: 'search as one types: the ten best tracks for the first three letters of a word',
  tables: ['tracks_fts', 'chinook_tracks', 'chinook_albums', 'chinook_artists'],
  parameters: (source) =>
    source
      .draw<{ name: string }>(64, ['chinook_tracks'], 'SELECT name FROM chinook_tracks WHERE id = $id')
      .map(({ name }) => searchPrefix(name)),
  joined: (session) => {
    const { search } = createTextSearch(session, ['tracks']);
    return (letters) => search(letters, { limit: 10, typing: true }).hits;
  },
});
