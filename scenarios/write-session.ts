import { DATASET_NOW, defineScenario } from '../src/model/scenario.ts';

export default defineScenario<{ id: number; payload: string }>({
  name: 'write-session',
  kind: 'write',
  description: 'a session touched on every request: payload and time of last activity',
  tables: ['sessions'],
  writes: true,
  parameters: (source) => source.draw(256, ['sessions'], 'SELECT id, payload FROM sessions WHERE id = $id'),
  joined: (session) => {
    const touch = session.prepare(
      ['sessions'],
      'UPDATE sessions SET payload = ?, last_activity = ? WHERE id = ?',
    );
    return ({ id, payload }, call) => touch.run(payload, DATASET_NOW + call, id).changes;
  },
  effect: (session) =>
    session
      .prepare(
        ['sessions'],
        'SELECT id, payload, last_activity FROM sessions ORDER BY last_activity DESC, id LIMIT 20',
      )
      .all(),
});
