import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import {
  checkNamedBrowser,
  installedBrowsers,
  namedBrowser,
  variableProblem,
} from '../../src/browser/find.ts';
import { Failure } from '../../src/model/failure.ts';
import { TemporaryFolder } from '../support/dataset.ts';
import { script } from './support.ts';

const POSIX = process.platform !== 'win32';

function refused(message: RegExp): (error: unknown) => boolean {
  return (error) =>
    error instanceof Failure &&
    error.exitCode === 2 &&
    message.test(error.message) &&
    !error.message.includes('\n');
}

test('a named browser is a file that can be run; anything else is refused by its name', {
  skip: !POSIX,
}, () => {
  const { path } = new TemporaryFolder();
  const good = script(path, 'chrome', 'exit 0');
  writeFileSync(join(path, 'text'), '');
  chmodSync(join(path, 'text'), 0o644);
  assert.equal(checkNamedBrowser('chrome', path), good);
  assert.equal(checkNamedBrowser(good, '/'), good);
  assert.throws(() => checkNamedBrowser('gone', path), refused(/^--browser gone does not exist\. Give /));
  assert.throws(() => checkNamedBrowser('.', path), refused(/^--browser \. is no file\./));
  assert.throws(() => checkNamedBrowser('text', path), refused(/^--browser text may not be run\./));
  assert.throws(() => checkNamedBrowser('a\u001b[31m\nb', path), refused(/^--browser a b does not exist/));
});

test('--browser goes before PUPPETEER_EXECUTABLE_PATH; a stale variable is told by its name, and throws nothing', {
  skip: !POSIX,
}, () => {
  const { path } = new TemporaryFolder();
  const [one, other] = [script(path, 'one', ''), script(path, 'other', '')];
  const env = { PUPPETEER_EXECUTABLE_PATH: other };
  assert.deepEqual(namedBrowser('one', env, path), { kind: 'named', path: one });
  assert.deepEqual(namedBrowser(undefined, env, path), { kind: 'named', path: other });
  assert.equal(namedBrowser(undefined, {}, path), undefined);
  assert.equal(namedBrowser(undefined, { PUPPETEER_EXECUTABLE_PATH: '' }, path), undefined);
  assert.equal(variableProblem(env, path), undefined);
  assert.equal(variableProblem({ PUPPETEER_EXECUTABLE_PATH: '' }, path), undefined);
  const stale = { PUPPETEER_EXECUTABLE_PATH: '/gone/chrome' };
  assert.equal(namedBrowser(undefined, stale, path), undefined);
  assert.deepEqual(namedBrowser('one', stale, path), { kind: 'named', path: one });
  assert.match(
    variableProblem(stale, path) ?? '',
    /^PUPPETEER_EXECUTABLE_PATH \/gone\/chrome does not exist\. .* Unset PUPPETEER_EXECUTABLE_PATH to look for one\.$/,
  );
  assert.throws(() => namedBrowser('gone', env, path), refused(/^--browser gone/));
});

test('PATH is searched name by name; links to the same file, devices and relative folders are left out', {
  skip: !POSIX,
}, () => {
  const { path } = new TemporaryFolder();
  const [first, second] = [join(path, 'first'), join(path, 'second')];
  mkdirSync(first);
  mkdirSync(second);
  const chrome = script(first, 'google-chrome', '');
  const chromium = script(second, 'chromium', '');
  symlinkSync(chrome, join(second, 'google-chrome-stable'));
  symlinkSync('/dev/null', join(first, 'chromium-browser'));
  mkdirSync(join(first, 'chrome'));
  const PATH = [first, second, '.', 'relative'].join(delimiter);
  assert.deepEqual(
    installedBrowsers({ PATH }, 'linux').map((one) => one.path),
    [chromium, chrome],
  );
  assert.deepEqual(installedBrowsers({ PATH: '' }, 'linux'), []);
});

test('the usual places of macOS and Windows are looked at', { skip: !POSIX }, () => {
  const { path } = new TemporaryFolder();
  const mac = join(path, 'Applications', 'Google Chrome.app', 'Contents', 'MacOS');
  const windows = join(path, 'Microsoft', 'Edge', 'Application');
  for (const folder of [mac, windows]) mkdirSync(folder, { recursive: true });
  const chrome = script(mac, 'Google Chrome', '');
  const edge = script(windows, 'msedge.exe', '');
  assert.ok(installedBrowsers({ PATH: '', HOME: path }, 'darwin').some((one) => one.path === chrome));
  assert.deepEqual(installedBrowsers({ Path: '', LOCALAPPDATA: path }, 'win32'), [
    { kind: 'installed', path: edge },
  ]);
});
