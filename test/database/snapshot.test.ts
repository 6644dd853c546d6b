import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { openSnapshot, snapshotTogether } from '../../src/database/snapshot.ts';
import { TemporaryFolder } from '../support/dataset.ts';

function files(journal = 'wal') {
  const { path } = new TemporaryFolder();
  const all = ['a', 'b'].map((name) => ({ source: join(path, name), target: join(path, `${name}.copy`) }));
  const open = all.map(({ source }) => {
    const db = new Database(source);
    db.pragma(`journal_mode = ${journal}`);
    db.exec('CREATE TABLE t (x); INSERT INTO t VALUES (1)');
    return db;
  });
  const counts = () =>
    all.map(({ target }) => {
      const db = new Database(target, { readonly: true });
      try {
        return db.prepare('SELECT count(*) FROM t').pluck().get();
      } finally {
        db.close();
      }
    });
  return { path, all, open, counts };
}

const signal = new AbortController().signal;

for (const journal of ['wal', 'delete'])
  test(`${journal}: copies of one moment, for the owner alone, what was there replaced`, async () => {
    const { path, all, open, counts } = files(journal);
    writeFileSync(all[0]?.target ?? '', 'an older copy', { mode: 0o644 });
    const result = await snapshotTogether(all, { signal });
    assert.deepEqual(counts(), [1, 1]);
    for (const { target } of all) assert.equal(statSync(target).mode & 0o777, 0o600);
    assert.ok(result.frozenSeconds <= result.seconds);
    for (const db of open) db.exec('INSERT INTO t VALUES (2)');
    assert.deepEqual(counts(), [1, 1], 'the copies stand by themselves');
    for (const db of open) db.close();
    assert.deepEqual(
      readdirSync(path).filter((name) => /partial/.test(name)),
      [],
    );
  });

test('a writer in the middle of a transaction is waited for; nothing of it is half in the copies', async () => {
  const { all, open, counts } = files();
  const [first, second] = open as [Database.Database, Database.Database];
  first.exec('BEGIN IMMEDIATE; INSERT INTO t VALUES (2)');
  setTimeout(() => {
    first.exec('COMMIT');
    second.exec('INSERT INTO t VALUES (2)');
  }, 300);
  await snapshotTogether(all, { signal });
  assert.deepEqual(counts(), [2, 2]);
  for (const db of open) db.close();
});

test('how long the locks could not be had is told, apart from the time that writers were held up', async () => {
  const { all, open } = files();
  const [first] = open as [Database.Database];
  first.exec('BEGIN IMMEDIATE');
  // Due at once; it comes when the first attempt has been in vain.
  setTimeout(() => first.exec('COMMIT'), 0);
  const snapshot = await openSnapshot(
    all.map(({ source }) => source),
    { signal },
  );
  snapshot.close();
  assert.ok(snapshot.waitedSeconds > 0.5, String(snapshot.waitedSeconds));
  assert.equal(snapshot.retries, 1);
  for (const db of open) db.close();
});

test('locks that cannot be had: exit 11, every lock given back, the older copies as they were', async () => {
  const { path, all, open } = files();
  const [first, second] = open as [Database.Database, Database.Database];
  for (const { target } of all) writeFileSync(target, 'an older copy');
  second.exec('BEGIN IMMEDIATE');
  await assert.rejects(snapshotTogether(all, { signal, lockSeconds: 0 }), { exitCode: 11 });
  first.exec('INSERT INTO t VALUES (3)');
  second.exec('ROLLBACK');
  for (const { target } of all) assert.equal(readFileSync(target, 'utf8'), 'an older copy');
  for (const db of open) db.close();
  assert.deepEqual(
    readdirSync(path).filter((name) => /partial/.test(name)),
    [],
  );
});

test('interrupted: no target, nothing left', async () => {
  const { path, all, open } = files();
  const stop = new AbortController();
  stop.abort();
  await assert.rejects(snapshotTogether(all, { signal: stop.signal }), { exitCode: 130 });
  for (const { target } of all) assert.ok(!existsSync(target));
  for (const db of open) db.close();
  assert.deepEqual(readdirSync(path).sort(), ['a', 'b']);
});
