import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { three } from '../../../src/layouts/index.ts';
import type { ExecuteRequest } from '../../../src/operations/migrate/request.ts';
import { migrate } from '../../../src/operations/migrate/run.ts';
import {
  below,
  contents,
  DataFolders,
  digest,
  layoutName,
  names,
  run,
  start,
  untilThere,
} from './support.ts';

const folders = await DataFolders.of();
const MIGRATE = 'migrate --data data --to three --execute';
const QUICK = `${MIGRATE} --no-validate`;

/** A process that waits at a step; it goes on when it is let, at the latest when this one ends. */
async function held(cwd: string, words: string, step: string) {
  const gate = join(cwd, 'gate');
  const { child, ended } = start(cwd, words, `hold:${step}@${gate}`);
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  child.on('exit', () => process.off('exit', kill));
  await untilThere(`${gate}.waiting`, child);
  return { child, ended, letGo: () => writeFileSync(gate, '') };
}

/** One line on stderr, and the folder is used as before. */
function assertRefused(
  data: string,
  { code, err }: { code: number | null; err: string },
  exit: number,
  line: RegExp,
) {
  assert.equal(code, exit, err);
  assert.match(err, line);
  assert.equal(
    err
      .trimEnd()
      .split('\n')
      .filter((one) => !/was removed$/.test(one)).length,
    1,
    err,
  );
  assert.equal(layoutName(data), 'single');
}

const request = (data: string, more: Partial<ExecuteRequest> = {}): ExecuteRequest => ({
  path: data,
  shown: 'data',
  to: three,
  carry: [],
  without: [],
  keepOrphans: false,
  validate: true,
  resume: false,
  queries: [],
  scenarioDigests: async () => new Map(),
  signal: new AbortController().signal,
  onProgress: () => {},
  say: () => {},
  now: new Date(),
  lockSeconds: 0,
  ...more,
});

test('a full disk and an input/output error at each step: exit 5, one line; with room again, --resume ends it', async () => {
  for (const fault of [
    'full:backup:copy',
    'full:schema',
    'full:import:chinook_tracks',
    'full:import:rename',
    'full:application:write',
    'full:switch:write',
    'full:journal:write#4',
    'fail:create:folder',
    'fail:import:track_vectors',
  ]) {
    const cwd = folders.copy();
    const data = join(cwd, 'data');
    assertRefused(data, await run(cwd, QUICK, fault), 5, fault.startsWith('full') ? /disk is full/ : /EIO/);
    const refusedAtOnce = !existsSync(join(data, 'migration.json'));
    const again = await run(cwd, refusedAtOnce ? QUICK : `${QUICK} --resume`);
    assert.equal(again.code, 0, `${fault}: ${again.err}`);
    assert.equal(layoutName(data), 'three');
  }
});

test('a file that may not grow (ulimit -f): exit 5, the data as they were', {
  skip: process.platform === 'win32',
}, async () => {
  const cwd = folders.copy();
  const data = join(cwd, 'data');
  const rows = digest(data);
  // Blocks of 1024 bytes: the largest new file wants 3.2 MB.
  const limited = start(cwd, QUICK, '', ['bash', '-c', 'ulimit -f 2000; exec "$@"', 'bash']);
  assertRefused(data, await limited.ended, 5, /disk is full|no room|cannot be written/);
  assert.equal(digest(data), rows);
});

/** Root may write everywhere: there another user is taken. */
// Without coverage: the folder for it is root's, and Node would complain on stderr.
const nobody =
  process.getuid?.() === 0
    ? ['env', '-u', 'NODE_V8_COVERAGE', 'setpriv', '--reuid', '65534', '--clear-groups']
    : [];

test('a folder, or a file, that may not be written: exit 5, one line, as before', {
  skip: process.platform === 'win32',
}, async (t) => {
  if (
    nobody.length > 0 &&
    spawnSync(nobody[0] ?? '', [...nobody.slice(1), process.execPath, '--version']).status !== 0
  )
    return t.skip('no other user to be');
  const cwd = folders.copy();
  const data = join(cwd, 'data');
  // The way to the folder is open to all.
  for (const folder of [join(cwd, '..'), cwd]) chmodSync(folder, 0o755);
  const before = contents(data);
  chmodSync(data, 0o555);
  assertRefused(data, await start(cwd, QUICK, '', nobody).ended, 5, /no permission/);
  chmodSync(data, 0o777);
  chmodSync(join(data, 'database.sqlite'), 0o444);
  assertRefused(
    data,
    await start(cwd, QUICK, '', nobody).ended,
    5,
    /database\.sqlite cannot be opened for writing/,
  );
  chmodSync(join(data, 'database.sqlite'), 0o644);
  assert.deepEqual(contents(data), before);
});

