import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { assertNothingLeft, ENV, newFolder, obtain, Repository, refusal, tool } from './repository.ts';

afterEach(assertNothingLeft);

test('no such ref: the nearest names, or where to look', async () => {
  const repository = new Repository();
  repository.commit(tool('1.0.0'));
  repository.git('tag', 'v1.0.0');
  repository.git('update-ref', 'refs/remotes/origin/release', 'HEAD');
  const cases: [string, RegExp][] = [
    ['maim', /^--against maim: there is no such branch, tag or commit\. Did you mean main\?$/],
    ['v1.0.1', /Did you mean v1\.0\.0\?$/],
    ['release', /Did you mean origin\/release\?$/],
    ['something-else', /commit\. git branch --all and git tag list what there is\.$/],
    ['HEAD~7', /no such branch/],
    ['^main', /no such branch/],
  ];
  for (const [target, message] of cases)
    await assert.rejects(obtain(target, repository.path), refusal(2, message));
});

test('a ref that looks like an option is none', async () => {
  const repository = new Repository();
  repository.commit(tool('1.0.0'));
  for (const target of ['--upload-pack=x', '--all', '--git-dir', '-h', '--output=written'])
    await assert.rejects(obtain(target, repository.path), refusal(2, /no such branch, tag or commit/));
  assert.equal(existsSync(join(repository.path, 'written')), false);
});

test('a shallow clone is told to fetch', async () => {
  const repository = new Repository();
  repository.commit(tool('1.0.0'));
  repository.commit(tool('2.0.0'));
  const clone = newFolder('clone');
  const from = pathToFileURL(repository.path).href;
  execFileSync('git', ['-c', 'protocol.file.allow=always', 'clone', '-q', '--depth=1', from, clone], {
    env: ENV,
  });
  await assert.rejects(
    obtain('HEAD~1', clone),
    refusal(2, /shallow; fetch it first: git fetch --unshallow \(actions\/checkout: fetch-depth: 0\)\.$/),
  );
});

test('no repository, no git, nothing named', async () => {
  const nowhere = newFolder('nowhere');
  await assert.rejects(
    obtain('main', nowhere),
    refusal(2, /is not in a git repository\. Run it in a checkout/),
  );
  const env = { ...ENV, PATH: newFolder('empty'), Path: undefined };
  await assert.rejects(
    obtain('main', nowhere, { env }),
    refusal(2, /needs git .*Install git, or name a folder/),
  );
  await assert.rejects(obtain('', nowhere), refusal(2, /wants a git ref or a folder/));
  await assert.rejects(obtain('ma\0in', nowhere), refusal(2, /wants a git ref or a folder/));
});

test('no npm', {
  skip: process.platform === 'win32' && 'a link stands for a PATH with git alone',
}, async () => {
  const repository = new Repository();
  repository.commit(tool('1.0.0'));
  const onlyGit = newFolder('only-git');
  const git = (ENV.PATH ?? '').split(delimiter).find((place) => existsSync(join(place, 'git'))) ?? '';
  symlinkSync(join(git, 'git'), join(onlyGit, 'git'));
  const env = { ...ENV, PATH: onlyGit };
  await assert.rejects(
    obtain('main', repository.path, { env }),
    refusal(2, /could not be installed: there is no npm on the PATH\. Install npm, or/),
  );
});

test('a repository without a commit', async () => {
  await assert.rejects(
    obtain('HEAD', new Repository().path),
    refusal(2, /^--against HEAD: there is no such/),
  );
});

test('no trial protocol, another one, no program: said before anything is installed', async () => {
  const repository = new Repository();
  const trial = (chinookEval: unknown) =>
    repository.commit(tool('1.0.0', { chinookEval, scripts: { prepare: 'exit 9' } })).slice(0, 7);
  const cases: [unknown, RegExp][] = [
    [
      undefined,
      /^main \(\w{7}\) is older than --against: it has no trial protocol\. Compare stored runs instead: chinook-eval compare\.$/,
    ],
    [null, /it has no trial protocol/],
    [{ trialProtocol: 2, trialProgram: 'dist/trial.js' }, /speaks trial protocol 2, this chinook-eval 1\./],
    [
      { trialProtocol: '1', trialProgram: 'dist/trial.js' },
      /speaks trial protocol "1", this chinook-eval 1\./,
    ],
    [{ trialProtocol: 1 }, /names no trial program within itself/],
    [{ trialProtocol: 1, trialProgram: '../outside.js' }, /names no trial program within itself/],
    [{ trialProtocol: 1, trialProgram: '/bin/sh' }, /names no trial program within itself/],
    [{ trialProtocol: 1, trialProgram: '.' }, /names no trial program within itself/],
  ];
  for (const [declared, message] of cases) {
    const commit = trial(declared);
    await assert.rejects(obtain('main', repository.path), (error) => {
      assert.ok((error as Error).message.startsWith(`main (${commit}) `));
      return refusal(3, message)(error);
    });
  }
});

test('a program that prepare does not make', async () => {
  const repository = new Repository();
  repository.commit(tool('1.0.0', { scripts: {} }));
  await assert.rejects(
    obtain('main', repository.path),
    refusal(3, /is not compiled: dist.trial\.js is missing/),
  );
});

test('no package.json, a broken one, one without chinook-eval', async () => {
  const repository = new Repository();
  repository.commit({ 'sub/readme.txt': '' });
  await assert.rejects(obtain('main', repository.path), refusal(2, /^main \(\w{7}\) has no package\.json: /));
  await assert.rejects(
    obtain('main', join(repository.path, 'sub')),
    refusal(2, /has no package\.json in sub or above it/),
  );
  repository.commit({ 'package.json': '{' });
  await assert.rejects(obtain('main', repository.path), refusal(2, /package\.json is not JSON/));
  repository.commit({ 'package.json': '{"name":"app","version":"1.0.0"}' });
  await assert.rejects(obtain('main', repository.path), refusal(2, /has no chinook-eval: it is neither/));
});

test('npm that fails: its reason on one line', async () => {
  const repository = new Repository();
  repository.commit({
    ...tool('1.0.0', { dependencies: { beside: 'file:./beside' } }),
    'beside/package.json': '{"name":"beside","version":"1.0.0"}',
  });
  await assert.rejects(
    obtain('main', repository.path),
    refusal(3, /could not be installed; npm ci says: .*in sync.*name its folder: --against \.\/DIR\.$/),
  );
  repository.commit(tool('1.0.0', { scripts: { prepare: 'echo broken on purpose >&2 && exit 3' } }));
  await assert.rejects(
    obtain('main', repository.path),
    refusal(3, /npm ci says: echo .*: broken on purpose\. /),
  );
});
