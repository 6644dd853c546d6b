import assert from 'node:assert/strict';
import { execSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fingerprint, posix } from '../operations/audit/data.ts';
import { makeData, open, report, run, told } from '../operations/audit/run.ts';

test('in the rows: orphans across and within files, vectors, a trigger that is not ours; a drifted index is made anew', async () => {
  const cwd = makeData();
  const app = open(cwd, 'database.sqlite');
  app.prepare('UPDATE comments SET track_id = ? WHERE id = 1').run(9_007_199_254_740_993n);
  app.pragma('foreign_keys = OFF');
  app.exec('DELETE FROM users WHERE id = (SELECT user_id FROM comments LIMIT 1)');
  const gone = app
    .prepare<[], { user: number; rows: number }>(
      'SELECT user_id AS user, count(*) AS rows FROM comments WHERE user_id NOT IN (SELECT id FROM users)',
    )
    .get();
  app.exec(`CREATE TABLE folders (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES folders, "a, b" TEXT REFERENCES users (email));
            INSERT INTO folders VALUES (1, 7, NULL), (2, 8, 'nobody'), (3, 9, NULL), (4, 6, NULL), (5, 6, NULL), (11, 1, NULL);
            CREATE TABLE pairs (a INTEGER, b INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID;
            CREATE TABLE of_pairs (a INTEGER PRIMARY KEY, b INTEGER, FOREIGN KEY (a, b) REFERENCES pairs) WITHOUT ROWID;
            INSERT INTO of_pairs VALUES (1, 2), (3, NULL);
            CREATE TABLE plain_pairs (a INTEGER PRIMARY KEY REFERENCES folders) WITHOUT ROWID;
            INSERT INTO plain_pairs VALUES (12)`);
  app.exec('CREATE TRIGGER spy AFTER INSERT ON users BEGIN SELECT 1; END');
  app.close();
  const catalog = open(cwd, 'chinook.sqlite');
  catalog.exec('DROP TRIGGER tracks_fts_chinook_tracks_before_update');
  catalog.exec("UPDATE chinook_tracks SET name = 'quite another' WHERE id = 2");
  catalog.prepare('DELETE FROM track_vectors WHERE track_id = ?').run(3n);
  catalog.close();
  for (const name of readdirSync(join(cwd, 'data'))) chmodSync(join(cwd, 'data', name), 0o640);
  const before = fingerprint(join(cwd, 'data'));
  const found = await report(cwd);
  assert.deepEqual(fingerprint(join(cwd, 'data')), before);
  assert.equal(found.code, 1);
  assert.deepEqual(told(found, 'orphans'), [
    'warning data: comments.track_id 1 value that chinook_tracks does not have: 9007199254740993',
  ]);
  const ours = told(found, 'foreign-keys').filter((line) => /comments|folders|pairs/.test(line));
  const [where, rows] = [
    'warning data/database.sqlite',
    gone?.rows === 1 ? 'row without its' : 'rows without their',
  ];
  assert.deepEqual(ours, [
    `${where} comments.user_id: ${gone?.rows} ${rows} row in users: ${gone?.user}`,
    `${where} folders.parent: 5 rows without their row in folders: 6, 7, 8, ...`,
    `${where} folders.a, b: 1 row without its row in users: nobody`,
    `${where} of_pairs.a, b: 1 row without its row in pairs`,
    `${where} plain_pairs.a: 1 row without its row in folders`,
  ]);
  assert.deepEqual(told(found, 'vectors'), ['warning data: track_vectors 1 track without a vector']);
  assert.deepEqual(told(found, 'own-code'), [
    'warning data/database.sqlite a trigger that the layout does not make: spy',
  ]);
  assert.deepEqual(
    told(found, 'full-text').map((line) => line.split(' the ')[0]),
    ['warning data: tracks_fts', 'warning data: tracks_fts lacks'],
  );
  const again = await report(cwd, '--fix', '--execute');
  assert.deepEqual(told(again, 'full-text'), []);
  const mended = open(cwd, 'chinook.sqlite');
  mended.exec("UPDATE chinook_tracks SET name = 'another again' WHERE id = 2");
  mended.close();
  assert.deepEqual(told(await report(cwd), 'full-text'), [], 'the trigger is there again');
  assert.equal(told(again, 'orphans').length, 1, 'rows are left to people');
});

test('a damaged, an empty and a foreign file in the place of a database: critical, and the others are looked at', async () => {
  const cwd = makeData();
  const data = join(cwd, 'data');
  truncateSync(join(data, 'chinook.sqlite'), 40_000);
  writeFileSync(join(data, 'database.sqlite'), 'no database at all, only a text');
  truncateSync(join(data, 'cache.snapshot'), 0);
  const found = await report(cwd);
  assert.equal(found.code, 1);
  const [app, cache, catalog] = told(found, 'integrity');
  assert.match(app ?? '', /^critical data\/database\.sqlite damaged: file is not a database/);
  assert.match(cache ?? '', /^critical data\/cache\.snapshot damaged: the file is empty/);
  assert.match(catalog ?? '', /^critical data\/chinook\.sqlite damaged: /);
  assert.ok(found.notLooked.some(({ what, why }) => /across files/.test(what) && /damaged/.test(why)));
  assert.ok(!found.checked.includes('orphans') && found.checked.includes('foreign-keys'));
  const again = makeData();
  const db = open(again, 'chinook.sqlite');
  db.exec('DROP TABLE similarity_cache');
  db.close();
  assert.match(told(await report(again), 'integrity').join(), /chinook\.sqlite lacks similarity_cache$/);
});

