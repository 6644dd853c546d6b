import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Failure, Interrupted } from '../../src/model/failure.ts';
import { cacheFolder, downloadSeed } from '../../src/seed/download.ts';
import { PLAIN, places, run, withoutOfficial } from './support.ts';

const CONTENT = Buffer.from('not really a Chinook'.repeat(1000));
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const NAME = 'Chinook_Sqlite.sqlite';

/** A server on loopback; returns its address. */
async function serve(context: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/Chinook_Sqlite.sqlite`;
}

function failsWith(exitCode: number, line: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.exitCode, exitCode, error.message);
    assert.match(error.message, line);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  };
}

test('the right file is kept for the user alone, and fetched once', async (context) => {
  const folder = join(places(context).out, 'deep', 'cache');
  let asked = 0;
  const url = await serve(context, (_request, response) => {
    asked++;
    response.end(CONTENT);
  });
  const progress: number[] = [];
  const options = {
    cacheFolder: folder,
    url,
    sha256: SHA256,
    onProgress: (bytes: number) => progress.push(bytes),
  };
  assert.deepEqual(await downloadSeed(options), { path: join(folder, NAME), alreadyThere: false });
  assert.deepEqual(await downloadSeed(options), { path: join(folder, NAME), alreadyThere: true });
  assert.equal(asked, 1);
  assert.equal(progress.at(-1), CONTENT.length);
  assert.deepEqual(readFileSync(join(folder, NAME)), CONTENT);
  assert.deepEqual(readdirSync(folder), [NAME]);
  if (process.platform !== 'win32') assert.equal(statSync(join(folder, NAME)).mode & 0o777, 0o600);
});

test('a file with another hash in the cache is replaced', async (context) => {
  const { out } = places(context);
  writeFileSync(join(out, NAME), 'half of a download');
  const url = await serve(context, (_request, response) => response.end(CONTENT));
  const { alreadyThere } = await downloadSeed({ cacheFolder: out, url, sha256: SHA256 });
  assert.equal(alreadyThere, false);
  assert.deepEqual(readFileSync(join(out, NAME)), CONTENT);
});

interface BadAnswer {
  readonly what: string;
  readonly exitCode: number;
  readonly line: RegExp;
  readonly answer: RequestListener;
  readonly timeoutSeconds?: number;
}

const BAD_ANSWERS: readonly BadAnswer[] = [
  {
    what: 'wrong hash',
    exitCode: 4,
    line: /sent a file with SHA-256 [0-9a-f]{64} where [0-9a-f]{64} is expected: nothing was kept/,
    answer: (_request, response) => response.end('something else'),
  },
  {
    what: 'cut connection',
    exitCode: 4,
    line: /the connection to http:\/\/127.* was cut\. Try again\./,
    answer: (_request, response) => {
      response.writeHead(200, { 'content-length': CONTENT.length });
      response.write(CONTENT.subarray(0, 5000), () => response.destroy());
    },
  },
  {
    what: 'cut connection, no length stated',
    exitCode: 4,
    line: /was cut/,
    answer: (_request, response) => void response.write(CONTENT.subarray(0, 5000), () => response.destroy()),
  },
  {
    what: '404',
    exitCode: 2,
    line: /answered 404 Not Found\. Download it by other means and give it with --seed FILE\./,
    answer: (_request, response) => response.writeHead(404).end('no such thing'),
  },
  {
    what: 'no end in time',
    exitCode: 2,
    line: /did not finish within 0\.3 s/,
    answer: (_request, response) => void response.write('a'),
    timeoutSeconds: 0.3,
  },
  {
    what: 'far too much',
    exitCode: 4,
    line: /sends more than 16777216 bytes/,
    answer: (_request, response) => response.end(Buffer.alloc(17 * 2 ** 20)),
  },
];

for (const { what, exitCode, line, answer, timeoutSeconds } of BAD_ANSWERS) {
  test(`a bad download: ${what}`, async (context) => {
    const { out } = places(context);
    const url = await serve(context, answer);
    const timeout = timeoutSeconds === undefined ? {} : { timeoutSeconds };
    await assert.rejects(
      downloadSeed({ cacheFolder: join(out, 'cache'), url, sha256: SHA256, ...timeout }),
      failsWith(exitCode, line),
    );
    assert.ok(!existsSync(join(out, 'cache')) || readdirSync(join(out, 'cache')).length === 0);
    // What was there before stays.
    writeFileSync(join(out, NAME), 'older');
    await assert.rejects(downloadSeed({ cacheFolder: out, url, sha256: SHA256, ...timeout }));
    assert.equal(readFileSync(join(out, NAME), 'utf8'), 'older');
    assert.deepEqual(
      readdirSync(out).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });
}

test('a bad download: no network', async (context) => {
  const { out } = places(context);
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  await assert.rejects(
    downloadSeed({ cacheFolder: out, url: `http://127.0.0.1:${port}/`, sha256: SHA256 }),
    failsWith(2, /cannot be reached \(ECONNREFUSED\)/),
  );
  assert.deepEqual(readdirSync(out), []);
});

