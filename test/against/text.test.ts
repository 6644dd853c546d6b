import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { editDistance, nearestNames } from '../../src/against/nearest.ts';
import { npmReason } from '../../src/against/npm-message.ts';
import { gitVariables, npmVariables } from '../../src/against/variables.ts';

test('the distance of two words is a metric', () => {
  const word = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(word, word, word, (a, b, c) => {
      assert.equal(editDistance(a, b), editDistance(b, a));
      assert.equal(editDistance(a, b) === 0, a === b);
      assert.ok(editDistance(a, c) <= editDistance(a, b) + editDistance(b, c));
      assert.ok(editDistance(a, b) <= Math.max(a.length, b.length));
    }),
  );
  assert.equal(editDistance('kitten', 'sitting'), 3);
});

test('the nearest names, at most three, and none that is far', () => {
  assert.deepEqual(nearestNames('main', ['origin/main', 'next', 'maim', 'Main']), [
    'Main',
    'origin/main',
    'maim',
  ]);
  assert.deepEqual(nearestNames('v1', ['v2', 'v3', 'v4', 'v5']), ['v2', 'v3', 'v4']);
  assert.deepEqual(nearestNames('x', ['ab', 'y']), []);
  assert.deepEqual(nearestNames('release', []), []);
});

const cases: [string, string, string, string][] = [
  [
    'a lock file out of sync',
    '',
    'npm error code EUSAGE\nnpm error\nnpm error `npm ci` can only install\nnpm error\nnpm error Missing: a@1\nnpm error Run "npm help ci" for more info\n',
    '`npm ci` can only install',
  ],
  [
    'no network, in the words of an older npm',
    '',
    'npm ERR! code ENOTFOUND\nnpm ERR! errno ENOTFOUND\nnpm ERR! network request to https://r/ failed\nnpm ERR! network If you are behind\n',
    'network request to https://r/ failed',
  ],
  [
    'a script of the shell',
    '\n> x@1.0.0 build\n> sh\n\nout\n',
    'broken\nnpm error code 3\nnpm error path /tmp/x\nnpm error command failed\nnpm error command sh -c npm run build\nnpm error A complete log of this run can be found in: /x\n',
    'npm run build: broken',
  ],
  [
    'a compiler, whose error is on stdout and whose caller then throws',
    '> tsc\n\nsrc/\u001b[31ma.ts\u001b[0m(1,1): error TS2304: no name\n',
    'node:internal/errors:1\nError: Command failed\n    at x\nNode.js v24\nnpm error code 1\nnpm error command failed\nnpm error command sh -c node tools/build.js\n',
    'node tools/build.js: src/a.ts(1,1): error TS2304: no name',
  ],
  [
    'a script that says nothing',
    '',
    'npm error command failed\nnpm error command sh -c exit 1\n',
    'exit 1 failed',
  ],
  ['nothing at all', '', '', 'it does not say why'],
];
for (const [what, stdout, stderr, reason] of cases)
  test(`the reason of npm: ${what}`, () => assert.equal(npmReason(stdout, stderr), reason));

test('the reason of npm is one short line without control characters, whatever it printed', () => {
  const text = fc.string({ unit: 'binary', maxLength: 400 });
  fc.assert(
    fc.property(text, fc.array(text), (stdout, lines) => {
      const reason = npmReason(stdout, lines.map((line) => `npm error ${line}`).join('\n'));
      assert.ok(reason.length <= 240);
      assert.doesNotMatch(reason, /[\p{Cc}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test('the environment for npm: settings of the user stay, those about the outer project go', () => {
  const stay = {
    PATH: '/bin',
    HTTPS_PROXY: 'http://p',
    npm_config_registry: 'https://r/',
    npm_config_cache: '/c',
    NPM_CONFIG_USERCONFIG: '/u',
    npm_config_prefix: '/global',
    GIT_SSH_COMMAND: 'ssh',
  };
  const go = {
    INIT_CWD: '/outer',
    NODE: '/n',
    npm_execpath: '/npm',
    npm_package_name: 'outer',
    npm_lifecycle_event: 'bench',
    npm_config_local_prefix: '/outer',
    NPM_CONFIG_WORKSPACE: 'a',
    GIT_DIR: '/outer/.git',
    GIT_INDEX_FILE: '/outer/.git/index',
  };
  const hooks = { HUSKY: '0', SKIP_INSTALL_SIMPLE_GIT_HOOKS: '1' };
  assert.deepEqual(npmVariables({ ...stay, ...go }), { ...stay, ...hooks });
  assert.equal(npmVariables({ ...go, npm_config_prefix: '/outer' }).npm_config_prefix, undefined);
});

test('the environment for git: what ties it to a repository goes, its settings stay', () => {
  const { GIT_DIR, GIT_CONFIG_GLOBAL, GIT_CONFIG_COUNT } = gitVariables({
    GIT_DIR: '/x',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_COUNT: '0',
  });
  assert.deepEqual([GIT_DIR, GIT_CONFIG_GLOBAL, GIT_CONFIG_COUNT], [undefined, '/dev/null', '0']);
});
