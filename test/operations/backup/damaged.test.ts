import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { readLog } from '../../../src/operations/backup/log.ts';
import { listSets } from '../../../src/operations/backup/sets.ts';
import { at, backup, nothingLeft } from './place.ts';

/** Overwrites the middle of a file: pages of tables and indexes. */
function damage(path: string): void {
  const bytes = readFileSync(path);
  bytes.fill(
    0xa5,
    Math.floor(bytes.length / 2 / 4096) * 4096,
    Math.floor(bytes.length / 2 / 4096) * 4096 + 40_960,
  );
  writeFileSync(path, bytes);
}

test('one of three files is damaged: exit 4 with its name, no set of the other two, the older set as it was', async () => {
  assert.equal((await backup()).code, 0);
  const older = (await listSets(at('backups'))).newest;
  damage(at('data', 'chinook.sqlite'));
  const failed = await backup('--keep', '1');
  assert.equal(failed.code, 4, failed.err);
  assert.match(failed.err, /chinook\.sqlite.* is damaged/);
  assert.match(failed.err, /attempt 1 failed, trying again/);
  await nothingLeft(failed, 1);
  assert.deepEqual((await listSets(at('backups'))).newest, older);
  const log = await readLog(at('backups'));
  assert.deepEqual(
    log.map(({ event, attempt }) => [event, attempt]),
    [
      ['made', 1],
      ['failed', 1],
      ['failed', 2],
    ],
  );
  const steps = log[1]?.steps?.map(({ state }) => state);
  assert.equal(steps?.filter((state) => state === 'failed').length, 1);
  assert.equal(steps?.at(-1), 'waiting');
});

test('a file that is no database, and one that is not there', async () => {
  writeFileSync(
    at('data', 'database.sqlite'),
    'not a database, but long enough to have a header of one hundred bytes '.repeat(9),
  );
  const failed = await backup();
  assert.equal(failed.code, 2, failed.err);
  assert.match(failed.err, /database\.sqlite is not a SQLite database/);
  await nothingLeft(failed);
  execFileSync('rm', [at('data', 'database.sqlite')]);
  assert.equal((await backup()).code, 2);
});

test('rows that reference one that is not there are backed up as they are, and told', async () => {
  const db = new Database(at('data', 'chinook.sqlite'));
  db.pragma('foreign_keys = OFF');
  db.exec('DELETE FROM chinook_artists WHERE id = (SELECT min(artist_id) FROM chinook_albums)');
  db.close();
  const { code, err } = await backup();
  assert.equal(code, 0, err);
  assert.match(err, /chinook: 1 row references one that is not there/);
  const { newest } = await listSets(at('backups'));
  assert.ok(
    (newest?.manifest.databases.find(({ name }) => name === 'chinook')?.foreignKeyViolations ?? 0) > 0,
  );
});
