import { defineScenario } from '../../../src/model/scenario.ts';

/**
 * A known difference: the same point SELECT so many times in one call, given as ?n=103. The result does not depend on
 * the number, so that two of them may be compared.
 */
const inner = Number(new URL(import.meta.url).searchParams.get('n') ?? 100);

export default defineScenario<{ id: number }>({
  name: 'inner',
  kind: 'select',
  description: 'many point SELECTs in one call',
  tables: ['chinook_tracks'],
  parameters: (source) =>
    source.draw(256, ['chinook_tracks'], 'SELECT id FROM chinook_tracks WHERE id = $id'),
  joined: (session) => {
    const byId = session.prepare(['chinook_tracks'], 'SELECT name FROM chinook_tracks WHERE id = ?');
    return ({ id }) => {
      for (let i = 1; i < inner; i++) byId.get(id);
      return byId.get(id);
    };
  },
});
