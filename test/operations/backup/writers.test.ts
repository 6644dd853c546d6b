import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { readDataFolder } from '../../../src/database/data-folder.ts';
import { inspectCopies } from '../../../src/experiments/backup-skew/pairs.ts';
import { makeBackup } from '../../../src/operations/backup/backup.ts';
import { listSets } from '../../../src/operations/backup/sets.ts';
import { lockData } from '../../../src/operations/lock.ts';
import { Child } from '../../../src/process/child.ts';
import { at, backup, nothingLeft, request, signal } from './place.ts';

for (const folder of ['data', 'backups'])
  test(`${folder} held by another: exit 11, and whose it is`, async () => {
    mkdirSync(at('backups'));
    const lock = await lockData(at(folder), 'migrate');
    const failed = await backup();
    assert.equal(failed.code, 11);
    assert.match(failed.err, new RegExp(`${folder} is in use by chinook-eval migrate`));
    lock.release();
    await nothingLeft(failed);
  });

test('a database that stays locked by a writer: exit 11; then it goes on', async () => {
  const db = new Database(at('data', 'chinook.sqlite'));
  db.exec('BEGIN IMMEDIATE');
  await assert.rejects(makeBackup(request({ lockSeconds: 0 })), {
    exitCode: 11,
    message: /chinook\.sqlite stayed locked/,
  });
  db.exec('ROLLBACK');
  db.close();
  await nothingLeft({ err: 'chinook-eval: ' });
});

test('under a constant writer in two files it finishes, and no set has one half of what belongs together', async () => {
  const { layout, files } = readDataFolder(at('data'), 'data');
  const writer = new Child('src/experiments/backup-skew-process', { signal });
  try {
    await writer.request('start', { layout, folder: files, periodSeconds: 0.002 }, 30);
    const pairs: number[] = [];
    for (let set = 0; set < 3; set++) {
      await writer.request('delays', null, 30);
      const result = await makeBackup(request());
      const found = inspectCopies(layout, ({ file }) => join(result.path, file));
      assert.deepEqual(found, { skewed: 0, intact: 2, files: 2 });
      pairs.push(result.manifest.databases[0]?.tables.find(({ name }) => name === 'activity_log')?.rows ?? 0);
    }
    assert.ok(
      (pairs[0] ?? 0) < (pairs[1] ?? 0) && (pairs[1] ?? 0) < (pairs[2] ?? 0),
      `it wrote meanwhile: ${pairs}`,
    );
    await writer.request('stop', null, 30);
  } finally {
    await writer.end();
  }
});

test('a database in a rollback journal is backed up too; that its writers wait is told', async () => {
  const db = new Database(at('data', 'database.sqlite'));
  db.pragma('journal_mode = delete');
  db.close();
  const { code, err } = await backup();
  assert.equal(code, 0, err);
  assert.match(err, /^chinook-eval: main is not in WAL mode: who writes to it waits [^\n]*\n$/);
  const { newest } = await listSets(at('backups'));
  assert.deepEqual(
    newest?.manifest.databases.map(({ journalMode }) => journalMode),
    ['delete', 'delete', 'wal'],
  );
});
