import { openCache } from '../src/cache/open.ts';
import { DATASET_NOW, defineScenario } from '../src/model/scenario.ts';

export default defineScenario<{ key: string; value: string }>({
  name: 'cache-set',
  kind: 'cache',
  description: 'an entry of the query cache written anew; every sixteenth call also sweeps',
  tables: ['query_cache', 'query_cache_tags'],
  writes: true,
  parameters: (source) =>
    source.drawFrom(256, ['query_cache'], 'SELECT key, value FROM query_cache ORDER BY key'),
  joined: (session) => {
    const cache = openCache(session, { now: () => DATASET_NOW });
    return ({ key, value }, call) => {
      cache.set(key, JSON.parse(value), { ttl: 60 + (call % 3600), tags: ['tracks'] });
      return key;
    };
  },
  effect: (session) =>
    session
      .prepare(
        ['query_cache'],
        'SELECT count(*) AS n, sum(expires_at) AS expires, sum(length(value)) AS size, sum(bytes) AS bytes FROM query_cache',
      )
      .get(),
});
