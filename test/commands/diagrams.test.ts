import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { main } from '../../src/main.ts';
import { exportRun } from '../../src/report/export.ts';
import { twoLayouts } from '../render/sample-run.ts';
import { TemporaryFolder } from '../support/dataset.ts';
import { recordedStreams } from '../support/streams.ts';

/** No browser: what is not asked for as a picture is text. */
const TEXT = ['--format', 'mmd'];

async function diagrams(cwd: string, words: readonly string[], env: Record<string, string | undefined> = {}) {
  const recorded = recordedStreams({ cwd, env });
  const code = await main(['diagrams', ...words], recorded.streams);
  return { code, out: recorded.out(), err: recorded.err() };
}

const files = (folder: string) => readdirSync(join(folder, 'reports', 'diagrams')).sort();
const text = (folder: string, name: string) =>
  readFileSync(join(folder, 'reports', 'diagrams', name), 'utf8');

function withRun(folder: string): void {
  mkdirSync(join(folder, 'reports', '20261122-155701'), { recursive: true });
  writeFileSync(join(folder, 'reports', '20261122-155701', 'run.json'), exportRun(twoLayouts(), 'json'));
}

test('without a run: what needs no measurement, from layouts built at scale 1, and nothing that does', async () => {
  const { path } = new TemporaryFolder();
  const { code, out, err } = await diagrams(path, [...TEXT, '--layouts', 'single,three']);
  assert.deepEqual([code, err], [0, '']);
  assert.match(out, /^\d+ diagrams of layouts built at scale 1, in reports\/diagrams\n/);
  const names = files(path);
  for (const name of [
    'er-single',
    'er-three',
    'placement-three',
    'connections-three',
    'full-text-single',
    'vectors-three',
  ])
    assert.ok(names.includes(`${name}.mmd`), `${name} in ${names}`);
  const flow = text(path, 'flow-complex-search-three.mmd');
  assert.match(flow, /SELECT query_cache/);
  assert.doesNotMatch(flow, /\d (us|ms)\b/, 'no time was measured');
  assert.ok(!names.some((name) => /memory|performance/.test(name)), 'nothing was measured');
  assert.match(text(path, 'er-three.mmd'), /^erDiagram/);
});

test('the newest run in reports/ is drawn; --only chooses; --json lists', async () => {
  const { path } = new TemporaryFolder();
  withRun(path);
  const { code, out } = await diagrams(path, [...TEXT, '--only', 'memory,performance', '--json']);
  assert.equal(code, 0);
  const listed = JSON.parse(out) as { id: string; family: string; files: string[]; failed: null }[];
  assert.deepEqual(
    listed.map(({ id, family }) => [id, family]),
    [
      ['performance-three', 'performance'],
      ['memory-single', 'memory'],
      ['memory-three', 'memory'],
    ],
  );
  for (const one of listed) assert.ok(existsSync(join(path, one.files[0] ?? '')));
  const named = await diagrams(path, ['reports/20261122-155701', ...TEXT, '--only', 'memory']);
  assert.match(named.out, /^2 diagrams of run reports\/20261122-155701, in reports\/diagrams\n/);
});

