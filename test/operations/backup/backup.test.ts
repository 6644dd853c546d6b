import assert from 'node:assert/strict';
import { readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { three } from '../../../src/layouts/index.ts';
import { makeBackup } from '../../../src/operations/backup/backup.ts';
import { parseKeep } from '../../../src/operations/backup/keep.ts';
import { listSets } from '../../../src/operations/backup/sets.ts';
import { at, backup, request } from './place.ts';

test('the layout is the one of the pointer: a set says what it is of', async () => {
  assert.equal((await backup()).code, 0);
  const { newest } = await listSets(at('backups'));
  assert.equal(newest?.manifest.pointer.layout.name, three.name);
  assert.equal(newest?.manifest.source, at('data'));
  for (const { file } of newest?.manifest.databases ?? []) {
    assert.equal(statSync(join(newest?.path ?? '', file)).mode & 0o777, 0o600);
  }
  assert.equal(statSync(newest?.path ?? '').mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(newest?.path ?? '').sort(), [
    'cache.snapshot',
    'chinook.sqlite',
    'database.sqlite',
    'manifest.json',
  ]);
});

test('the clock leaps forward and goes back: labels and the newest set follow the order of making', async () => {
  const labels: string[] = [];
  for (const clock of [
    '2026-07-22T03:00:00Z',
    '2031-01-01T00:00:00Z',
    '2020-01-01T00:00:00Z',
    '2026-07-23T03:00:00Z',
  ]) {
    const { label } = await makeBackup(request({ clock: () => new Date(clock), keep: parseKeep('3') }));
    labels.push(label);
    assert.equal((await listSets(at('backups'))).newest?.label, label);
  }
  assert.deepEqual(labels, ['20260722T030000Z', '20310101T000000Z', '20310101T000001Z', '20310101T000002Z']);
  assert.deepEqual(
    (await listSets(at('backups'))).good.map(({ label, manifest }) => [
      label,
      manifest.createdAt.slice(0, 4),
    ]),
    [
      ['20310101T000002Z', '2026'],
      ['20310101T000001Z', '2020'],
      ['20310101T000000Z', '2031'],
    ],
  );
});

test('a database that layout.json does not name is told: it is not in the set; other files are not told', async () => {
  const db = new Database(at('data', 'notes.sqlite'));
  db.exec('CREATE TABLE notes (text)');
  db.close();
  writeFileSync(at('data', 'audio-vectors.journal'), '{}\n');
  symlinkSync(at('data', 'notes.sqlite'), at('data', 'link.sqlite'));
  const { code, err } = await backup();
  assert.equal(code, 0, err);
  assert.equal(
    err,
    'chinook-eval: notes.sqlite is a database that layout.json does not name: it is not in the backup\n',
  );
  const { newest } = await listSets(at('backups'));
  assert.deepEqual(readdirSync(newest?.path ?? '').sort(), [
    'cache.snapshot',
    'chinook.sqlite',
    'database.sqlite',
    'manifest.json',
  ]);
});
