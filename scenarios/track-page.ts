import { defineScenario } from '../src/model/scenario.ts';

export default defineScenario<{ id: number; genre: number }>({
  name: 'track-page',
  kind: 'select',
  description: 'a page of 25 tracks of a genre, from a given track on',
  tables: ['chinook_tracks'],
  parameters: (source) =>
    source.draw(
      128,
      ['chinook_tracks'],
      'SELECT id, genre_id AS genre FROM chinook_tracks WHERE id = $id AND genre_id IS NOT NULL',
    ),
  joined: (session) => {
    const page = session.prepare(
      ['chinook_tracks'],
      'SELECT id, name, slug, milliseconds, unit_price FROM chinook_tracks WHERE genre_id = ? AND id >= ? ORDER BY id LIMIT 25',
    );
    return ({ genre, id }) => page.all(genre, id);
  },
});
