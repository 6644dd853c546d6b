import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import Database from 'better-sqlite3';
import { openCache } from '../../src/cache/open.ts';
import { openLayout } from '../../src/database/open.ts';
import { two } from '../../src/layouts/index.ts';
import { main } from '../../src/main.ts';
import { TemporaryFolder } from '../support/dataset.ts';
import { recordedStreams } from '../support/streams.ts';

const folder = new TemporaryFolder();

async function run(...words: string[]) {
  const recorded = recordedStreams({ cwd: folder.path });
  const code = await main(words, recorded.streams);
  return { code, out: recorded.out(), err: recorded.err() };
}

interface Report {
  readonly done?: { readonly action: string; readonly removed: number; readonly ended: number };
  readonly status: Record<string, number> & { statistics: Record<string, Record<string, number>> };
}

async function report(...words: string[]): Promise<Report> {
  const { code, out, err } = await run('cache', '--json', ...words);
  assert.equal(code, 0, err);
  return JSON.parse(out) as Report;
}

before(async () => {
  for (const layout of ['two', 'three'])
    assert.equal(
      (await run('build', '--layout', layout, '--scale', '1', '--out', join('data', layout))).code,
      0,
    );
});

/**
 * What an application left behind: three valid entries beside the 200 of the build, whose time is long over, and of which
 * its first store swept 32.
 */
function use() {
  const open = openLayout(two, join(folder.path, 'data/two'));
  const cache = openCache(open, { name: 'search' });
  for (const key of ['a', 'b', 'c'])
    cache.getOrCompute(key, { ttl: 3600, tags: [key === 'c' ? 'users' : 'tracks'] }, () => key);
  cache.get('a');
  cache.close();
  open.close();
}

test('status tells what is valid, expired and ended, and what processes have written down', async () => {
  use();
  const { status } = await report('--layout', 'two');
  const { entries, valid, expired, invalidated, tags } = status;
  assert.deepEqual(
    { entries, valid, expired, invalidated, tags },
    { entries: 171, valid: 3, expired: 168, invalidated: 0, tags: 0 },
  );
  assert.deepEqual(status.statistics.search, {
    hits: 1,
    misses: 3,
    stores: 3,
    evictions: 0,
    expirations: 32,
    invalidations: 0,
  });
  const { out, err } = await run('cache', '--data', 'data/two');
  assert.equal(err, '');
  assert.match(out, /^data\/two, layout two: the query cache lies in cache\.sqlite\n/);
  assert.match(out, /entries +171 +\S+ kB[\s\S]*valid +3\n[\s\S]*search +25\.0 % +1 +3 /);
});

test('a tag is ended, expired entries are swept, all are removed', async () => {
  // Stored anew, so that both tests stand alone.
  use();
  const before = await report('--layout', 'two');
  assert.ok(Number(before.status.expired) > 100, 'more than one step');
  const ended = await report('--layout', 'two', '--invalidate', 'tracks');
  assert.deepEqual(ended.done, { action: 'invalidate', tag: 'tracks', removed: 0, ended: 2 });
  assert.deepEqual([ended.status.valid, ended.status.invalidated, ended.status.tags], [1, 2, 1]);
  assert.match((await run('cache', '--layout', 'two')).out, /invalidated +2 +never served/);
  const swept = await report('--layout', 'two', '--sweep');
  assert.deepEqual(swept.done, { action: 'sweep', removed: before.status.expired, ended: 0 });
  assert.deepEqual([swept.status.entries, swept.status.valid], [3, 1]);
  const cleared = await report('--layout', 'two', '--clear');
  assert.deepEqual(cleared.done, { action: 'clear', removed: 3, ended: 1 });
  assert.equal(cleared.status.entries, 0);
  assert.deepEqual(cleared.status.statistics.command?.expirations, before.status.expired);
});

