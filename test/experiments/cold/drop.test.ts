import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  cachedBytes,
  dropCache,
  parseFincore,
  settle,
  whyNotDropped,
} from '../../../src/experiments/cold/drop.ts';
import { Interrupted } from '../../../src/model/failure.ts';
import { TemporaryFolder } from '../../support/dataset.ts';

const folder = new TemporaryFolder();
const { signal } = new AbortController();

test('what fincore says of several files', () => {
  assert.equal(parseFincore('  4096\n0\n 12288 \n'), 16384);
  assert.equal(parseFincore('0\n'), 0);
  for (const text of ['', 'fincore: failed', '4K\n', '4096\nx\n'])
    assert.equal(parseFincore(text), null, text);
});

test('dropping takes a file just written out of the cache and changes nothing of it', async (t) => {
  const file = join(folder.path, 'file');
  const bytes = randomBytes(1_000_000);
  writeFileSync(file, bytes);
  const why = await whyNotDropped([file], signal);
  if (why !== null) return t.skip(why);
  const cached = await cachedBytes([file], signal);
  if (cached === null) return t.skip('no fincore here');
  assert.deepEqual(readFileSync(file), bytes);
  assert.ok(((await cachedBytes([file], signal)) ?? 0) >= bytes.length, 'reading brings it back');
  await settle([file]);
  await dropCache([file], signal);
  assert.equal(await cachedBytes([file], signal), 0);
  assert.deepEqual(readFileSync(file), bytes);
});

test('a file that is not there cannot be dropped, and says so', async () => {
  const why = await whyNotDropped([join(folder.path, 'none')], signal);
  assert.match(why ?? '', /in memory|could not drop/);
});

test('an interruption is one, and no reason why it cannot be dropped', async () => {
  const file = join(folder.path, 'other');
  writeFileSync(file, 'x');
  await assert.rejects(dropCache([file], AbortSignal.abort()), Interrupted);
  await assert.rejects(cachedBytes([file], AbortSignal.abort()), Interrupted);
});
