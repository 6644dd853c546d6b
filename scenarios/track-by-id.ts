import { defineScenario } from '../src/model/scenario.ts';

export default defineScenario<{ id: number }>({
  name: 'track-by-id',
  kind: 'select',
  description: 'one track by its primary key',
  tables: ['chinook_tracks'],
  parameters: (source) =>
    source.draw(256, ['chinook_tracks'], 'SELECT id FROM chinook_tracks WHERE id = $id'),
  joined: (session) => {
    const byId = session.prepare(['chinook_tracks'], 'SELECT * FROM chinook_tracks WHERE id = ?');
    return ({ id }) => byId.get(id);
  },
});
