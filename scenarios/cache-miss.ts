import { openCache } from '../src/cache/open.ts';
import { DATASET_NOW, defineScenario } from '../src/model/scenario.ts';

export default defineScenario<{ key: string }>({
  name: 'cache-miss',
  kind: 'cache',
  description: 'an entry of the query cache that has expired or was never there',
  tables: ['query_cache', 'query_cache_tags'],
  parameters: (source) => [
    ...source.drawFrom<{ key: string }>(
      128,
      ['query_cache'],
      `SELECT key FROM query_cache WHERE expires_at <= ${DATASET_NOW} ORDER BY key`,
    ),
    ...Array.from({ length: 128 }, () => ({ key: `query:none:${source.below(1_000_000)}` })),
  ],
  joined: (session) => {
    const cache = openCache(session, { now: () => DATASET_NOW });
    return ({ key }) => cache.get(key) ?? 'miss';
  },
});
