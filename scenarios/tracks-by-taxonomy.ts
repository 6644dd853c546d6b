import { defineScenario } from '../src/model/scenario.ts';

const TABLES = ['chinook_taxonomies', 'chinook_taxonomy_track', 'chinook_tracks', 'chinook_albums'] as const;

export default defineScenario<{ id: number; from: number }>({
  name: 'tracks-by-taxonomy',
  kind: 'join',
  description: '25 tracks of a mood or an occasion, with their albums',
  tables: TABLES,
  parameters: (source) => {
    const tracks = source.draw<{ id: number }>(
      128,
      ['chinook_tracks'],
      'SELECT id FROM chinook_tracks WHERE id = $id',
    );
    return tracks.map(({ id: from }) => {
      const [taxonomy] = source.draw<{ id: number }>(
        1,
        ['chinook_taxonomies'],
        'SELECT id FROM chinook_taxonomies WHERE id = $id',
      );
      return { id: taxonomy?.id ?? 1, from };
    });
  },
  joined: (session) => {
    const tracks = session.prepare(
      TABLES,
      `SELECT x.name AS taxonomy, t.id, t.name, al.title FROM chinook_taxonomies x
       JOIN chinook_taxonomy_track xt ON xt.taxonomy_id = x.id JOIN chinook_tracks t ON t.id = xt.track_id
       LEFT JOIN chinook_albums al ON al.id = t.album_id
       WHERE x.id = ? AND xt.track_id >= ? ORDER BY xt.track_id LIMIT 25`,
    );
    return ({ id, from }) => tracks.all(id, from);
  },
});
