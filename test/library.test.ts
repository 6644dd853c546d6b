import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { library, main, type SlowQuery, watchSlowQueries } from '../src/index.ts';
import { TemporaryFolder } from './support/dataset.ts';
import { recordedStreams } from './support/streams.ts';

/** What importing a file loads; what it imports later, when something is asked of it, is not among it. */
function loads(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export)(?! type)[^;]*?\sfrom '(\.[^']+)'/gm,
  );
  for (const [, place = ''] of imports) loads(resolve(file, '..', place), seen);
  return seen;
}

test('the package root loads neither cache nor search nor databases until they are asked for', () => {
  const systems = (file: string) =>
    [...loads(fileURLToPath(new URL(file, import.meta.url)))].filter((one) =>
      /src[\\/](?:cache|search|database)[\\/]/.test(one),
    );
  assert.deepEqual(systems('../src/index.ts'), []);
  assert.ok(systems('../src/library.ts').length > 20);
});

test('an application opens a data folder, searches it through the cache, and closes it', async () => {
  const { openCache, openData, createRecommender, createTextSearch, readCacheStatistics } = await library();
  const { path } = new TemporaryFolder();
  const { streams, err } = recordedStreams({ cwd: path });
  const built = await main(['build', '--layout', 'two', '--scale', '1', '--out', 'data'], streams);
  assert.equal(built, 0, err());
  const open = openData(join(path, 'data'));
  const cache = openCache(open, { name: 'shop' });
  const { search } = createTextSearch(open, ['tracks']);
  let searched = 0;
  const ask = () =>
    cache.getOrCompute('love', { ttl: 60, tags: ['tracks'] }, () => {
      searched++;
      return search('love', { limit: 3 }).hits.map(({ id, slug }) => ({ id, slug }));
    });
  const first = ask();
  assert.equal(first.length, 3);
  assert.deepEqual([ask(), searched], [first, 1]);
  const recommend = createRecommender(open);
  const near = recommend({ start: { kind: 'tracks', ids: [1] }, k: 3, how: 'exact' });
  assert.deepEqual([near.recommendations.length, near.inputs[0]?.id], [3, 1]);
  assert.ok(near.recommendations.every(({ id }) => id !== 1));
  cache.close();
  assert.equal(readCacheStatistics(open).get('shop')?.hits, 1);
  open.close();
  const slow: SlowQuery[] = [];
  const log = (query: SlowQuery) => slow.push(query);
  const watched = openData(join(path, 'data'), {
    watch: (connection) => watchSlowQueries(connection, { slowSeconds: 0, log }).connection,
  });
  assert.deepEqual(slow, [], 'what opening takes is not the application');
  const shop = openCache(watched, { name: 'shop' });
  shop.getOrCompute('fire', { ttl: 60 }, () => createTextSearch(watched, ['tracks']).search('fire').hits);
  watched.transaction(['users'], () => watched.prepare(['users'], 'SELECT count(*) FROM users').all())();
  const said = slow.map(({ sql }) => sql).join('\n');
  for (const part of [/MATCH/, /INTO query_cache/, /BEGIN IMMEDIATE[\s\S]*FROM users\nCOMMIT$/])
    assert.match(said, part);
  shop.close();
  watched.close();
  writeFileSync(join(path, 'data', 'layout.json'), '{');
  assert.throws(() => openData(join(path, 'data')), { exitCode: 4 });
  assert.throws(() => openData(join(path, 'nowhere')), { exitCode: 2 });
});
