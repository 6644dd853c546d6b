import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { digestOf, runProgram, withFault } from '../program.ts';
import { at, digests, labels, oneLine, picture, place, restore } from './place.ts';

test('what fails after the first restore, too, leaves the folder as it was: no layout.json in that of the old files', async () => {
  assert.equal((await restore(labels[0] ?? '')).code, 0);
  const before = picture('data');
  writeFileSync(at('data', 'gone.sqlite-wal'), 'stale');
  const failed = await withFault('full:restore-switch#2', () => restore());
  assert.equal(failed.code, 5, failed.err);
  rmSync(at('data', 'gone.sqlite-wal'));
  assert.deepEqual(picture('data'), before);
});

test('a restore that was ended while it noted what is to follow, before a switch: the next one goes on', async () => {
  assert.equal((await restore(labels[0] ?? '')).code, 0);
  mkdirSync(at('data', 'previous_20200101T000000Z'));
  writeFileSync(at('data', 'previous_20200101T000000Z', 'making.json'), '{"databases":[{"fi');
  const { code, err } = await restore();
  assert.equal(code, 0, err);
  assert.ok(!existsSync(at('data', 'previous_20200101T000000Z')));
  assert.equal(digestOf(at('data')), digests.now);
});

for (const step of ['restore-copy', 'restore-aside', 'restore-previous', 'restore-switch'])
  test(`the disk is full at ${step}: exit 5, the data folder as it was`, async () => {
    const before = picture('data');
    const failed = await withFault(`full:${step}#1`, () => restore(labels[0] ?? ''));
    assert.equal(failed.code, 5, failed.err);
    oneLine(failed, /disk is full/);
    assert.deepEqual(picture('data'), before);
    assert.equal((await restore(labels[0] ?? '')).code, 0);
    assert.equal(digestOf(at('data')), digests.older);
  });

test('no file may grow beyond 1 MB: exit 5, and a folder made for it is gone', async () => {
  const failed = await runProgram(['restore', '--from', 'backups', '--to', 'new'], {
    cwd: place,
    before: ['sh', '-c', 'ulimit -f 2048; exec "$@"', 'sh'],
  });
  assert.equal(failed.code, 5, failed.err);
  oneLine(failed, /disk is full/);
  assert.ok(!existsSync(at('new')));
});
