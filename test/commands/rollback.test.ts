import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { below, contents, DataFolders, layoutName, run } from '../operations/migrate/support.ts';

const folders = await DataFolders.of();

const migrated = async () => {
  const cwd = folders.copy();
  const before = contents(join(cwd, 'data'));
  const { code, err } = await run(cwd, 'migrate --data data --to three --execute --no-validate');
  assert.equal(code, 0, err);
  return { cwd, data: join(cwd, 'data'), before };
};

function write(file: string, sql: string): void {
  const db = new Database(file);
  db.exec(sql);
  db.close();
}

/** Every file of before is there again, to the byte. */
function assertAsBefore(data: string, before: ReadonlyMap<string, string>): void {
  const now = contents(data);
  for (const [name, content] of before) assert.equal(now.get(name), content, name);
}

test('nothing to undo is one line and exit 0', async () => {
  const cwd = folders.copy();
  const { code, out, err } = await run(cwd, 'rollback --data data --execute');
  assert.deepEqual([code, out, err], [0, 'nothing was migrated in data: nothing to undo.\n', '']);
});

test('rows written since are counted, then kept; the old files come back to the byte; twice is once', async () => {
  const { cwd, data, before } = await migrated();
  const [main, catalogue] = ['database.sqlite', 'chinook.sqlite'].map((name) =>
    join(below(data, 'three-'), name),
  );
  write(
    main ?? '',
    `UPDATE users SET name = CAST(x'41ff00' AS TEXT) WHERE id = 3; DELETE FROM comments WHERE id = 5;
     INSERT INTO jobs (queue, payload, available_at, created_at) VALUES ('q', x'00ff', 9007199254740993, 1.5)`,
  );
  write(catalogue ?? '', 'UPDATE chinook_tracks SET unit_price = 9 WHERE id = 7');
  const now = contents(data);
  const plan = await run(cwd, 'rollback --data data');
  assert.equal(plan.code, 0);
  assert.match(plan.out, /three -> single.*nothing was changed/);
  assert.match(plan.out, /1 added, 2 changed, 1 removed; they would be kept/);
  assert.deepEqual(contents(data), now);

  const done = await run(cwd, 'rollback --data data --execute --config-format rails');
  assert.equal(done.code, 0, done.err);
  assert.match(done.out, /layout single again.*same to the byte/);
  assert.match(done.out, /primary:\n/);
  assert.match(done.out, /^ {2}users in three-\w+: 0 added, 1 changed/m);
  assert.match(done.out, /data in use are the file data\/database\.sqlite: keep that/);
  assert.match(done.out, /^No longer wanted, once .*: data\/three-\w+, data\/before-\w+\.$/m);
  assertAsBefore(data, before);
  const kept = readFileSync(below(data, 'rows-since-'), 'utf8')
    .trim()
    .split('\n')
    .map(
      (line) =>
        JSON.parse(line) as {
          table: string;
          change: string;
          before?: Record<string, unknown>;
          after?: Record<string, unknown>;
        },
    );
  const of = (table: string) => kept.find((one) => one.table === table);
  assert.equal(kept.length, 4);
  assert.deepEqual([of('users')?.change, of('users')?.after?.name], ['changed', { text: '41ff00' }]);
  assert.equal(of('comments')?.change, 'removed');
  const job = of('jobs')?.after ?? {};
  assert.deepEqual(
    [job.payload, job.available_at, job.created_at],
    [{ blob: '00ff' }, { integer: '9007199254740993' }, 1.5],
  );
  assert.equal(of('chinook_tracks')?.after?.unit_price, 9);

  const again = await run(cwd, 'rollback --data data --execute');
  assert.deepEqual(
    [again.code, again.out],
    [0, 'the migration of data to three was rolled back already: nothing to undo.\n'],
  );
});

test('a program that keeps all others out: exit 11, one line, for both plans', async () => {
  const { cwd, data } = await migrated();
  const before = contents(data);
  const locker = new Database(join(below(data, 'three-'), 'database.sqlite'));
  locker.pragma('locking_mode = EXCLUSIVE');
  locker.exec('BEGIN IMMEDIATE; COMMIT');
  for (const words of ['rollback --data data', 'migrate --data data --to single']) {
    const { code, out, err } = await run(cwd, words);
    assert.deepEqual([code, out], [11, ''], err);
    assert.match(err, /^chinook-eval: a database is kept locked by another program\. Stop it, or .*\n$/);
  }
  locker.close();
  assert.deepEqual(contents(data), before);
});