test('a folder of the name that the new one would have is not touched: the next free name is taken', async () => {
  const data = join(folders.copy(), 'data');
  const now = new Date('2026-01-02T03:04:05Z');
  mkdirSync(join(data, 'three-20260102T030405'));
  writeFileSync(join(data, 'three-20260102T030405', 'mine.txt'), 'mine');
  mkdirSync(join(data, 'before-20260102T030406'));
  const { journal } = await migrate(request(data, { now, validate: false }));
  assert.equal(journal.folder, 'three-20260102T030407');
  assert.deepEqual(readdirSync(join(data, 'three-20260102T030405')), ['mine.txt']);
  assert.deepEqual(readdirSync(join(data, 'before-20260102T030406')), []);
});

test('a program that writes is waited for, and locked out while it lasts; what it wrote before is moved', async () => {
  const cwd = folders.copy();
  const data = join(cwd, 'data');
  const writer = new Database(join(data, 'database.sqlite'), { timeout: 0 });
  writer.exec("BEGIN IMMEDIATE; UPDATE users SET name = 'before the lock' WHERE id = 1");
  setTimeout(() => writer.exec('COMMIT'), 300);
  const { ended, letGo } = await held(cwd, QUICK, 'step:switch');
  assert.throws(() => writer.exec('UPDATE users SET id = id'), /locked/);
  assert.equal(writer.prepare('SELECT count(*) FROM users').pluck().get(), 100, 'readers go on');
  writer.close();
  letGo();
  const { code, err } = await ended;
  assert.equal(code, 0, err);
  const moved = new Database(join(below(data, 'three-'), 'database.sqlite'), { readonly: true });
  assert.equal(moved.prepare('SELECT name FROM users WHERE id = 1').pluck().get(), 'before the lock');
  moved.close();
});

test('a writer that does not end: exit 11, and not a trace', async () => {
  const data = join(folders.copy(), 'data');
  const writer = new Database(join(data, 'database.sqlite'));
  writer.exec('BEGIN IMMEDIATE');
  await assert.rejects(migrate(request(data)), (error: Error & { exitCode: number }) => {
    assert.match(error.message, /database\.sqlite is in use: .*Stop it/);
    return error.exitCode === 11;
  });
  writer.exec('ROLLBACK');
  const names = [...contents(data).keys()].filter((name) => !/-(wal|shm)$/.test(name));
  writer.close();
  assert.deepEqual(names, ['database.sqlite', 'layout.json']);
});

test('a source that was written to between an interrupted migration and --resume is not passed over', async () => {
  const cwd = folders.copy();
  const data = join(cwd, 'data');
  await run(cwd, QUICK, 'fail:application:write');
  const db = new Database(join(data, 'database.sqlite'));
  db.exec("UPDATE users SET name = 'later' WHERE id = 1");
  db.close();
  assertRefused(data, await run(cwd, `${QUICK} --resume`), 3, /has changed since it was copied.*rollback/);
  assert.equal((await run(cwd, 'rollback --data data --execute')).code, 0);
  assert.equal((await run(cwd, QUICK)).code, 0);
});

test('a source whose file was only touched is the same source', async () => {
  const cwd = folders.copy();
  await run(cwd, QUICK, 'fail:switch:rename');
  utimesSync(join(cwd, 'data', 'database.sqlite'), new Date(), new Date());
  const { code, err } = await run(cwd, `${QUICK} --resume`);
  assert.equal(code, 0, err);
});

