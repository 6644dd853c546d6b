import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chownSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import { below, contents, DataFolders, digest, layoutName, run, start } from './support.ts';

// Sources as they come: what a migration reads must be as it was, and arrive as it was.

const folders = await DataFolders.of();
const MIGRATE = 'migrate --data data --to three --execute';
const QUICK = `${MIGRATE} --no-validate`;

test('a source in rollback journals stays so to the byte, and its copy as well: rollback can take either', async () => {
  const cwd = folders.copy((db) => db.pragma('journal_mode = delete'));
  const data = join(cwd, 'data');
  const before = contents(data);
  assert.equal((await run(cwd, MIGRATE)).code, 0);
  const of = (all: ReadonlyMap<string, string>) => all.get('database.sqlite')?.split(' ')[1];
  assert.equal(of(contents(data)), of(before));
  assert.equal(of(contents(below(data, 'before-'))), of(before));
  const db = new Database(join(data, 'database.sqlite'));
  db.exec("UPDATE users SET name = 'forgotten' WHERE id = 1");
  db.close();
  const { code, out, err } = await run(cwd, 'rollback --data data --execute');
  assert.equal(code, 0, err);
  assert.match(out, /their copies in before-\w+ take their place/);
  assert.equal(of(contents(below(data, 'before-'))), of(before), 'also after it was looked at');
});

test('the plan of a rollback says what --execute does where the old files have a log', async () => {
  const cwd = folders.copy();
  const data = join(cwd, 'data');
  assert.equal((await run(cwd, QUICK)).code, 0);
  const db = new Database(join(data, 'database.sqlite'));
  db.exec("UPDATE users SET name = 'in the log' WHERE id = 2");
  // What is there while it is open is what is there after a kill.
  cpSync(data, join(cwd, 'killed'), { recursive: true });
  db.close();
  const killed = join(cwd, 'killed');
  const before = contents(killed);
  const plan = await run(cwd, 'rollback --data killed');
  assert.match(plan.out, /users in the old files: 0 added, 1 changed, 0 removed/);
  const after = contents(killed);
  for (const name of ['database.sqlite', 'database.sqlite-wal'])
    assert.equal(after.get(name), before.get(name), name);
  const done = await run(cwd, 'rollback --data killed --execute');
  assert.match(done.out, /users in the old files: 0 added, 1 changed, 0 removed/);
});

test('a column that is declared as text and holds 007: 7 is not taken for it', async () => {
  const cwd = folders.copy((db) => {
    db.exec(`DROP INDEX cache_expiration; ALTER TABLE cache RENAME COLUMN expiration TO old; ALTER TABLE cache ADD COLUMN expiration TEXT;
      UPDATE cache SET expiration = '0' || old; ALTER TABLE cache DROP COLUMN old;
      CREATE INDEX cache_expiration ON cache (expiration)`);
  });
  const data = join(cwd, 'data');
  const { code, err } = await run(cwd, `${MIGRATE} --without cache`);
  assert.equal(code, 4, err);
  assert.match(err, /validate: .*cache: [\d,]+ rows are missing or altered/);
  assert.equal(layoutName(data), 'single');
});

test('a generated column is a column that no layout knows: exit 2, nothing made', async () => {
  const cwd = folders.copy((db) =>
    db.exec('ALTER TABLE users ADD COLUMN loud TEXT AS (upper(name)) VIRTUAL'),
  );
  const before = contents(join(cwd, 'data'));
  const { code, err } = await run(cwd, MIGRATE);
  assert.equal(code, 2, err);
  assert.match(err, /users has a column loud that no layout knows/);
  assert.deepEqual(contents(join(cwd, 'data')), before);
});