test('a changed vector is a changed row as well', async () => {
  const { cwd, data } = await migrated();
  const db = new Database(join(below(data, 'three-'), 'chinook.sqlite'));
  (await import('sqlite-vec')).load(db);
  db.prepare('DELETE FROM track_vectors WHERE track_id = ?').run(9n);
  db.close();
  const { out } = await run(cwd, 'rollback --data data --json');
  const { changed } = JSON.parse(out) as { changed: { removed: number; byTable: { table: string }[] } };
  assert.deepEqual([changed.removed, changed.byTable[0]?.table], [1, 'track_vectors']);
});

test('old files that a forgotten program wrote to: their copies take their place, and its rows are kept too', async () => {
  const { cwd, data, before } = await migrated();
  write(join(data, 'database.sqlite'), "UPDATE users SET name = 'forgotten' WHERE id = 2");
  const { code, out } = await run(cwd, 'rollback --data data --execute');
  assert.equal(code, 0);
  assert.match(out, /old files were written to.*copies in before-/);
  assert.match(out, /^ {2}users in the old files: 0 added, 1 changed, 0 removed$/m);
  assert.match(out, /data in use are in data\/before-\w+: keep that/);
  assert.match(
    out,
    /^No longer wanted, once .*rows-since-\w+\.jsonl: data\/three-\w+, data\/database\.sqlite\.$/m,
  );
  assert.equal(layoutName(data), 'single');
  assert.match(
    readFileSync(below(data, 'rows-since-'), 'utf8'),
    /"in":"the old files","table":"users".*forgotten/,
  );
  const back = contents(below(data, 'before-'));
  assert.equal(back.get('database.sqlite'), before.get('database.sqlite'));
  assert.match(readFileSync(join(data, 'layout.json'), 'utf8'), /"folder": "before-/);
});

test('neither old files nor copies are whole: exit 4, the files in use stay in use', async () => {
  const { cwd, data } = await migrated();
  for (const file of [join(data, 'database.sqlite'), join(below(data, 'before-'), 'database.sqlite')])
    write(file, "UPDATE users SET name = 'x' WHERE id = 2");
  const { code, err } = await run(cwd, 'rollback --data data --execute');
  assert.equal(code, 4);
  assert.match(err, /neither the old files nor their copies.*chinook-eval restore/);
  assert.equal(layoutName(data), 'three');
});

test('after a switch by something else it refuses', async () => {
  const { cwd, data } = await migrated();
  const pointer = JSON.parse(readFileSync(join(data, 'layout.json'), 'utf8')) as object;
  writeFileSync(join(data, 'layout.json'), JSON.stringify({ ...pointer, folder: 'restored' }));
  const { code, err } = await run(cwd, 'rollback --data data --execute');
  assert.equal(code, 3);
  assert.match(err, /something else has switched it/);
});

test('a program that writes to the files in use: exit 11, nothing switched', async () => {
  const { data } = await migrated();
  const { rollback } = await import('../../src/operations/rollback/run.ts');
  const writer = new Database(join(below(data, 'three-'), 'database.sqlite'));
  writer.exec('BEGIN IMMEDIATE');
  const request = {
    path: data,
    shown: 'data',
    execute: true,
    rows: true,
    signal: new AbortController().signal,
    onProgress: () => {},
    say: () => {},
    lockSeconds: 0,
  };
  await assert.rejects(rollback(request), { exitCode: 11 });
  writer.exec('ROLLBACK');
  writer.close();
  assert.equal(layoutName(data), 'three');
  assert.equal((await rollback(request)).kind, 'rolled-back');
});

test('a second migration that is refused or undone leaves the first one to be rolled back', async () => {
  const { cwd, data, before } = await migrated();
  write(join(below(data, 'three-'), 'chinook.sqlite'), 'CREATE TABLE notes (x)');
  const refused = await run(cwd, 'migrate --data data --to two --execute');
  assert.equal(refused.code, 2, refused.err);
  const killed = await run(
    cwd,
    'migrate --data data --to two --execute --without notes --no-validate',
    'fail:import:users',
  );
  assert.equal(killed.code, 5, killed.err);
  assert.match((await run(cwd, 'rollback --data data')).out, /unfinished migration to two would be undone/);
  assert.match((await run(cwd, 'rollback --data data --execute')).out, /layout three as before/);
  assert.match((await run(cwd, 'rollback --data data --execute')).out, /layout single again/);
  assertAsBefore(data, before);
});
