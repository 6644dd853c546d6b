import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import type { PackagedChromium } from '../../src/browser/packaged.ts';
import { unpackChromium } from '../../src/browser/unpack.ts';
import { Failure, Interrupted } from '../../src/model/failure.ts';
import { TemporaryFolder } from '../support/dataset.ts';

const POSIX = process.platform !== 'win32';
const require = createRequire(import.meta.url);
const skip = (() => {
  if (!POSIX) return 'for POSIX';
  try {
    require.resolve('tar-fs');
    return false;
  } catch {
    return 'the package @sparticuz/chromium is not installed';
  }
})();

/** A package of the same shape as the real one, of a few bytes. */
async function smallPackage(folder: string): Promise<PackagedChromium> {
  const { pack } = require('tar-fs') as { pack(folder: string): Readable };
  const contents: Record<string, Record<string, string>> = {
    'fonts.tar.br': { 'Some.ttf': 'font' },
    'al2023.tar.br': { 'lib/libnss3.so': 'library' },
    'swiftshader.tar.br': { 'libEGL.so': 'graphics' },
  };
  for (const [archive, files] of Object.entries(contents)) {
    const source = join(folder, `${archive}.source`);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(source, name, '..'), { recursive: true });
      writeFileSync(join(source, name), text);
    }
    writeFileSync(join(folder, archive), brotliCompressSync(await buffer(pack(source))));
  }
  writeFileSync(join(folder, 'chromium.br'), brotliCompressSync(Buffer.from('program '.repeat(1000))));
  return { archives: folder, version: '1.2.3', entry: pathToFileURL(import.meta.filename).href };
}

async function prepared() {
  const { path } = new TemporaryFolder();
  const [archives, cache] = [join(path, 'archives'), join(path, 'cache')];
  mkdirSync(archives);
  const packaged = await smallPackage(archives);
  const signal = new AbortController().signal;
  const done: string[] = [];
  const unpack = (given: AbortSignal = signal) =>
    unpackChromium(packaged, {
      env: { XDG_CACHE_HOME: cache },
      signal: given,
      onProgress: (doing) => done.push(doing),
    });
  return { cache: join(cache, 'chinook-eval'), archives, unpack, done };
}

function failing(message: RegExp): (error: unknown) => boolean {
  return (error) =>
    error instanceof Failure &&
    error.exitCode === 5 &&
    message.test(error.message) &&
    !error.message.includes('\n');
}

test('unpacks into the own cache folder, for this user alone, once', { skip }, async () => {
  const { cache, unpack, done } = await prepared();
  const { path, libraries, fontsFile } = await unpack();
  assert.equal(path, join(cache, 'chromium-1.2.3', 'chromium'));
  assert.equal(readFileSync(path, 'utf8'), 'program '.repeat(1000));
  for (const private700 of [cache, join(cache, 'chromium-1.2.3'), path])
    assert.equal(statSync(private700).mode & 0o777, 0o700, private700);
  assert.equal(readFileSync(join(libraries, 'libnss3.so'), 'utf8'), 'library');
  assert.match(
    readFileSync(fontsFile, 'utf8'),
    new RegExp(`<dir>${join(cache, 'chromium-1.2.3', 'fonts')}</dir>`),
  );
  const { ino } = statSync(path);
  await unpack();
  assert.equal(statSync(path).ino, ino);
  assert.deepEqual(done, ['unpacking Chromium (once)']);
  assert.deepEqual(readdirSync(cache), ['chromium-1.2.3']);
});

test('what lies there half written is unpacked again', { skip }, async () => {
  const { cache, unpack } = await prepared();
  const { path } = await unpack();
  truncateSync(path, 10);
  await unpack();
  assert.equal(statSync(path).size, 8000);
  // Stopped before the list of its files was written.
  const half = join(cache, 'chromium-1.2.3');
  truncateSync(join(half, 'files.json'), 3);
  await unpack();
  assert.equal(statSync(path).size, 8000);
  assert.deepEqual(readdirSync(cache), ['chromium-1.2.3']);
});

test('several processes at once end with one whole folder', { skip }, async () => {
  const { cache, unpack } = await prepared();
  const all = await Promise.all([unpack(), unpack(), unpack()]);
  assert.equal(new Set(all.map(({ path }) => path)).size, 1);
  assert.equal(statSync(all[0]?.path as string).size, 8000);
  assert.deepEqual(readdirSync(cache), ['chromium-1.2.3']);
});

test('left-overs of killed processes go once they are old', { skip }, async () => {
  const { cache, unpack } = await prepared();
  const [old, young] = [join(cache, 'chromium-1.2.2.aB3dE5'), join(cache, 'chromium-1.2.3.aB3dE5')];
  for (const folder of [old, young]) mkdirSync(folder, { recursive: true });
  const hoursAgo = Date.now() / 1000 - 7200;
  utimesSync(old, hoursAgo, hoursAgo);
  await unpack();
  assert.deepEqual(readdirSync(cache).sort(), ['chromium-1.2.3', 'chromium-1.2.3.aB3dE5']);
});

test('a folder that others may write to, or a link, is refused', { skip }, async () => {
  const open = await prepared();
  await open.unpack();
  chmodSync(join(open.cache, 'chromium-1.2.3'), 0o777);
  await assert.rejects(
    open.unpack(),
    failing(/chromium-1\.2\.3 may be written by others: no browser is run/),
  );

  const linked = await prepared();
  const elsewhere = new TemporaryFolder().path;
  mkdirSync(join(linked.cache, '..'), { recursive: true });
  symlinkSync(elsewhere, linked.cache);
  await assert.rejects(linked.unpack(), failing(/chinook-eval is a link: .* XDG_CACHE_HOME/));
  assert.deepEqual(readdirSync(elsewhere), []);
});

test('a program that belongs to another user is refused', {
  skip: skip || (process.getuid?.() === 0 ? false : 'only root can give files away'),
}, async () => {
  const { unpack } = await prepared();
  const { path } = await unpack();
  chownSync(path, 12345, 12345);
  await assert.rejects(unpack(), failing(/chromium belongs to another user/));
});

test('a broken archive, or no place for the folder, is one line, and nothing is left', { skip }, async () => {
  const broken = await prepared();
  writeFileSync(join(broken.archives, 'chromium.br'), 'no brotli');
  await assert.rejects(broken.unpack(), failing(/^unpacking Chromium into .*npm ci/));
  assert.deepEqual(readdirSync(broken.cache), []);

  const blocked = await prepared();
  writeFileSync(join(blocked.cache, '..'), 'a file where the cache should be');
  await assert.rejects(blocked.unpack(), failing(/^the cache folder .* cannot be made \(E[A-Z]+\)/));
});

test('an abort leaves nothing', { skip }, async () => {
  const { cache, unpack } = await prepared();
  const controller = new AbortController();
  const unpacking = unpack(controller.signal);
  controller.abort();
  await assert.rejects(unpacking, Interrupted);
  assert.deepEqual(readdirSync(cache), []);
});