/** The same database with another text encoding and size of pages. */
function madeAnew(path: string, encoding: string): void {
  const [db, other] = [new Database(path), new Database(`${path}.new`)];
  for (const one of [db, other]) sqliteVec.load(one);
  other.pragma(`encoding = '${encoding}'`);
  other.pragma('page_size = 1024');
  const objects = db
    .prepare("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
    .all() as { type: string; name: string; sql: string }[];
  const own = objects.filter(
    ({ name }) => !/^(track_vectors|(tracks|albums)_fts)_(?!source|chinook)/.test(name),
  );
  const search = ['track_vectors', 'tracks_fts', 'albums_fts'];
  const copy = (name: string, columns = '*') => {
    const rows = db.prepare(`SELECT ${columns} FROM ${name}`).raw().safeIntegers().all() as unknown[][];
    const list = columns === '*' ? '' : `(${columns})`;
    if (rows[0] === undefined) return;
    const insert = other.prepare(`INSERT INTO ${name} ${list} VALUES (${rows[0].map(() => '?').join(', ')})`);
    other.transaction(() => {
      for (const row of rows) insert.run(row);
    })();
  };
  other.pragma('foreign_keys = OFF');
  for (const { type, sql } of own) if (type !== 'trigger') other.exec(sql);
  for (const { type, name } of own) if (type === 'table' && !search.includes(name)) copy(name);
  copy('track_vectors', 'track_id, embedding, genre_id, model');
  for (const name of search.slice(1)) other.exec(`INSERT INTO ${name} (${name}) VALUES ('rebuild')`);
  for (const { type, sql } of own) if (type === 'trigger') other.exec(sql);
  for (const one of [db, other]) one.close();
  cpSync(`${path}.new`, path);
  rmSync(`${path}.new`);
}

test('a source in UTF-16: moved where the new layout can be opened with it, refused in one line where it cannot', async () => {
  const cwd = folders.copy();
  const data = join(cwd, 'data');
  madeAnew(join(data, 'database.sqlite'), 'UTF-16le');
  const rows = digest(data);
  const before = contents(data);
  const refused = await run(cwd, MIGRATE);
  assert.equal(refused.code, 2, refused.err);
  assert.match(refused.err, /text encoding UTF-16le, and cache of the new layout would live in memory/);
  assert.deepEqual(contents(data), before);
  const { code, err } = await run(cwd, 'migrate --data data --to two --execute');
  assert.equal(code, 0, err);
  assert.equal(digest(data), rows);
  const db = new Database(join(below(data, 'two-'), 'database.sqlite'));
  assert.deepEqual(
    ['encoding', 'page_size'].map((name) => db.pragma(name, { simple: true })),
    ['UTF-16le', 1024],
  );
  db.close();
});

test('databases of two text encodings: one line, exit 2', async () => {
  const cwd = folders.copy();
  const data = join(cwd, 'data');
  assert.equal((await run(cwd, 'migrate --data data --to two --execute --no-validate')).code, 0);
  const cache = join(below(data, 'two-'), 'cache.sqlite');
  const db = new Database(cache);
  const schema = db
    .prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE ?')
    .pluck()
    .all('sqlite_%') as string[];
  db.close();
  rmSync(cache);
  const other = new Database(cache);
  other.pragma("encoding = 'UTF-16be'");
  for (const sql of schema) other.exec(sql);
  other.close();
  const { code, err } = await run(cwd, 'migrate --data data --to single --execute');
  assert.equal(code, 2, err);
  assert.match(err, /cache\.sqlite is of another text encoding \(UTF-8, UTF-16\) than the other databases/);
});

test('new files that went, or were changed, between two attempts are made anew or found', async () => {
  const cwd = folders.copy();
  const data = join(cwd, 'data');
  const rows = digest(data);
  assert.equal((await run(cwd, MIGRATE, 'fail:application:write')).code, 5);
  rmSync(join(below(data, 'three-'), 'chinook.sqlite'));
  rmSync(below(data, 'before-'), { recursive: true });
  const db = new Database(join(below(data, 'three-'), 'database.sqlite'));
  db.exec("UPDATE users SET name = 'somebody' WHERE id = 3");
  db.close();
  const found = await run(cwd, `${MIGRATE} --resume`);
  assert.equal(found.code, 4, found.err);
  assert.match(found.err, /users: 1 row is missing or altered, first: 3/);
  const again = await run(cwd, `${MIGRATE} --resume`);
  assert.equal(again.code, 0, again.err);
  assert.equal(digest(data), rows);
});

test('the copies that somebody has put in use are not removed with an unfinished migration', async () => {
  const cwd = folders.copy();
  const data = join(cwd, 'data');
  await run(cwd, QUICK, 'fail:application:write');
  const copies = below(data, 'before-').slice(data.length + 1);
  const pointer = JSON.parse(readFileSync(join(data, 'layout.json'), 'utf8')) as object;
  writeFileSync(join(data, 'layout.json'), JSON.stringify({ ...pointer, folder: copies }));
  const { code, err } = await run(cwd, 'rollback --data data --execute');
  assert.equal(code, 3, err);
  assert.match(err, /names before-\w+, the copies that this would remove/);
  assert.ok(statSync(join(data, copies, 'database.sqlite')).size > 0);
});

test('files in use that are damaged or gone: rollback says so, and goes back with --no-rows', async () => {
  const damages: ((file: string) => void)[] = [
    (file) => rmSync(file),
    (file) => truncateSync(file, 8192),
    (file) => writeFileSync(file, Buffer.alloc(100_000, 7)),
  ];
  for (const damage of damages) {
    const cwd = folders.copy();
    const data = join(cwd, 'data');
    const before = contents(data);
    assert.equal((await run(cwd, QUICK)).code, 0);
    damage(join(below(data, 'three-'), 'chinook.sqlite'));
    for (const words of ['rollback --data data', 'rollback --data data --execute']) {
      const { code, err } = await run(cwd, words);
      assert.equal(code, 4, err);
      assert.match(
        err,
        /damaged or gone, so the rows .* cannot be listed\. Go back without them with --no-rows/,
      );
      assert.match(readFileSync(join(data, 'layout.json'), 'utf8'), /"folder": "three-/);
    }
    const { code, out, err } = await run(cwd, 'rollback --data data --execute --no-rows');
    assert.equal(code, 0, err);
    assert.match(out, /Rows written since the migration were not looked for/);
    assert.match(out, /^No longer wanted, once you have what you need of it: data\/three-/m);
    const now = contents(data);
    for (const [name, content] of before) assert.equal(now.get(name), content, name);
  }
});

test('a database that would lie where a migration writes itself: exit 2', async () => {
  for (const file of ['connections.json', 'database.sqlite.importing', 'database.sqlite-wal']) {
    const cwd = folders.copy();
    const databases = [
      { name: 'main', file: 'database.sqlite', groups: ['app', 'cache'] },
      { name: 'catalogue', file, groups: ['catalog'] },
    ];
    const own = { name: 'own', description: 'two files', connection: 'separate', databases };
    writeFileSync(join(cwd, 'own.mjs'), `export default ${JSON.stringify(own)}`);
    for (const more of ['', ' --execute --no-validate']) {
      const { code, err } = await run(cwd, `migrate --data data --to ./own.mjs${more}`);
      assert.equal(code, 2, err);
      assert.match(err, /layout own: .* is the name of a file that a migration or SQLite writes itself/);
    }
  }
});

test("run as root, the copies and the list of rows are the application's like the data", {
  skip: process.getuid?.() !== 0,
}, async () => {
  const cwd = folders.copy();
  const data = join(cwd, 'data');
  chownSync(data, 65534, 65534);
  assert.equal((await run(cwd, QUICK)).code, 0);
  const copies = statSync(below(data, 'before-'));
  assert.deepEqual([copies.uid, copies.mode & 0o777], [65534, 0o700]);
  const db = new Database(join(below(data, 'three-'), 'database.sqlite'));
  db.exec('DELETE FROM comments WHERE id = 1');
  db.close();
  assert.equal((await run(cwd, 'rollback --data data --execute')).code, 0);
  const { uid, mode } = statSync(below(data, 'rows-since-'));
  assert.deepEqual([uid, mode & 0o777], [65534, 0o600]);
});

test('a row that does not fit on the disk: the list is not cut short, nothing is switched', {
  skip: process.platform === 'win32',
}, async () => {
  const cwd = folders.copy();
  const data = join(cwd, 'data');
  assert.equal((await run(cwd, QUICK)).code, 0);
  const db = new Database(join(below(data, 'three-'), 'database.sqlite'));
  db.exec("UPDATE users SET preferences = printf('%.*c', 90000, 'x') WHERE id = 1");
  db.close();
  // 64 KB: shared memory fits, the one line does not.
  const limited = start(cwd, 'rollback --data data --execute', '', [
    'bash',
    '-c',
    'ulimit -f 64; exec "$@"',
    'bash',
  ]);
  const { code, err } = await limited.ended;
  assert.equal(code, 5, err);
  assert.equal(layoutName(data), 'three');
});

/** A file system of its own of so many bytes; undefined where this user may not make one. */
function smallDisk(path: string, bytes: number): (() => void) | undefined {
  mkdirSync(path);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path]);
  return mounted.status === 0 ? () => void spawnSync('umount', [path]) : undefined;
}

test('a disk with room for what the plan says: the copy counts once', async (t) => {
  const cwd = folders.copy();
  const { size } = statSync(join(cwd, 'data', 'database.sqlite'));
  const disk = join(cwd, 'disk');
  const release = smallDisk(disk, Math.ceil(3.3 * size));
  if (release === undefined) return t.skip('no file system can be made here');
  try {
    cpSync(join(cwd, 'data'), join(disk, 'data'), { recursive: true });
    const plan = await run(cwd, 'migrate --data disk/data --to three');
    assert.equal(plan.code, 0, plan.err);
    const { code, err } = await run(cwd, 'migrate --data disk/data --to three --execute --no-validate');
    assert.equal(code, 0, err);
  } finally {
    release();
  }
});
