import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { assertNothingLeft, ENV, obtain, Repository, tool, write } from './repository.ts';

afterEach(assertNothingLeft);

test('a branch, a tag, a commit, an expression: checked out, compiled and ready; removed after use', async () => {
  const repository = new Repository();
  const first = repository.commit(tool('1.0.0'));
  repository.git('tag', '-a', '-m', 'first', 'v1');
  repository.git('branch', 'feature/one');
  repository.commit(tool('2.0.0'));
  for (const target of ['feature/one', 'v1', first, first.slice(0, 10), 'HEAD~1']) {
    const progress: string[] = [];
    const side = await obtain(target, repository.path, { progress });
    assert.equal(side.label, target);
    assert.equal(side.commit, first);
    assert.equal(side.dirty, false);
    assert.equal(side.protocol, 1);
    assert.equal(side.place, side.root);
    assert.equal(side.trialProgram, join(side.root, 'dist', 'trial.js'));
    assert.equal(readFileSync(side.trialProgram, 'utf8'), '// 1.0.0\n');
    assert.equal(side.node, process.execPath);
    const name = `${target} (${first.slice(0, 7)})`;
    assert.deepEqual(progress, [`checking out ${name}`, `installing ${name} with npm ci`]);
    await Promise.all([side.remove(), side.remove()]);
    await side.remove();
    assertNothingLeft();
  }
});

test('the work tree, the index and other worktrees stay as they are', async () => {
  const repository = new Repository();
  repository.commit(tool('1.0.0'));
  // Its folder is gone for now, as on a disk that is not mounted: `git worktree prune` would forget it.
  const away = `${repository.path}-away`;
  repository.git('worktree', 'add', '-q', '--detach', away);
  rmSync(away, { recursive: true });
  write(repository.path, { 'build.js': 'throw new Error("not committed");' });
  repository.git('add', 'build.js');
  const before = repository.git('status', '--porcelain');
  await (await obtain('HEAD', repository.path)).remove();
  assert.equal(repository.git('status', '--porcelain'), before);
  assert.match(repository.git('worktree', 'list'), /-away/);
  repository.git('worktree', 'prune');
});

test('in a subfolder: the package above it, and the place that corresponds', async () => {
  const repository = new Repository();
  repository.commit({ ...tool('1.0.0'), 'own/scenario.js': '' });
  mkdirSync(join(repository.path, 'later'));
  const side = await obtain('main', join(repository.path, 'own'));
  assert.equal(side.place, join(side.root, 'own'));
  assert.ok(existsSync(join(side.root, 'own/scenario.js')));
  await side.remove();
  const without = await obtain('main', join(repository.path, 'later'));
  assert.equal(without.place, null);
  await without.remove();
});

test('a package in a folder of its repository', async () => {
  const repository = new Repository();
  repository.commit({ 'package.json': '{"name":"all"}', ...tool('1.0.0', { folder: 'packages/tool/' }) });
  const side = await obtain('main', join(repository.path, 'packages/tool'));
  assert.ok(side.root.endsWith(join('packages', 'tool')));
  assert.equal(side.place, side.root);
  await side.remove();
});

test('workspaces: installed from the folder with the lock file, found in the node_modules they share', async () => {
  const repository = new Repository();
  const description = { name: 'all', private: true, workspaces: ['packages/*'] };
  const files = tool('1.0.0', { folder: 'packages/tool/' });
  delete files['packages/tool/package-lock.json'];
  write(repository.path, {
    ...files,
    'package.json': JSON.stringify(description),
    'packages/app/package.json': '{"name":"app","version":"1.0.0","dependencies":{"chinook-eval":"1.0.0"}}',
  });
  repository.lock();
  repository.commit({});
  const side = await obtain('main', join(repository.path, 'packages/app'));
  assert.equal(side.root, realpathSync(side.root));
  assert.ok(side.root.endsWith(join('packages', 'tool')));
  assert.ok(side.place?.endsWith(join('packages', 'app')));
  await side.remove();
});

test('without a lock file npm install is used', async () => {
  const repository = new Repository();
  const files = tool('1.0.0');
  delete files['package-lock.json'];
  repository.commit(files);
  const progress: string[] = [];
  await (await obtain('main', repository.path, { progress })).remove();
  assert.match(progress.at(-1) ?? '', /with npm install$/);
});

test('from a git hook and from npm run of another package: neither misleads git or npm', async () => {
  const [repository, other] = [new Repository(), new Repository()];
  const commit = repository.commit(tool('1.0.0'));
  other.commit({ 'a.txt': '' });
  const hook = join(repository.path, '.git', 'hooks', 'post-checkout');
  write(repository.path, { '.git/hooks/post-checkout': '#!/bin/sh\nexit 1\n' });
  chmodSync(hook, 0o755);
  const env = {
    ...ENV,
    GIT_DIR: join(other.path, '.git'),
    GIT_WORK_TREE: other.path,
    GIT_INDEX_FILE: join(other.path, '.git', 'index'),
    INIT_CWD: other.path,
    npm_config_local_prefix: other.path,
    npm_config_prefix: other.path,
    npm_config_workspace: 'nothing',
    npm_config_dry_run: 'true',
    npm_package_json: join(other.path, 'package.json'),
  };
  const side = await obtain('main', repository.path, { env });
  assert.equal(side.commit, commit);
  assert.ok(existsSync(side.trialProgram));
  await side.remove();
});

test('development dependencies are installed too, whatever NODE_ENV says: they compile it', async () => {
  const repository = new Repository();
  const files = tool('1.0.0', { devDependencies: { compiler: 'file:./compiler' } });
  write(repository.path, {
    ...files,
    'build.js': `import 'compiler';\n${files['build.js']}`,
    'compiler/package.json': '{"name":"compiler","version":"1.0.0","exports":"./index.js"}',
    'compiler/index.js': '',
  });
  repository.lock();
  repository.commit({});
  const env = { ...ENV, NODE_ENV: 'production', npm_config_omit: 'dev' };
  const side = await obtain('main', repository.path, { env });
  assert.ok(existsSync(side.trialProgram));
  await side.remove();
});

test('a ref and a folder of one name: the ref, and progress says so', async () => {
  const repository = new Repository();
  repository.commit({ ...tool('1.0.0'), 'main/readme.txt': '' });
  const progress: string[] = [];
  const side = await obtain('main', repository.path, { progress });
  assert.equal(side.commit, repository.git('rev-parse', 'main'));
  assert.match(progress[0] ?? '', /^main is a git ref and a folder; .*\.\/main/);
  await side.remove();
});