test('two at once: one migrates, the other is told who does', async () => {
  const cwd = folders.copy();
  const { child, ended, letGo } = await held(cwd, QUICK, 'step:import');
  for (const words of [QUICK, 'rollback --data data --execute'])
    assertRefused(
      join(cwd, 'data'),
      await run(cwd, words),
      11,
      new RegExp(`in use by chinook-eval migrate \\(process (${child.pid}|\\d+), since .*Wait`),
    );
  letGo();
  assert.equal((await ended).code, 0);
  assert.equal(layoutName(join(cwd, 'data')), 'three');
});

test('interrupted (Ctrl-C): exit 130, one line with the way on, no process left; --resume ends it', async () => {
  const cwd = folders.copy();
  const { child, ended } = await held(cwd, QUICK, 'import:chinook_tracks');
  child.kill('SIGINT');
  const end = await ended;
  assertRefused(join(cwd, 'data'), end, 130, /interrupted at the step import.*--resume/);
  assert.equal((await run(cwd, `${QUICK} --resume`)).code, 0);
});

for (const [what, sql, line] of [
  [
    'lost',
    'DELETE FROM comments WHERE id = 17',
    /comments: [\d,]+ rows instead of [\d,]+, first missing or altered: 17/,
  ],
  [
    'altered',
    'UPDATE users SET name = name || char(0) WHERE id = 2',
    /users: 1 row is missing or altered, first: 2/,
  ],
  [
    'of another type',
    'UPDATE jobs SET payload = CAST(payload AS BLOB) WHERE id = 3',
    /jobs: 1 row is .*first: 3/,
  ],
] as const)
  test(`a row that is ${what} when validation begins: exit 4, nothing switched; --resume makes the files anew`, async () => {
    const cwd = folders.copy();
    const data = join(cwd, 'data');
    const { child, ended, letGo } = await held(cwd, MIGRATE, 'check');
    // The first check, of one database, may begin before another is filled: the file gets its name when it is.
    const file = join(below(data, 'three-'), 'database.sqlite');
    await untilThere(file, child);
    const db = new Database(file, { fileMustExist: true });
    db.exec(sql);
    db.close();
    letGo();
    assertRefused(data, await ended, 4, line);
    if (what !== 'lost') return;
    const again = await run(cwd, `${MIGRATE} --resume`);
    assert.equal(again.code, 0, again.err);
    assert.equal(layoutName(data), 'three');
  });

