import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeData, open, report, run, told } from '../operations/audit/run.ts';

test('a live database under a writer: audited beside it, and its sidecars are left to it', async () => {
  const cwd = makeData();
  const live = open(cwd, 'database.sqlite');
  live.exec(
    "INSERT INTO jobs (queue, payload, attempts, available_at, created_at) VALUES ('q', '{}', 0, 1, 1)",
  );
  assert.deepEqual(told(await report(cwd), 'integrity'), []);
  assert.ok(existsSync(join(cwd, 'data', 'database.sqlite-wal')));
  live.close();
  assert.ok(!existsSync(join(cwd, 'data', 'database.sqlite-wal')));
});

test('a locked database: what could be looked at is told, and the end is 11', async () => {
  const cwd = makeData();
  const holder = open(cwd, 'database.sqlite');
  holder.pragma('journal_mode = DELETE');
  holder.exec('BEGIN EXCLUSIVE');
  try {
    const { code, out, err } = await run(cwd, '--wait', '50.5ms');
    assert.equal(code, 11);
    assert.match(
      err,
      /data\/database\.sqlite stayed locked by another process for 0\.0505 s\. .*--wait\.\n$/,
    );
    assert.match(out, /the audit is not whole: /);
    assert.match(out, /looked at: \d files and folders; /);
  } finally {
    holder.exec('ROLLBACK');
    holder.close();
  }
});
