import { DATASET_NOW, defineScenario } from '../src/model/scenario.ts';

export default defineScenario<{ key: string }>({
  name: 'cache-miss',
  kind: 'cache',
  description: 'an entry of the query cache that has expired or was never there',
  tables: ['query_cache'],
  parameters: (source) => [
    ...source.drawFrom<{ key: string }>(
      128,
      ['query_cache'],
      `SELECT key FROM query_cache WHERE expires_at <= ${DATASET_NOW} ORDER BY key`,
    ),
    ...Array.from({ length: 128 }, () => ({ key: `query:none:${source.below(1_000_000)}` })),
  ],
  joined: (session) => {
    const read = session.prepare(
      ['query_cache'],
      'SELECT value FROM query_cache WHERE key = ? AND expires_at > ?',
    );
    return ({ key }) => read.get(key, DATASET_NOW) ?? 'miss';
  },
});