test('a full-text index that was not true in the source is made anew, and said', async () => {
  const cwd = folders.copy((db) => {
    const trigger = db.prepare(
      "SELECT sql FROM sqlite_schema WHERE name = 'tracks_fts_chinook_tracks_after_update'",
    );
    const sql = trigger.pluck().get() as string;
    db.exec('DROP TRIGGER tracks_fts_chinook_tracks_after_update');
    db.exec("UPDATE chinook_tracks SET name = 'Zebra crossing' WHERE id = 1");
    db.exec(sql);
  });
  const { code, out, err } = await run(cwd, MIGRATE);
  assert.equal(code, 0, err);
  assert.match(out, /tracks_fts: the source's index did not say what its tables do; made anew here/);
  assert.match(out, /scenarios answer the same, \d that search tracks_fts not compared/);
});

test('orphans: told in the plan, refused where the new layout holds the key, kept when asked', async () => {
  const cwd = folders.copy((db) => {
    db.pragma('foreign_keys = OFF');
    db.exec(
      'UPDATE comments SET user_id = 99999 WHERE id IN (1, 2); UPDATE users SET customer_id = 88888 WHERE id = 1',
    );
  });
  const data = join(cwd, 'data');
  const one = folders.copy((db) => {
    db.pragma('foreign_keys = OFF');
    db.exec('UPDATE comments SET user_id = 99999 WHERE id = 1');
  });
  assert.equal(
    (await run(one, 'migrate --data data --to three')).err,
    'chinook-eval: 1 row of comments.user_id -> users refers to no row. Mend it first, or take it over as it is with --keep-orphans.\n',
  );
  const plan = await run(cwd, 'migrate --data data --to three');
  assert.equal(plan.code, 4);
  assert.match(plan.out, /comments\.user_id -> users +2 +refused by the new layout +99999/);
  assert.match(plan.out, /users\.customer_id -> chinook_customers +1 +nothing holds the key +88888/);
  const before = contents(data);
  assertRefused(
    data,
    await run(cwd, MIGRATE),
    4,
    /2 rows of comments\.user_id -> users refer to no row.*--keep-orphans/,
  );
  assert.deepEqual(contents(data), before);
  const kept = await run(cwd, `${MIGRATE} --keep-orphans`);
  assert.equal(kept.code, 0, kept.err);
  const rows = digest(data);
  // And back, where one key more is held.
  const back = await run(cwd, 'migrate --data data --to single --execute');
  assert.equal(back.code, 4);
  assert.match(
    back.err,
    /^chinook-eval: 3 rows of 2 foreign keys refer to no row, first \w+\.\w+ -> \w+ \(the plan lists all\)\. Mend them first, or take them over as they are with --keep-orphans\.\n$/,
  );
  assert.equal((await run(cwd, 'migrate --data data --to single --execute --keep-orphans')).code, 0);
  assert.equal(digest(data), rows);
});

test('keys that are there twice where the new layout allows one: exit 4 before anything is made', async () => {
  const cwd = folders.copy((db) => {
    db.exec(
      'DROP INDEX users_email_unique; UPDATE users SET email = (SELECT email FROM users WHERE id = 1) WHERE id = 2',
    );
  });
  const data = join(cwd, 'data');
  const before = contents(data);
  assertRefused(data, await run(cwd, MIGRATE), 4, /users holds email '.*' more than once.*Mend the rows/);
  assert.deepEqual(contents(data), before);
});

test('what no layout knows is never lost in silence', async () => {
  const cwd = folders.copy((db) => {
    db.exec(`CREATE TABLE notes (x); INSERT INTO notes VALUES (1), (2); CREATE INDEX notes_x ON notes (x);
      CREATE VIEW mine AS SELECT * FROM notes; CREATE INDEX by_action ON activity_log (action)`);
  });
  const data = join(cwd, 'data');
  const plan = await run(cwd, 'migrate --data data --to three');
  assert.equal(plan.code, 2);
  assert.match(plan.out, /table notes +2 +stops the migration without --carry or --without/);
  const before = contents(data);
  assertRefused(
    data,
    await run(cwd, MIGRATE),
    2,
    /table notes, view mine, index by_action: .* or --without notes,mine,by_action to leave them behind/,
  );
  assert.deepEqual(contents(data), before);
  const { code, err } = await run(cwd, `${MIGRATE} --without notes,mine,by_action`);
  assert.equal(code, 0, err);
  if (process.platform !== 'win32') assert.equal(statSync(join(data, 'migration.json')).mode & 0o777, 0o640);
});

test('a source that is not what its layout says: exit 2, named', async () => {
  const cases: [string, RegExp][] = [
    ['ALTER TABLE users ADD COLUMN nickname', /users has a column nickname that no layout knows/],
    ['ALTER TABLE users DROP COLUMN preferences', /users has no column preferences/],
    ['DROP TABLE jobs', /main has no table jobs/],
  ];
  for (const [sql, line] of cases) {
    const cwd = folders.copy((db) => db.exec(sql));
    assertRefused(join(cwd, 'data'), await run(cwd, MIGRATE), 2, line);
  }
});

test('a journal that is torn, of another version, or of another migration: a refusal with the way out', async () => {
  const cwd = folders.copy();
  const data = join(cwd, 'data');
  await run(cwd, QUICK, 'fail:application:write');
  const file = join(data, 'migration.json');
  const text = readFileSync(file, 'utf8');
  assertRefused(
    data,
    await run(cwd, 'migrate --data data --to two --execute --resume'),
    2,
    /goes to three, not to two\. .*chinook-eval rollback --data data --execute\./,
  );
  for (const [broken, exit, line] of [
    [text.slice(0, 300), 4, /migration\.json is torn or damaged.*move migration\.json away/],
    ['', 4, /torn or damaged/],
    [text.replace('migration@1', 'migration@2'), 2, /version chinook-eval\/migration@2.*Finish it with/],
    [text.replace('"folder": "three-', '"folder": "../three-'), 4, /is damaged \(folder/],
    [text.replace('"state": "running"', '"state": "sleeping"'), 4, /is damaged \(state/],
  ] as const) {
    writeFileSync(file, broken);
    for (const words of [`${QUICK} --resume`, QUICK, 'rollback --data data --execute'])
      assertRefused(data, await run(cwd, words), exit, line);
  }
  rmSync(file);
  const { code, err } = await run(cwd, QUICK);
  assert.equal(code, 0, err);
});

test('a writer that does not end: one line says that it is waited for', async () => {
  const cwd = folders.copy();
  const data = join(cwd, 'data');
  const writer = new Database(join(data, 'database.sqlite'));
  writer.exec('BEGIN IMMEDIATE');
  const said: string[] = [];
  // One attempt lasts as long: as any number of seconds on a machine that is busy enough.
  await assert.rejects(migrate(request(data, { lockSeconds: 1, say: (line) => said.push(line) })), {
    exitCode: 11,
  });
  writer.close();
  assert.deepEqual(said, ['waiting for a writer of data to finish, up to 1 s']);
});

test('Ctrl-C while its processes are at work: no lock stays, and --resume has none to remove', async () => {
  const cwd = folders.copy();
  const data = join(cwd, 'data');
  const { child, ended } = await held(cwd, QUICK, 'import:users');
  child.kill('SIGINT');
  assert.equal((await ended).code, 130);
  assert.deepEqual(
    readdirSync(data).filter((name) => name.startsWith('.chinook-eval-lock-')),
    [],
  );
  const { code, err } = await run(cwd, `${QUICK} --resume`);
  assert.deepEqual([code, err], [0, '']);
});

test('a new file that is locked for longer than SQLite waits by itself does not end its validation', async () => {
  const cwd = folders.copy();
  const data = join(cwd, 'data');
  const { ended, letGo } = await held(cwd, MIGRATE, 'step:validate');
  // As a check of full text in the other process, which is minutes where the data are large.
  const other = new Database(join(below(data, 'three-'), 'chinook.sqlite'));
  other.exec('BEGIN IMMEDIATE');
  setTimeout(() => other.close(), 6000);
  letGo();
  const { code, err } = await ended;
  assert.equal(code, 0, err);
});

test('logs that two processes have left to each other are beside neither copies nor new files', async () => {
  const cwd = folders.copy();
  const data = join(cwd, 'data');
  const { ended, letGo } = await held(cwd, QUICK, 'step:application');
  for (const folder of ['before-', 'three-'])
    writeFileSync(join(below(data, folder), 'database.sqlite-wal'), '');
  letGo();
  const { code, err } = await ended;
  assert.equal(code, 0, err);
  assert.deepEqual(
    names(data).filter((name) => /-(wal|shm)$/.test(name)),
    [],
  );
});

test('copies that may not have reached the disk are not trusted by --resume', async () => {
  const cwd = folders.copy();
  const data = join(cwd, 'data');
  const rows = digest(data);
  assert.equal((await run(cwd, QUICK, 'fail:import:users')).code, 5);
  // As a crash of the machine leaves a file whose content was never synced.
  writeFileSync(join(below(data, 'before-'), 'database.sqlite'), '');
  const { code, err } = await run(cwd, `${QUICK} --resume`);
  assert.equal(code, 0, err);
  assert.equal(digest(data), rows);
  assert.equal(
    statSync(join(below(data, 'before-'), 'database.sqlite')).size,
    statSync(join(data, 'database.sqlite')).size,
  );
});

for (const [what, mend] of [
  ['altered', () => {}],
  ['gone', (copies: string) => rmSync(copies, { recursive: true })],
] as const)
  test(`validation refuses what comes of an altered copy; --resume copies anew where the copies are ${what}`, async () => {
    const cwd = folders.copy();
    const data = join(cwd, 'data');
    const rows = digest(data);
    const { ended, letGo } = await held(cwd, MIGRATE, 'step:schema');
    const copies = below(data, 'before-');
    const db = new Database(join(copies, 'database.sqlite'));
    db.exec('DELETE FROM comments WHERE id = 17');
    db.close();
    letGo();
    assertRefused(
      data,
      await ended,
      4,
      /comments: [\d,]+ rows instead of [\d,]+, first missing or altered: 17/,
    );
    mend(copies);
    const { code, err } = await run(cwd, `${MIGRATE} --resume`);
    assert.equal(code, 0, err);
    assert.equal(digest(data), rows);
  });
