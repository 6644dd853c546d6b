import { DATASET_NOW, defineScenario } from '../src/model/scenario.ts';

export default defineScenario<{ key: string }>({
  name: 'cache-hit',
  kind: 'cache',
  description: 'an entry of the query cache that is there and still valid',
  tables: ['query_cache'],
  parameters: (source) =>
    source.drawFrom(
      256,
      ['query_cache'],
      `SELECT key FROM query_cache WHERE expires_at > ${DATASET_NOW} ORDER BY key`,
    ),
  joined: (session) => {
    const read = session.prepare(
      ['query_cache'],
      'SELECT value FROM query_cache WHERE key = ? AND expires_at > ?',
    );
    return ({ key }) => read.get(key, DATASET_NOW);
  },
});
