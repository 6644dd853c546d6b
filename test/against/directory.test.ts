import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterEach, test } from 'node:test';
import {
  assertNothingLeft,
  DECLARED,
  ENV,
  newFolder,
  obtain,
  Repository,
  refusal,
  tool,
  write,
} from './repository.ts';

afterEach(assertNothingLeft);

const COMPILED = { 'dist/trial.js': '' };

test('a checkout, clean and dirty; it is not touched', async () => {
  const repository = new Repository();
  const commit = repository.commit({ ...tool('1.0.0'), 'own/a.js': '' });
  write(repository.path, { ...COMPILED, 'untracked.txt': '' });
  const index = statSync(join(repository.path, '.git/index')).mtimeMs;
  const cwd = newFolder('elsewhere');
  const clean = await obtain(repository.path, cwd);
  assert.equal(clean.label, repository.path);
  assert.equal(clean.root, repository.path);
  assert.equal(clean.place, repository.path);
  assert.equal(clean.commit, commit);
  assert.equal(clean.dirty, false);
  write(repository.path, { 'build.js': '// changed' });
  const dirty = await obtain(`../${basename(repository.path)}`, cwd);
  assert.equal(dirty.root, repository.path);
  assert.equal(dirty.dirty, true);
  const before = readdirSync(repository.path);
  await dirty.remove();
  await clean.remove();
  assert.deepEqual(readdirSync(repository.path), before);
  assert.equal(statSync(join(repository.path, '.git/index')).mtimeMs, index);
});

test('the place is the one of the checkout, else of the package; null where there is none', async () => {
  const [mine, theirs] = [new Repository(), new Repository()];
  for (const one of [mine, theirs]) one.commit({ ...tool('1.0.0'), 'own/a.js': '' });
  write(theirs.path, COMPILED);
  mkdirSync(join(mine.path, 'new'));
  assert.equal((await obtain(theirs.path, join(mine.path, 'own'))).place, join(theirs.path, 'own'));
  assert.equal((await obtain(theirs.path, join(mine.path, 'new'))).place, null);
  const unpacked = newFolder('unpacked');
  write(unpacked, { ...tool('1.0.0'), ...COMPILED, 'own/a.js': '' });
  assert.equal((await obtain(unpacked, join(mine.path, 'own'))).place, join(unpacked, 'own'));
});

test('an installed version: of an application, or the package itself; no commit of the repository around it', async () => {
  const app = new Repository();
  const commit = app.commit({ 'package.json': '{"name":"app"}', '.gitignore': 'node_modules/\n' });
  const installed = join(app.path, 'node_modules/chinook-eval');
  write(installed, { ...tool('1.0.0'), ...COMPILED });
  const through = await obtain(app.path, app.path);
  assert.equal(through.root, installed);
  assert.equal(through.place, app.path);
  assert.equal(through.commit, commit);
  const direct = await obtain('./node_modules/chinook-eval', app.path);
  assert.equal(direct.root, installed);
  assert.equal(direct.place, null);
  assert.equal(direct.commit, null);
});

test('a name without a dot is a folder where it is no ref, with and without git', async () => {
  const parent = newFolder('parent');
  write(join(parent, 'base'), { ...tool('1.0.0'), ...COMPILED });
  const withoutGit = { ...ENV, PATH: newFolder('empty'), Path: undefined };
  for (const env of [ENV, withoutGit]) {
    const side = await obtain('base', parent, { env });
    assert.equal(side.root, join(parent, 'base'));
    assert.equal(side.commit, null);
  }
  const repository = new Repository();
  repository.commit(tool('1.0.0'));
  write(join(repository.path, 'old/base'), { ...tool('1.0.0'), ...COMPILED });
  assert.equal((await obtain('old/base', repository.path)).root, join(repository.path, 'old/base'));
});

test('~ is the home folder', async () => {
  const home = newFolder('home');
  write(join(home, 'base'), { ...tool('1.0.0'), ...COMPILED });
  assert.equal((await obtain('~/base', home, { env: { ...ENV, HOME: home } })).root, join(home, 'base'));
});

test('the Node that it pins is used, where it is installed', async () => {
  const folder = newFolder('pinned');
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const place = `node_modules/node-${platform}-${process.arch}`;
  const node = `${place}/bin/${platform === 'win' ? 'node.exe' : 'node'}`;
  write(folder, { ...tool('1.0.0'), ...COMPILED, [`${place}/package.json`]: '{}' });
  assert.equal((await obtain(folder, folder)).node, process.execPath);
  write(folder, { [node]: '' });
  assert.equal((await obtain(folder, folder)).node, join(folder, node));
});

test('refused: no folder, a file, no chinook-eval, too old, not compiled', async () => {
  const folder = newFolder('refused');
  write(folder, { 'run.json': '{}', 'empty/package.json': '{"name":"other"}' });
  write(join(folder, 'old'), { ...tool('1.0.0', { chinookEval: undefined }), ...COMPILED });
  write(join(folder, 'new'), { ...tool('1.0.0', { chinookEval: { ...DECLARED, trialProtocol: 9 } }) });
  write(join(folder, 'source'), tool('1.0.0'));
  const cases: [string, number, RegExp][] = [
    ['./none', 2, /^--against \.\/none: there is no such folder\./],
    ['./run.json', 2, /that is a file\. .*chinook-eval compare\.$/],
    ['./empty', 2, /^\.\/empty has no chinook-eval/],
    ['./old', 3, /^\.\/old is older than --against: it has no trial protocol/],
    ['./new', 3, /^\.\/new speaks trial protocol 9, this chinook-eval 1/],
    ['./source', 3, /^\.\/source is not compiled: dist.trial\.js is missing/],
  ];
  for (const [target, exitCode, message] of cases)
    await assert.rejects(obtain(target, folder), refusal(exitCode, message));
  // What lies above the folder is not meant.
  write(join(dirname(folder), 'above'), { ...tool('1.0.0'), ...COMPILED, 'below/a.txt': '' });
  await assert.rejects(obtain('../above/below', folder), refusal(2, /has no chinook-eval/));
});
