import { openCache } from '../src/cache/open.ts';
import { DATASET_NOW, defineScenario } from '../src/model/scenario.ts';

export default defineScenario<{ value: string }>({
  name: 'cache-expire',
  kind: 'cache',
  description: 'a short-lived entry stored and the longest-expired one swept, in one transaction',
  tables: ['query_cache', 'query_cache_tags'],
  writes: true,
  parameters: (source) => source.drawFrom(256, ['query_cache'], 'SELECT value FROM query_cache ORDER BY key'),
  joined: (session) => {
    let now = DATASET_NOW;
    const cache = openCache(session, { now: () => now });
    return session.transaction(
      ['query_cache', 'query_cache_tags'],
      ({ value }: { value: string }, call: number) => {
        now = DATASET_NOW - 1;
        cache.set(`short:${call}`, JSON.parse(value), { ttl: 1 });
        now = DATASET_NOW;
        return cache.sweep(1);
      },
    );
  },
  effect: (session) =>
    session
      .prepare(['query_cache'], 'SELECT count(*) AS n, sum(expires_at) AS expires FROM query_cache')
      .get(),
});
