import { DATASET_NOW, defineScenario } from '../src/model/scenario.ts';

export default defineScenario<{ value: string }>({
  name: 'cache-expire',
  kind: 'cache',
  description: 'a short-lived entry stored and the longest-expired one swept, in one transaction',
  tables: ['query_cache'],
  writes: true,
  parameters: (source) => source.drawFrom(256, ['query_cache'], 'SELECT value FROM query_cache ORDER BY key'),
  joined: (session) => {
    const write = session.prepare(
      ['query_cache'],
      'INSERT INTO query_cache (key, value, expires_at) VALUES (?, ?, ?)',
    );
    const sweep = session.prepare(
      ['query_cache'],
      `DELETE FROM query_cache WHERE key =
       (SELECT key FROM query_cache WHERE expires_at <= ? ORDER BY expires_at, key LIMIT 1)`,
    );
    return session.transaction(['query_cache'], ({ value }: { value: string }, call: number) => {
      write.run(`short:${call}`, value, DATASET_NOW);
      return sweep.run(DATASET_NOW).changes;
    });
  },
  effect: (session) =>
    session
      .prepare(['query_cache'], 'SELECT count(*) AS n, sum(expires_at) AS expires FROM query_cache')
      .get(),
});
