import { defineScenario } from '../src/model/scenario.ts';

export default defineScenario<{ slug: string }>({
  name: 'track-by-slug',
  kind: 'select',
  description: 'one track by the slug in its address',
  tables: ['chinook_tracks'],
  parameters: (source) =>
    source.draw(256, ['chinook_tracks'], 'SELECT slug FROM chinook_tracks WHERE id = $id'),
  joined: (session) => {
    const bySlug = session.prepare(['chinook_tracks'], 'SELECT * FROM chinook_tracks WHERE slug = ?');
    return ({ slug }) => bySlug.get(slug);
  },
});
