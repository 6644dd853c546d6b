import { defineScenario } from '../src/model/scenario.ts';

const TABLES = ['chinook_albums', 'chinook_artists', 'chinook_tracks'] as const;

export default defineScenario<{ id: number }>({
  name: 'album-with-tracks',
  kind: 'join',
  description: 'an album with its artist and its tracks',
  tables: TABLES,
  parameters: (source) =>
    source.draw(256, ['chinook_albums'], 'SELECT id FROM chinook_albums WHERE id = $id'),
  joined: (session) => {
    const album = session.prepare(
      TABLES,
      `SELECT al.title, ar.name AS artist, t.id, t.name, t.milliseconds FROM chinook_albums al
       JOIN chinook_artists ar ON ar.id = al.artist_id JOIN chinook_tracks t ON t.album_id = al.id
       WHERE al.id = ? ORDER BY t.id`,
    );
    return ({ id }) => album.all(id);
  },
});
