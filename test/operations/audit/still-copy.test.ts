import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { CopyFailed } from '../../../src/operations/audit/copy-failed.ts';
import { copyStill } from '../../../src/operations/audit/still-copy.ts';
import { wayOf } from '../../../src/operations/audit/way.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { asRoot, fingerprint, posix } from './data.ts';

const { signal } = new AbortController();
const me = { uid: process.geteuid?.() };
const stranger = { uid: 54_321 };

interface Place {
  readonly folder: string;
  readonly file: string;
  readonly work: string;
}

function place(journal: 'wal' | 'delete' = 'wal'): Place {
  const { path } = new TemporaryFolder();
  const [folder, work] = [join(path, 'data'), join(path, 'work')];
  for (const one of [folder, work]) mkdirSync(one);
  const file = join(folder, 'a.sqlite');
  const db = new Database(file);
  db.pragma(`journal_mode = ${journal}`);
  db.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)');
  db.close();
  return { folder, file, work };
}

const copies = (source: string, work: string) => [{ source, target: join(work, 'copy.sqlite') }];

function rowsIn(file: string): unknown {
  const db = new Database(file, { fileMustExist: true });
  try {
    assert.deepEqual(db.pragma('integrity_check'), [{ integrity_check: 'ok' }]);
    return db.prepare('SELECT count(*) FROM t').pluck().get();
  } finally {
    db.close();
  }
}

test('a closed WAL database: read as its owner does, and nothing is left or changed', posix, async () => {
  const { folder, file, work } = place();
  const before = fingerprint(folder);
  assert.equal(wayOf(file, me), 'application');
  assert.deepEqual(await copyStill(copies(file, work), me, 1, signal), {
    together: true,
    ways: ['application'],
  });
  assert.deepEqual(fingerprint(folder), before);
  assert.equal(rowsIn(join(work, 'copy.sqlite')), 2);
});

test("a stranger's copy is of bytes: its -wal and -shm would lock the application out", posix, async () => {
  const { folder, file, work } = place();
  const before = fingerprint(folder);
  assert.equal(wayOf(file, stranger), 'bytes');
  assert.deepEqual(await copyStill(copies(file, work), stranger, 1, signal), {
    together: true,
    ways: ['bytes'],
  });
  assert.deepEqual(fingerprint(folder), before);
  assert.equal(rowsIn(join(work, 'copy.sqlite')), 2);
});

test('a live database: read beside the application, with what its WAL holds', async () => {
  const { folder, file, work } = place();
  const live = new Database(file);
  live.exec('INSERT INTO t VALUES (3)');
  // Marks of readers in -shm come and go.
  const still = () => fingerprint(folder).filter((line) => !line.startsWith('a.sqlite-shm'));
  const before = still();
  assert.equal(wayOf(file, stranger), 'reader');
  await copyStill(copies(file, work), me, 1, signal);
  assert.deepEqual(still(), before);
  assert.equal(rowsIn(join(work, 'copy.sqlite')), 3);
  live.exec('INSERT INTO t VALUES (4)');
  live.close();
  assert.deepEqual(readdirSync(folder), ['a.sqlite'], 'the application still takes its sidecars away');
});

test('after a crash: the WAL is played back in the copy alone', async () => {
  const { folder, file, work } = place();
  const live = new Database(file);
  live.exec('INSERT INTO t VALUES (3)');
  const crashed = join(folder, '..', 'crashed');
  mkdirSync(crashed);
  for (const suffix of ['', '-wal']) cpSync(file + suffix, join(crashed, `a.sqlite${suffix}`));
  live.close();
  const before = fingerprint(crashed);
  const source = join(crashed, 'a.sqlite');
  assert.equal(wayOf(source, me), 'bytes');
  await copyStill(copies(source, work), me, 1, signal);
  assert.deepEqual(fingerprint(crashed), before);
  assert.equal(rowsIn(join(work, 'copy.sqlite')), 3);
});

test('a hot journal is played back in the copy alone', async () => {
  const { folder, file, work } = place('delete');
  const live = new Database(file);
  live.pragma('cache_size = 1');
  live.exec('BEGIN; CREATE TABLE more (x)');
  // More than the cache holds: changed pages go into the file before the commit.
  for (let row = 0; row < 50; row++)
    live.exec(`INSERT INTO more VALUES (randomblob(3000)), (randomblob(3000))`);
  live.exec('DELETE FROM t');
  const crashed = join(folder, '..', 'crashed');
  mkdirSync(crashed);
  for (const suffix of ['', '-journal']) cpSync(file + suffix, join(crashed, `a.sqlite${suffix}`));
  live.exec('ROLLBACK');
  live.close();
  const before = fingerprint(crashed);
  const source = join(crashed, 'a.sqlite');
  assert.equal(wayOf(source, me), 'bytes');
  await copyStill(copies(source, work), me, 1, signal);
  assert.deepEqual(fingerprint(crashed), before);
  assert.equal(rowsIn(join(work, 'copy.sqlite')), 2);
});

test('a rollback-journal database is read without a trace', async () => {
  const { folder, file, work } = place('delete');
  const before = fingerprint(folder);
  assert.equal(wayOf(file, stranger), 'reader');
  await copyStill(copies(file, work), me, 1, signal);
  assert.deepEqual(fingerprint(folder), before);
  assert.equal(rowsIn(join(work, 'copy.sqlite')), 2);
});

test('a file of another owner in a folder of mode 750 is read by root without a trace', asRoot, async () => {
  const { folder, file, work } = place();
  for (const path of [folder, file]) chownSync(path, 12_345, 12_345);
  chmodSync(folder, 0o750);
  const before = fingerprint(folder);
  assert.deepEqual((await copyStill(copies(file, work), me, 1, signal)).ways, ['application']);
  assert.deepEqual(fingerprint(folder), before);
});

test('locked against readers: which file, and why', async () => {
  const { file, work } = place('delete');
  const holder = new Database(file);
  holder.exec('BEGIN EXCLUSIVE');
  try {
    await assert.rejects(
      copyStill(copies(file, work), me, 0.05, signal),
      (error) =>
        error instanceof CopyFailed &&
        error.source === file &&
        (error.cause as { code?: string }).code === 'SQLITE_BUSY',
    );
  } finally {
    holder.exec('ROLLBACK');
    holder.close();
  }
});

test('two files that are written all the time are copied as of one moment', async () => {
  const { folder, file, work } = place();
  const other = join(folder, 'b.sqlite');
  cpSync(file, other);
  const writer = join(folder, '..', 'writer.mjs');
  const driver = pathToFileURL(
    join(import.meta.dirname, '../../../node_modules/better-sqlite3/lib/index.js'),
  );
  // The same number goes first into one, then into the other: at any moment they differ by one at most.
  writeFileSync(
    writer,
    `import Database from ${JSON.stringify(driver.href)};
     const [a, b] = ${JSON.stringify([file, other])}.map((path) => new Database(path, { timeout: 5000 }));
     for (const db of [a, b]) db.pragma('synchronous = off');
     setInterval(() => { for (const db of [a, b]) db.exec('INSERT INTO t VALUES (0)'); process.send?.('wrote'); }, 2);`,
  );
  const child = fork(writer);
  try {
    await once(child, 'message');
    const files = [file, other].map((source, index) => ({ source, target: join(work, `${index}.sqlite`) }));
    const { together } = await copyStill(files, me, 5, signal);
    assert.ok(together);
    const [a, b] = files.map(({ target }) => Number(rowsIn(target)));
    assert.ok(a !== undefined && b !== undefined && (a === b || a === b + 1), `${a} and ${b}`);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  assert.ok(existsSync(file));
});