test('one entry is one entry, and a tag is told as it was given, not a page of it', async () => {
  const open = openLayout(two, join(folder.path, 'data/two'));
  openCache(open).set('only', 1, { ttl: 60, tags: ['a\tb'] });
  open.close();
  await run('cache', '--layout', 'two', '--sweep');
  assert.match(
    (await run('cache', '--layout', 'two', '--invalidate', 'a\tb')).out,
    /\ntag "a\\tb" ended: 1 entry that was valid is not any more\n/,
  );
  const long = await run('cache', '--layout', 'two', '--invalidate', 'x'.repeat(5000));
  assert.match(long.out, /\ntag "x{56}\.\.\. ended: 0 entries that were valid are not any more\n/);
  assert.match(
    (await run('cache', '--layout', 'two', '--clear')).out,
    /\nemptied: 1 entry removed, 0 of them valid\n/,
  );
});

test('a cache in `:memory:`: status says so, an action is refused', async () => {
  const { code, out } = await run('cache', '--layout', 'three');
  assert.equal(code, 0);
  assert.match(out, /lies in :memory:, in each process for itself: there is nothing to see from outside/);
  assert.equal((await report('--layout', 'three')).status, null);
  for (const action of [['--sweep'], ['--clear'], ['--invalidate', 'tracks']]) {
    const refused = await run('cache', '--layout', 'three', ...action);
    assert.deepEqual([refused.code, refused.out], [2, '']);
    assert.match(refused.err, /:memory:.*such as two\.\n$/);
  }
});

test('bad input, a damaged file, a locked one: one line and the exit code', async () => {
  const copy = (name: string) => {
    mkdirSync(join(folder.path, name));
    for (const file of ['layout.json', 'database.sqlite', 'cache.sqlite'])
      copyFileSync(join(folder.path, 'data/two', file), join(folder.path, name, file));
    return join(folder.path, name, 'cache.sqlite');
  };
  const damaged = copy('damaged');
  const bytes = readFileSync(damaged);
  writeFileSync(damaged, bytes.fill(0xff, 4096));
  writeFileSync(copy('other'), 'no database at all, but long enough to be taken for one'.repeat(100));
  const old = new Database(copy('old'));
  old.exec('ALTER TABLE query_cache RENAME COLUMN version TO edition');
  old.close();
  writeFileSync(copy('empty'), '');
  const lock = new Database(copy('locked'));
  lock.exec('BEGIN IMMEDIATE');
  const pointer = join(folder.path, 'locked/layout.json');
  // Nobody waits five seconds in a test.
  writeFileSync(
    pointer,
    readFileSync(pointer, 'utf8').replaceAll('"busy_timeout": 5000', '"busy_timeout": 0'),
  );
  const cases: [string[], number, RegExp][] = [
    [['--data', 'nowhere'], 2, /nowhere holds no layout\.json/],
    [['--data', 'data/two', '--layout', 'three'], 2, /layout two, not three/],
    [['--data', 'data/two', '--invalidate', ''], 2, /needs a tag/],
    [['--data', 'data/two', '--sweep', '--clear'], 2, /one at a time/],
    [['--data', 'damaged'], 4, /damaged/],
    [['--data', 'other'], 4, /damaged \(file is not a database\)/],
    [['--data', 'old'], 2, /earlier version.*build/],
    [['--data', 'empty'], 4, /empty\/cache\.sqlite is not whole: query_cache is missing.*Restore/],
    [['--data', 'empty', '--sweep'], 4, /query_cache is missing/],
    [['--data', 'locked', '--clear'], 11, /locked by another process/],
  ];
  for (const [words, code, message] of cases) {
    const told = await run('cache', ...words);
    assert.equal(told.code, code, told.err);
    assert.match(told.err, message);
    assert.equal(told.err.split('\n').length, 2, told.err);
    assert.equal(told.out, '');
  }
  lock.close();
});

test('interrupted between two steps: what was removed is removed, and no more', async () => {
  const recorded = recordedStreams({ cwd: folder.path });
  recorded.abort();
  assert.equal(await main(['cache', '--layout', 'two', '--sweep'], recorded.streams), 130);
});
