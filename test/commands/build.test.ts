import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openLayout } from '../../src/database/open.ts';
import { three } from '../../src/layouts/index.ts';
import { main } from '../../src/main.ts';
import { TemporaryFolder } from '../support/dataset.ts';
import { recordedStreams } from '../support/streams.ts';

async function build(folder: string, ...words: string[]) {
  const recorded = recordedStreams({ cwd: folder });
  return {
    code: await main(['build', ...words], recorded.streams),
    out: recorded.out(),
    err: recorded.err(),
  };
}

test('build leaves the files of the layout and says what they are; every layout has the same digest', async () => {
  const folder = new TemporaryFolder();
  const digests = [];
  for (const layout of ['single', 'two', 'three', 'three-attached']) {
    const { code, out, err } = await build(
      folder.path,
      '--layout',
      layout,
      '--scale',
      '1',
      '--out',
      `data/${layout}`,
      '--json',
    );
    assert.equal(code, 0, err);
    digests.push((JSON.parse(out) as { digest: string }).digest);
  }
  assert.equal(new Set(digests).size, 1);
  assert.deepEqual(readdirSync(join(folder.path, 'data/three')), [
    'cache.snapshot',
    'chinook.sqlite',
    'database.sqlite',
    'layout.json',
  ]);
  const made = JSON.parse(readFileSync(join(folder.path, 'data/three/layout.json'), 'utf8')) as {
    seed: { name: string };
    scale: number;
  };
  assert.deepEqual([made.seed.name, made.scale], ['built-in catalogue', 1]);
  if (process.platform !== 'win32') {
    const mode = (name: string) => statSync(join(folder.path, 'data/three', name)).mode & 0o777;
    assert.deepEqual(['.', 'chinook.sqlite', 'layout.json'].map(mode), [0o750, 0o640, 0o640]);
  }
  const open = openLayout(three, join(folder.path, 'data/three'));
  assert.equal(
    open.connectionFor(['chinook_tracks'])?.prepare('SELECT count(*) FROM chinook_tracks').pluck().get(),
    3503,
  );
  open.close();
});

test('--size comes within a tenth of what was asked', async () => {
  const folder = new TemporaryFolder();
  for (const size of [20, 50]) {
    const { code, out } = await build(folder.path, '--size', `${size}MB`, '--out', `d${size}`);
    assert.equal(code, 0);
    assert.match(out, /layout single/);
    assert.match(out, /\nin \w+; try chinook-eval search white --data \w+, or keep it safe with .*\n$/);
    const tried = recordedStreams({ cwd: folder.path });
    const words = /try chinook-eval (search white --data \w+)/.exec(out)?.[1]?.split(' ') ?? [];
    assert.equal(await main([...words, '--limit', '1'], tried.streams), 0);
    assert.match(tried.out(), /^ +title/, 'what is proposed finds something, as it was typed');
    const { size: bytes } = statSync(join(folder.path, `d${size}`, 'database.sqlite'));
    assert.ok(Math.abs(bytes / 1e6 - size) <= size / 10, `${bytes} bytes for ${size} MB`);
  }
});

test('bad input: one line, exit 2, what is there stays as it is', async () => {
  const folder = new TemporaryFolder();
  mkdirSync(join(folder.path, 'full'));
  writeFileSync(join(folder.path, 'full', 'mine.txt'), 'mine');
  const before = readdirSync(folder.path, { recursive: true });
  const cases: [string[], RegExp][] = [
    [[], /--out/],
    [['--out', 'full'], /full is not empty/],
    [['--out', 'full/mine.txt'], /is a file/],
    [['--out', 'full/mine.txt/data'], /no folder/],
    [['--out', 'new', '--layout', 'four'], /no layout four/],
    [['--out', 'new', '--seed', 'nowhere.sqlite'], /nowhere\.sqlite/],
    [['--out', 'new', '--scale', '1', '--size', '1MB'], /--scale and --size/],
    [['--out', 'new', '--size', '900GB'], /from 1 to 5000/],
  ];
  for (const [words, message] of cases) {
    const { code, out, err } = await build(folder.path, ...words);
    assert.equal(code, 2, err);
    assert.match(err, message);
    assert.equal(out, '');
    assert.deepEqual(readdirSync(folder.path, { recursive: true }), before);
  }
});