test('any SQLite files: their tables and keys, what crosses files, hostile names; the files stay as they were', async () => {
  const { path } = new TemporaryFolder();
  const make = (name: string, sql: string) => {
    const db = new Database(join(path, name));
    db.exec(sql);
    db.close();
  };
  make(
    'app.sqlite',
    `CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE "<script>alert(1)</script>" ("%%{init: {}}%%" TEXT, "a ""b"" ; c" INT, track REFERENCES tracks);
    CREATE VIRTUAL TABLE notes USING fts5(body)`,
  );
  make('cache.sqlite', 'PRAGMA journal_mode = wal; CREATE TABLE tracks (id INTEGER PRIMARY KEY)');
  const before = ['app.sqlite', 'cache.sqlite'].map((name) => readFileSync(join(path, name)));
  const { code, err } = await diagrams(path, [
    '--database',
    'app.sqlite',
    '--database',
    'cache.sqlite',
    ...TEXT,
  ]);
  assert.deepEqual([code, err], [0, '']);
  assert.deepEqual(files(path), ['er-app-sqlite-cache-sqlite.mmd']);
  const [name = ''] = files(path);
  const drawn = text(path, name);
  for (const table of ['users', 'tracks', 'notes']) assert.match(drawn, new RegExp(`\\b${table}\\b`));
  assert.doesNotMatch(drawn, /<script>|%%\{|notes_data/);
  assert.match(drawn, /accTitle: Schema of app\.sqlite and cache\.sqlite\n/);
  assert.match(drawn, /\.\./, 'a reference that crosses files is dashed');
  assert.deepEqual(
    ['app.sqlite', 'cache.sqlite'].map((file) => readFileSync(join(path, file))),
    before,
  );
});

test('databases that are drawn one after the other keep diagrams of their own', async () => {
  const { path } = new TemporaryFolder();
  const names = ['a.db', 'b.db', 'c.db', 'd.db', 'e.db'];
  for (const name of names) {
    const db = new Database(join(path, name));
    db.exec('CREATE TABLE t (x)');
    db.close();
  }
  for (const chosen of [['a.db'], ['b.db'], names])
    await diagrams(path, [...chosen.flatMap((name) => ['--database', name]), ...TEXT]);
  assert.deepEqual(files(path), ['er-a-db-b-db-c-db-d-db-e-db.mmd', 'er-a-db.mmd', 'er-b-db.mmd']);
  assert.match(text(path, 'er-a-db.mmd'), /accTitle: Schema of a\.db\n/);
  assert.match(
    text(path, 'er-a-db-b-db-c-db-d-db-e-db.mmd'),
    /accTitle: Schema of a\.db, b\.db, c\.db and 2 more\n/,
  );
});

test('no browser that works: the text of every diagram is there, one line says why, exit 3', async () => {
  const { path } = new TemporaryFolder();
  withRun(path);
  const env = { PATH: '', HOME: path, PUPPETEER_EXECUTABLE_PATH: '/bin/false' };
  const { code, out, err } = await diagrams(path, ['--only', 'memory', '--format', 'svg,png'], env);
  assert.equal(code, 3);
  assert.match(
    err,
    /^chinook-eval: nothing was drawn, the text of each diagram is there: .*\/bin\/false.*\n$/,
  );
  assert.deepEqual(files(path), ['memory-single.mmd', 'memory-three.mmd']);
  assert.match(out, /memory-single/);
});

test('a stale PUPPETEER_EXECUTABLE_PATH costs the pictures, not the texts: exit 3', async () => {
  const { path } = new TemporaryFolder();
  withRun(path);
  const env = { PATH: '', HOME: path, PUPPETEER_EXECUTABLE_PATH: '/gone/chrome' };
  const { code, err } = await diagrams(path, ['--only', 'memory', '--format', 'svg'], env);
  assert.equal(code, 3);
  assert.match(
    err,
    /^chinook-eval: nothing was drawn, .*: PUPPETEER_EXECUTABLE_PATH \/gone\/chrome does not exist\..*Unset[^\n]*\n$/,
  );
  assert.deepEqual(files(path), ['memory-single.mmd', 'memory-three.mmd']);
});

test('what an earlier run left of the same diagrams goes where it is not written again; nothing else does', async () => {
  const { path } = new TemporaryFolder();
  withRun(path);
  const folder = join(path, 'reports', 'diagrams');
  mkdirSync(join(folder, 'memory-three.pdf'), { recursive: true });
  for (const name of [
    'memory-single.svg',
    'memory-single.png',
    'memory-three.svg',
    'er-old.svg',
    'memory-single.txt',
  ])
    writeFileSync(join(folder, name), 'old');
  const first = await diagrams(path, ['--only', 'memory', ...TEXT]);
  assert.equal(first.code, 0);
  assert.equal(first.err, 'chinook-eval: removed 3 older files of these diagrams, not written this time\n');
  assert.deepEqual(files(path), [
    'er-old.svg',
    'memory-single.mmd',
    'memory-single.txt',
    'memory-three.mmd',
    'memory-three.pdf',
  ]);
  // Nor does a picture stay where drawing it anew fails.
  writeFileSync(join(folder, 'memory-single.svg'), 'old');
  const env = { PATH: '', HOME: path, PUPPETEER_EXECUTABLE_PATH: '/gone/chrome' };
  const second = await diagrams(path, ['--only', 'memory', '--format', 'svg'], env);
  assert.equal(second.code, 3);
  assert.match(second.err, /^chinook-eval: removed 1 older file of these diagrams/);
  assert.ok(!files(path).includes('memory-single.svg'));
});

test('one diagram is not "1 diagrams"; a file without tables says so', async () => {
  const { path } = new TemporaryFolder();
  const db = new Database(join(path, 'views.sqlite'));
  db.exec('CREATE VIEW one AS SELECT 1 AS x');
  const none = await diagrams(path, ['--database', 'views.sqlite', ...TEXT]);
  assert.deepEqual(
    [none.code, none.err],
    [2, 'chinook-eval: views.sqlite has no tables (1 view): there is nothing to draw.\n'],
  );
  db.exec('CREATE TABLE t (x)');
  db.close();
  const { out } = await diagrams(path, ['--database', 'views.sqlite', ...TEXT]);
  assert.match(out, /^1 diagram of views\.sqlite, in reports\/diagrams\n/);
});

test('bad input: one line, exit code, nothing written', async () => {
  const { path } = new TemporaryFolder();
  writeFileSync(join(path, 'notes.txt'), 'not a database, but long enough to be looked at as one'.repeat(20));
  writeFileSync(join(path, 'empty.sqlite'), '');
  const cases: [string[], number, RegExp][] = [
    [['--only', 'erd'], 2, /erd.*er/],
    [['--only', 'memory'], 2, /shows what a run measured/],
    [['--format', 'jpg'], 2, /jpg.*mmd, svg, png, pdf/],
    [['nowhere'], 2, /nowhere does not exist/],
    [['nowhere', '--layouts', 'single'], 2, /own layouts/],
    [['--database', 'notes.txt'], 2, /notes\.txt is not a SQLite database/],
    [['--database', 'missing.sqlite'], 2, /missing\.sqlite is not there/],
    [['--database', 'empty.sqlite'], 2, /is empty/],
    [['--database', '.'], 2, /is no file/],
    [['--database', 'notes.txt', '--only', 'layout'], 2, /needs a layout or a run/],
    [['--database', 'notes.txt', '--layouts', 'single'], 2, /Leave out/],
    [['--layouts', 'fourfold'], 2, /no layout fourfold/],
    [['--renderer', 'graphviz'], 2, /renderer/],
    [['--layouts', 'single', '--only', 'layout', '--out', 'notes.txt', ...TEXT], 2, /notes\.txt is a file/],
    [['--layouts', 'single', '--only', 'layout', '--browser', './none'], 2, /none/],
    ...(process.platform === 'linux'
      ? [
          [['--layouts', 'single', '--only', 'layout', '--out', '/proc/x'], 2, /proc/] satisfies [
            string[],
            number,
            RegExp,
          ],
        ]
      : []),
  ];
  for (const [words, expected, message] of cases) {
    const { code, out, err } = await diagrams(path, words);
    assert.deepEqual([code, out], [expected, ''], `${words.join(' ')}: ${err}`);
    assert.match(err, /^chinook-eval: [^\n]+\n$/, words.join(' '));
    assert.match(err, message);
    assert.ok(!existsSync(join(path, 'reports', 'diagrams')) || files(path).length === 0, words.join(' '));
  }
});

test('a database that is locked: exit 11; a damaged one: exit 4; a folder that cannot be written: exit 5', async (context) => {
  const { path } = new TemporaryFolder();
  const db = new Database(join(path, 'locked.sqlite'));
  db.exec('CREATE TABLE t (x)');
  db.pragma('locking_mode = exclusive');
  db.exec('BEGIN EXCLUSIVE');
  const locked = await diagrams(path, ['--database', 'locked.sqlite', ...TEXT]);
  assert.equal(locked.code, 11, locked.err);
  db.exec('ROLLBACK');
  db.close();
  const bytes = readFileSync(join(path, 'locked.sqlite'));
  bytes.fill(0xff, 100, 1000);
  writeFileSync(join(path, 'damaged.sqlite'), bytes);
  const damaged = await diagrams(path, ['--database', 'damaged.sqlite', ...TEXT]);
  assert.equal(damaged.code, 4, damaged.err);
  if (process.getuid?.() === 0) return context.diagnostic('root may write everywhere: not tested');
  writeFileSync(join(path, 'fine.sqlite'), '');
  mkdirSync(join(path, 'closed'));
  chmodSync(join(path, 'closed'), 0o500);
  assert.equal(statSync(join(path, 'closed')).mode & 0o200, 0);
  const closed = await diagrams(path, ['--layouts', 'single', ...TEXT, '--out', 'closed/x']);
  assert.equal(closed.code, 5, closed.err);
});

test('--data: a data folder as it is, and how its operations last went; not beside another source', async () => {
  const { path } = new TemporaryFolder();
  const run = async (...words: string[]) => {
    const recorded = recordedStreams({ cwd: path });
    assert.equal(await main(words, recorded.streams), 0, recorded.err());
  };
  await run('build', '--out', 'data', '--layout', 'three', '--scale', '1');
  await run('backup', '--data', 'data', '--to', 'backups');
  const only = ['--only', 'er,search,operations'];
  const { code, err } = await diagrams(path, [...TEXT, '--data', 'data', '--backups', 'backups', ...only]);
  assert.deepEqual([code, err], [0, '']);
  assert.deepEqual(
    files(path),
    ['backup', 'er-three', 'full-text-search', 'full-text-three', 'isolation', 'migrate', 'monitor']
      .concat('permissions', 'rollback', 'vector-search', 'vectors-three')
      .map((name) => `${name}.mmd`),
  );
  assert.match(text(path, 'backup.mmd'), /class [n0-9,]+ done/);
  assert.doesNotMatch(text(path, 'migrate.mmd'), /class [n0-9,]+ done/);
  assert.match(text(path, 'permissions.mmd'), /640/);
  await run('build', '--out', 'other', '--scale', '1');
  const other = await diagrams(path, [...TEXT, '--data', 'other', '--backups', 'backups', ...only]);
  assert.deepEqual([other.code, other.err], [0, '']);
  assert.doesNotMatch(text(path, 'backup.mmd'), /done/, 'the sets there are of another data folder');
  const wrong: [string[], RegExp][] = [
    [['--backups', 'backups'], /--backups belongs to --data/],
    [['--data', 'data', '--layouts', 'single'], /--data draws that folder/],
    [['--data', 'nowhere'], /nowhere holds no layout\.json/],
  ];
  for (const [words, message] of wrong) {
    const bad = await diagrams(path, [...TEXT, ...words]);
    assert.equal(bad.code, 2, bad.err);
    assert.match(bad.err, message);
  }
});
