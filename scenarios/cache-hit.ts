import { openCache } from '../src/cache/open.ts';
import { DATASET_NOW, defineScenario } from '../src/model/scenario.ts';

export default defineScenario<{ key: string }>({
  name: 'cache-hit',
  kind: 'cache',
  description: 'an entry of the query cache that is there and still valid',
  tables: ['query_cache', 'query_cache_tags'],
  parameters: (source) =>
    source.drawFrom(
      256,
      ['query_cache'],
      `SELECT key FROM query_cache WHERE expires_at > ${DATASET_NOW} ORDER BY key`,
    ),
  joined: (session) => {
    const cache = openCache(session, { now: () => DATASET_NOW });
    return ({ key }) => cache.get(key);
  },
});
