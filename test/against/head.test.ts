import assert from 'node:assert/strict';
import { rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { headState } from '../../src/against/head.ts';
import { describeSide } from '../../src/against/side.ts';
import { staleBuild } from '../../src/against/stale.ts';
import { Interrupted } from '../../src/model/failure.ts';
import { ENV, newFolder, Repository, tool, write } from './repository.ts';

const { signal } = new AbortController();

test('head: its commit, and whether tracked files differ', async () => {
  const repository = new Repository();
  assert.deepEqual(await headState(repository.path, ENV, signal), {
    commit: null,
    dirty: false,
    label: 'head',
  });
  const commit = repository.commit({ ...tool('1.0.0'), 'sub/a.txt': '' });
  write(repository.path, { 'notes.txt': '' });
  const clean = await headState(join(repository.path, 'sub'), ENV, signal);
  assert.deepEqual(clean, { commit, dirty: false, label: 'head' });
  assert.equal(describeSide(clean), `head (${commit.slice(0, 7)})`);
  write(repository.path, { 'build.js': '' });
  const dirty = await headState(repository.path, ENV, signal);
  assert.deepEqual(dirty, { commit, dirty: true, label: 'head' });
  assert.equal(describeSide(dirty), `head (${commit.slice(0, 7)}, with uncommitted changes)`);
  repository.git('add', 'build.js');
  assert.equal((await headState(repository.path, ENV, signal)).dirty, true);
});

test('head outside of a repository, and without git', async () => {
  const nothing = { commit: null, dirty: false, label: 'head' };
  const folder = newFolder('nowhere');
  assert.deepEqual(await headState(folder, ENV, signal), nothing);
  assert.deepEqual(await headState(folder, { ...ENV, PATH: folder, Path: undefined }, signal), nothing);
  await assert.rejects(headState(folder, ENV, AbortSignal.abort()), Interrupted);
});

test('a build is stale where a source is newer than its compiled file, or has none', () => {
  const root = newFolder('stale');
  assert.equal(staleBuild(root), null);
  write(root, { 'dist/src/a.js': '' });
  assert.equal(staleBuild(root), null, 'an installed package has no sources');
  write(root, {
    'src/a.ts': '',
    'src/deep/b.ts': '',
    'scenarios/c.ts': '',
    'src/d.d.ts': '',
    'src/e.json': '',
  });
  write(root, { 'dist/src/a.js': '', 'dist/src/deep/b.js': '', 'dist/scenarios/c.js': '' });
  const at = (place: string, seconds: number) => utimesSync(join(root, place), seconds, seconds);
  for (const place of ['src/a', 'src/deep/b', 'scenarios/c']) {
    at(`${place}.ts`, 1000);
    at(`dist/${place}.js`, 1000);
  }
  assert.equal(staleBuild(root), null);
  at('scenarios/c.ts', 1001);
  assert.equal(staleBuild(root), 'dist/ is older than scenarios/c.ts: run npm run build first');
  at('src/deep/b.ts', 1002);
  assert.equal(staleBuild(root), 'dist/ is older than src/deep/b.ts: run npm run build first');
  at('dist/src/deep/b.js', 1002);
  at('dist/scenarios/c.js', 1002);
  assert.equal(staleBuild(root), null);
  write(root, { 'src/new.ts': '' });
  assert.match(staleBuild(root) ?? '', /older than src\/new\.ts/);
  rmSync(join(root, 'dist'), { recursive: true });
  assert.equal(staleBuild(root), 'dist/ is missing: run npm run build first');
});