test('an interrupt ends a download and leaves nothing', async (context) => {
  const { out } = places(context);
  const interrupt = new AbortController();
  const url = await serve(context, (_request, response) => {
    response.write('a');
    interrupt.abort();
  });
  await assert.rejects(
    downloadSeed({ cacheFolder: out, url, sha256: SHA256, signal: interrupt.signal }),
    Interrupted,
  );
  assert.deepEqual(readdirSync(out), []);
});

test('a folder that cannot be written, or is none', async (context) => {
  const { out } = places(context);
  const url = await serve(context, (_request, response) => response.end(CONTENT));
  writeFileSync(join(out, 'file'), '');
  await assert.rejects(
    downloadSeed({ cacheFolder: join(out, 'file'), url, sha256: SHA256 }),
    failsWith(2, /cannot be written \((ENOTDIR|EEXIST)\)\. Choose another folder/),
  );
  mkdirSync(join(out, 'folder', NAME), { recursive: true });
  await assert.rejects(
    downloadSeed({ cacheFolder: join(out, 'folder'), url, sha256: SHA256 }),
    failsWith(2, /cannot be written \(EISDIR\)/),
  );
  if (process.getuid?.() === 0 || process.platform === 'win32') return;
  mkdirSync(join(out, 'locked'));
  chmodSync(join(out, 'locked'), 0o500);
  await assert.rejects(
    downloadSeed({ cacheFolder: join(out, 'locked'), url, sha256: SHA256 }),
    failsWith(5, /no permission/),
  );
});

test('the cache folder', () => {
  assert.equal(cacheFolder({ XDG_CACHE_HOME: '/c', HOME: '/h' }), join('/c', 'chinook-eval'));
  if (process.platform === 'linux') {
    assert.equal(cacheFolder({ HOME: '/h', XDG_CACHE_HOME: '' }), '/h/.cache/chinook-eval');
  }
});

test('seed download prints the path, and says how to use it', { skip: withoutOfficial }, async (context) => {
  const { out } = places(context);
  const url = await serve(context, (_request, response) => response.end(readFileSync(PLAIN)));
  const outside = { env: { XDG_CACHE_HOME: out, CHINOOK_SEED_URL: url } };
  const path = join(out, 'chinook-eval', NAME);
  for (const argv of [[], ['--to', join(out, 'chinook-eval')]]) {
    const { exitCode, stdout, stderr } = await run(['seed', 'download', ...argv], outside);
    assert.deepEqual([exitCode, stdout], [0, `${path}\n`]);
    assert.equal(stderr, `use it: chinook-eval bench --seed ${path}\n`);
  }
});

test('seed download trusts no address, only the hash', async (context) => {
  const { out } = places(context);
  const url = await serve(context, (_request, response) => response.end(CONTENT));
  const { exitCode, stdout, stderr } = await run(['seed', 'download', '--to', out], {
    env: { CHINOOK_SEED_URL: url },
  });
  assert.deepEqual([exitCode, stdout, readdirSync(out)], [4, '', []]);
  assert.match(stderr, /^chinook-eval: [^\n]+\n$/);
});
