import { DATASET_NOW, defineScenario } from '../src/model/scenario.ts';

export default defineScenario<{ key: string; value: string }>({
  name: 'cache-set',
  kind: 'cache',
  description: 'an entry of the query cache written anew',
  tables: ['query_cache'],
  writes: true,
  parameters: (source) =>
    source.drawFrom(256, ['query_cache'], 'SELECT key, value FROM query_cache ORDER BY key'),
  joined: (session) => {
    const write = session.prepare(
      ['query_cache'],
      `INSERT INTO query_cache (key, value, expires_at) VALUES (?, ?, ?)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`,
    );
    return ({ key, value }, call) => write.run(key, value, DATASET_NOW + 60 + (call % 3600)).changes;
  },
  effect: (session) =>
    session
      .prepare(
        ['query_cache'],
        'SELECT count(*) AS n, sum(expires_at) AS expires, sum(length(value)) AS size FROM query_cache',
      )
      .get(),
});
