import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { NoBrowser, openBrowser } from '../../src/browser/launch.ts';
import { Failure, Interrupted } from '../../src/model/failure.ts';
import { TemporaryFolder } from '../support/dataset.ts';
import { NO_BROWSER, ProfileFolder, script } from './support.ts';

const POSIX = process.platform !== 'win32';
const { path: scripts } = new TemporaryFolder();
const profiles = new ProfileFolder();
const options = { env: process.env, signal: new AbortController().signal };

test('opens a browser that works, and leaves nothing of it', { skip: NO_BROWSER }, async () => {
  const open = await openBrowser(options);
  try {
    const page = await open.browser.newPage();
    await page.setContent('<svg><text>Grüße</text></svg>');
    assert.equal(await page.evaluate('document.querySelector("text").textContent'), 'Grüße');
    assert.ok(await page.evaluate('document.querySelector("text").getBoundingClientRect().width > 10'));
    if (process.platform === 'linux') assert.ok(profiles.processes().length > 0);
    if (open.note !== null) assert.match(open.note, /sandbox/);
  } finally {
    await open.close();
  }
  await profiles.assertNothingLeft();
});

test('nothing is asked of the network, by name or by number, whatever proxy is set', {
  skip: NO_BROWSER,
}, async () => {
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const proxy = `http://127.0.0.1:${port}`;
  const open = await openBrowser({
    ...options,
    env: { ...process.env, http_proxy: proxy, HTTP_PROXY: proxy },
  });
  try {
    const page = await open.browser.newPage();
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, 'example.com'])
      await assert.rejects(page.goto(`http://${host}/asked`, { timeout: 20_000 }), /ERR_/, host);
    assert.deepEqual(asked, []);
  } finally {
    await open.close();
    server.close();
  }
});

test('a program that is no browser: its end and its words are told', { skip: !POSIX }, async () => {
  const browser = script(scripts, 'dies', 'echo "cannot do that: no luck" >&2; exit 1');
  await assert.rejects(openBrowser({ ...options, browser }), (error) => {
    assert.ok(error instanceof NoBrowser);
    assert.match(
      error.message,
      /dies does not start: it ended with exit code 1: cannot do that: no luck\. Name/,
    );
    return true;
  });
  const silent = script(scripts, 'silent', 'exit 0');
  await assert.rejects(
    openBrowser({ ...options, browser: silent }),
    /silent does not start: it ended with exit code 0\./,
  );
  await profiles.assertNothingLeft();
});

test('a program that hangs is ended, with what it started', { skip: !POSIX }, async () => {
  const browser = script(scripts, 'hangs', 'trap "" TERM INT; sleep 1000 & wait; sleep 1000');
  await assert.rejects(
    openBrowser({ ...options, browser, launchSeconds: 0.3 }),
    (error) => error instanceof NoBrowser && /did not answer within 0\.3 s and was ended/.test(error.message),
  );
  await profiles.assertNothingLeft();
});

test('a named file that is none is a Failure, in the variable it is NoBrowser; one that cannot be run as a program is told', {
  skip: !POSIX,
}, async () => {
  await assert.rejects(
    openBrowser({ ...options, browser: '/gone/chrome' }),
    (error) => error instanceof Failure && error.exitCode === 2,
  );
  // A container presets the variable: what needs no browser goes on.
  await assert.rejects(
    openBrowser({ ...options, env: { ...process.env, PUPPETEER_EXECUTABLE_PATH: '/gone/chrome' } }),
    (error) =>
      error instanceof NoBrowser &&
      /^PUPPETEER_EXECUTABLE_PATH \/gone\/chrome does not exist\. .* Unset /.test(error.message),
  );
  const browser = script(scripts, 'no-interpreter', '');
  // Its interpreter is not there.
  writeFileSync(browser, '#!/gone/interpreter\n');
  await assert.rejects(
    openBrowser({ ...options, browser }),
    /does not start: it could not be started: .*ENOENT/,
  );
  await profiles.assertNothingLeft();
});

test('a browser that wants no sandbox is tried once more without', {
  skip: !POSIX,
}, async () => {
  const record = join(scripts, 'record');
  const browser = script(
    scripts,
    'picky',
    `echo "$*" >> '${record}'\necho 'No usable sandbox! Update your kernel' >&2; exit 1`,
  );
  await assert.rejects(openBrowser({ ...options, browser }), /No usable sandbox/);
  const starts = readFileSync(record, 'utf8').trim().split('\n');
  // To root it is refused always: it is not even tried.
  const root = process.platform === 'linux' && process.getuid?.() === 0;
  assert.deepEqual(
    starts.map((words) => words.includes('--no-sandbox')),
    root ? [true] : [false, true],
  );
});

test('an abort before, and in the middle of, a start', { skip: !POSIX }, async () => {
  const controller = new AbortController();
  const browser = script(scripts, 'waits', 'sleep 1000');
  const opening = openBrowser({ ...options, browser, signal: controller.signal });
  setTimeout(() => controller.abort(), 100);
  await assert.rejects(opening, Interrupted);
  await assert.rejects(openBrowser({ ...options, signal: controller.signal }), Interrupted);
  await profiles.assertNothingLeft();
});

test('an abort while it is open ends its processes', { skip: NO_BROWSER }, async () => {
  const controller = new AbortController();
  const open = await openBrowser({ ...options, signal: controller.signal });
  controller.abort();
  for (let round = 0; round < 100 && open.browser.connected; round++) await sleep(50);
  assert.equal(open.browser.connected, false);
  await open.close();
  await profiles.assertNothingLeft();
});

test('the browser ends by itself when this program is killed', {
  skip: NO_BROWSER || (process.platform === 'linux' ? false : 'looks into /proc'),
}, async () => {
  const launch = new URL('../../src/browser/launch.ts', import.meta.url).href;
  const text = `import { openBrowser } from ${JSON.stringify(launch)};
    await openBrowser({ env: process.env, signal: new AbortController().signal });
    process.stdout.write('open\\n');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  assert.ok(profiles.processes().length > 0);
  child.kill('SIGKILL');
  for (let round = 0; round < 200 && profiles.processes().length > 0; round++) await sleep(50);
  assert.deepEqual(profiles.processes(), []);
  assert.ok(existsSync(profiles.path));
});