test('whole files that are not what the layout makes: a column, vectors and a trigger', async () => {
  const cwd = makeData();
  const app = open(cwd, 'database.sqlite');
  app.exec('ALTER TABLE comments RENAME COLUMN track_id TO song_id');
  app
    .prepare("UPDATE activity_log SET track_id = 'none' || char(27) || '[31m' || char(10) WHERE id = 1")
    .run();
  app.close();
  const catalog = open(cwd, 'chinook.sqlite');
  catalog.unsafeMode().exec('DELETE FROM track_vectors_vector_chunks00');
  const trigger = 'tracks_fts_chinook_tracks_before_update';
  catalog.exec(`DROP TRIGGER ${trigger}`);
  catalog.exec(`CREATE TRIGGER ${trigger} BEFORE UPDATE ON chinook_tracks BEGIN DELETE FROM users; END`);
  catalog.close();
  const found = await report(cwd);
  const [column, vectors, ...more] = told(found, 'integrity');
  assert.match(column ?? '', /^critical data: comments\.track_id cannot be read: no such column/);
  assert.match(vectors ?? '', /^critical data: track_vectors cannot be read: /);
  assert.deepEqual(more, []);
  assert.deepEqual(told(found, 'own-code'), [
    `warning data/chinook.sqlite a trigger that the layout makes otherwise: ${trigger}`,
  ]);
  assert.deepEqual(told(found, 'full-text'), [], 'told once');
  // The others are compared all the same, and what a row holds is not obeyed by a terminal.
  assert.match(told(found, 'orphans').join(), /activity_log\.track_id 1 value .* have: none$/);
});

test('journals: stray ones are put aside by --fix, a hot one is left to people', async () => {
  const cwd = makeData();
  const data = join(cwd, 'data');
  writeFileSync(join(data, 'gone.sqlite-wal'), 'frames');
  writeFileSync(join(data, 'database.sqlite-journal'), Buffer.from('d9d505f920a163d700000000', 'hex'));
  const found = await report(cwd, '--no-contents', '--fix', '--execute');
  assert.match(
    told(found, 'sidecars').join('\n'),
    /^critical data\/database\.sqlite-journal a journal that the next open plays back/,
  );
  assert.ok(existsSync(join(data, 'gone.sqlite-wal.quarantine')));
  assert.ok(existsSync(join(data, 'database.sqlite-journal')));
});

test('a database in another journal mode: put back into WAL by the command that is told, with the same policy', async () => {
  const cwd = makeData();
  const db = open(cwd, 'chinook.sqlite');
  db.pragma('journal_mode = DELETE');
  db.close();
  const found = await report(cwd);
  const [finding] = found.findings.filter(({ check }) => check === 'journal-mode');
  assert.equal(finding?.command, 'chinook-eval audit --data data --policy policy.json --fix --execute');
  const words = finding.command.split(' ').slice(2);
  const { code, out } = await run(cwd, ...words);
  assert.equal(code, 0, out);
  assert.match(out, /done {4}data\/chinook\.sqlite {2}journal mode WAL\n/);
  const mended = open(cwd, 'chinook.sqlite');
  assert.equal(mended.pragma('journal_mode', { simple: true }), 'wal');
  mended.close();
});

test('a database that somebody holds keeps its journal mode, and --fix says so', async () => {
  const cwd = makeData();
  const holder = open(cwd, 'chinook.sqlite');
  holder.pragma('journal_mode = DELETE');
  holder.exec('BEGIN; SELECT count(*) FROM chinook_genres');
  holder.prepare('SELECT 1 FROM chinook_genres').get();
  const { code, out } = await run(cwd, '--fix', '--execute', '--fail-on', 'critical');
  holder.close();
  assert.equal(code, 1, 'what was to be mended and was not is no success');
  assert.match(out, /failed {2}data\/chinook\.sqlite {2}journal mode WAL: the database stayed locked/);
});

test('the command for a stray journal leaves one that was put aside before', posix, async () => {
  const cwd = makeData();
  const wal = join(cwd, 'data', 'gone.sqlite-wal');
  writeFileSync(`${wal}.quarantine`, 'first');
  writeFileSync(wal, 'second');
  for (const name of [wal, `${wal}.quarantine`]) chmodSync(name, 0o640);
  const { findings } = await report(cwd, '--no-contents');
  const [finding] = findings.filter(({ check }) => check === 'sidecars');
  execSync(finding?.command ?? 'false', { cwd });
  assert.equal(readFileSync(`${wal}.quarantine`, 'utf8'), 'first');
  assert.equal(readFileSync(`${wal}.quarantine-2`, 'utf8'), 'second');
});
