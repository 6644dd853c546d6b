import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { below, contents, DataFolders, digest, layoutName, run, start, untilThere } from './support.ts';

const folders = await DataFolders.of();
const MIGRATE = 'migrate --data data --to three --execute --no-validate';

/** What an application has beside the layout's own: every kind of object, and values that are easily lost. */
const OWN = `
  CREATE TABLE notes (title TEXT COLLATE NOCASE, body, n INTEGER DEFAULT 3, loud TEXT AS (upper(title)) STORED);
  INSERT INTO notes (rowid, title, body) VALUES (5, 'a', x'00ff'), (9, 'b', 9007199254740993),
    (2, CAST(x'41ff' AS TEXT), 'a' || char(0) || 'b'), (77, NULL, 1.0);
  CREATE INDEX notes_title ON notes (title) WHERE title IS NOT NULL;
  CREATE TABLE ratings (id INTEGER PRIMARY KEY AUTOINCREMENT, track_id INTEGER REFERENCES chinook_tracks (id), stars INT CHECK (stars < 6));
  INSERT INTO ratings (track_id, stars) VALUES (1, 5), (2, 4), (3, 1);
  DELETE FROM ratings WHERE id = 3;
  CREATE TABLE rating_texts (rating INTEGER REFERENCES ratings, lang TEXT, said TEXT, PRIMARY KEY (rating, lang)) WITHOUT ROWID;
  INSERT INTO rating_texts VALUES (1, 'de', 'gut');
  CREATE TABLE audit (what TEXT, at INTEGER);
  CREATE TRIGGER audit_users AFTER UPDATE OF name ON users BEGIN INSERT INTO audit VALUES (old.name, old.id); END;
  CREATE VIEW best AS SELECT t.name, r.stars FROM ratings r JOIN chinook_tracks t ON t.id = r.track_id;
  CREATE INDEX by_action ON activity_log (action)`;

function query(file: string, sql: string): unknown[] {
  const db = new Database(file);
  try {
    return db.prepare(sql).raw().safeIntegers().all();
  } finally {
    db.close();
  }
}

function write(file: string, sql: string): void {
  const db = new Database(file);
  db.exec(sql);
  db.close();
}

const DIGESTS = {
  notes:
    'SELECT rowid, hex(title), typeof(body), hex(body), body IS 9007199254740993, n, loud IS NULL FROM notes ORDER BY rowid',
  ratings: 'SELECT * FROM ratings ORDER BY id',
  rating_texts: 'SELECT * FROM rating_texts',
  sequence: "SELECT seq FROM sqlite_sequence WHERE name = 'ratings'",
  best: 'SELECT * FROM best ORDER BY 1',
  schema:
    "SELECT name, sql FROM sqlite_schema WHERE name IN ('notes', 'notes_title', 'ratings', 'rating_texts', 'audit', 'audit_users', 'best', 'by_action') ORDER BY name",
};

test('--carry all: tables to where their keys lead, the others to the application, with all that is on them; and back', async () => {
  const cwd = folders.copy((db) => db.exec(OWN));
  const data = join(cwd, 'data');
  const before = Object.values(DIGESTS).map((sql) => query(join(data, 'database.sqlite'), sql));
  const rows = digest(data);
  const plan = await run(cwd, 'migrate --data data --to three --carry all');
  assert.equal(plan.code, 0, plan.err);
  assert.match(plan.out, /table notes +4 +goes to main/);
  assert.match(plan.out, /table rating_texts +1 +goes to chinook/);
  assert.match(plan.out, /view best +goes to chinook/);
  assert.doesNotMatch(plan.out, /index notes_title/, 'it goes with its table');
  const [, command = ''] = /do it: chinook-eval (.*)/.exec(plan.out) ?? [];
  assert.equal(command, 'migrate --data data --to three --carry all --execute');

  const done = await run(cwd, command);
  assert.equal(done.code, 0, done.err);
  assert.match(done.out, /8 objects of your own carried over, 7 rows/);
  assert.match(done.out, /7 rows of other tables too/);
  const [main, catalogue] = ['database.sqlite', 'chinook.sqlite'].map((name) =>
    join(below(data, 'three-'), name),
  ) as [string, string];
  const names = (file: string) => query(file, DIGESTS.schema).map((row) => (row as unknown[])[0]);
  assert.deepEqual(names(main), ['audit', 'audit_users', 'by_action', 'notes', 'notes_title']);
  assert.deepEqual(names(catalogue), ['best', 'rating_texts', 'ratings']);
  write(main, 'UPDATE users SET name = name WHERE id = 1; DELETE FROM audit');

  const back = await run(cwd, 'migrate --data data --to single --carry all --execute');
  assert.equal(back.code, 0, back.err);
  const file = join(below(data, 'single-'), 'database.sqlite');
  assert.deepEqual(
    Object.values(DIGESTS).map((sql) => query(file, sql)),
    before,
  );
  assert.equal(digest(data), rows);
});

test('what would span files, or cannot be carried, is refused by name; --without leaves it behind', async () => {
  const cwd = folders.copy((db) =>
    db.exec(`CREATE TABLE log (x);
      CREATE VIEW mixed AS SELECT u.name FROM users u JOIN chinook_customers c ON c.id = u.customer_id;
      CREATE TRIGGER watched AFTER UPDATE OF name ON chinook_artists BEGIN INSERT INTO log VALUES (old.name); END;
      CREATE TABLE torn (u INTEGER REFERENCES users (id), t INTEGER REFERENCES chinook_tracks (id));
      CREATE TABLE taken (rowid, _rowid_, oid);
      CREATE VIRTUAL TABLE docs USING fts5 (text);
      CREATE TABLE docs_notes (x); INSERT INTO docs_notes VALUES (1)`),
  );
  const data = join(cwd, 'data');
  const before = contents(data);
  const cases: [string, RegExp][] = [
    [
      '',
      /table log, view mixed, trigger watched, table torn, table taken, virtual table docs, table docs_notes: no layout knows them\. Say --carry log,docs_notes --without mixed,watched,torn,taken,docs to take what can be along/,
    ],
    [
      '--carry all',
      /view mixed cannot be carried: it would span files: users will be in main, chinook_customers in chinook\. Leave it behind with --without mixed/,
    ],
    [
      '--carry all --without mixed',
      /trigger watched cannot be carried: it would span files: log will be in main/,
    ],
    [
      '--carry all --without mixed,watched',
      /table torn cannot be carried: it would span files: chinook_tracks will be in chinook, users in main/,
    ],
    ['--carry all --without mixed,watched,torn,taken', /virtual table docs cannot be carried/],
    ['--carry log --without mixed,watched,torn,taken,docs', /table docs_notes: no layout knows it/],
    ['--carry log --without log', /log is in both/],
    ['--carry nothing', /--carry nothing: there is no such/],
  ];
  for (const [options, line] of cases) {
    const { code, err } = await run(cwd, `${MIGRATE} ${options}`.trim());
    assert.equal(code, 2, err);
    assert.match(err, line);
    assert.equal(err.trimEnd().split('\n').length, 1);
  }
  assert.deepEqual(contents(data), before);
  const { code, err } = await run(cwd, `${MIGRATE} --carry all --without mixed,watched,torn,taken,docs`);
  assert.equal(code, 0, err);
  assert.deepEqual(query(join(below(data, 'three-'), 'database.sqlite'), 'SELECT x FROM docs_notes'), [[1n]]);
});

test("a row of the user's own that is altered when validation begins: exit 4, nothing switched", async () => {
  const cwd = folders.copy((db) => db.exec(OWN));
  const data = join(cwd, 'data');
  const gate = join(cwd, 'gate');
  const words = 'migrate --data data --to three --carry all --execute';
  const { child, ended } = start(cwd, words, `hold:check@${gate}`);
  await untilThere(`${gate}.waiting`, child);
  // The first check, of one database, may begin before another is filled.
  const file = join(below(data, 'three-'), 'chinook.sqlite');
  await untilThere(file, child);
  write(
    file,
    "UPDATE sqlite_sequence SET seq = 2 WHERE name = 'ratings'; UPDATE rating_texts SET said = 'Gut'",
  );
  writeFileSync(gate, '');
  const { code, err } = await ended;
  assert.equal(code, 4, err);
  assert.match(err, /rating_texts: 1 row is missing or altered, first: 1, 'de'/);
  assert.match(err, /ratings: AUTOINCREMENT would go on elsewhere/);
  assert.equal(layoutName(data), 'single');
  const again = await run(cwd, `${words} --resume`);
  assert.equal(again.code, 0, again.err);
});

test('orphans among rows of the own tables are told and refused like others', async () => {
  const cwd = folders.copy((db) => {
    db.pragma('foreign_keys = OFF');
    db.exec('CREATE TABLE mine (t INTEGER REFERENCES chinook_tracks); INSERT INTO mine VALUES (1), (-7)');
  });
  const plan = await run(cwd, 'migrate --data data --to three --carry mine');
  assert.equal(plan.code, 4);
  assert.match(plan.out, /mine\.t -> chinook_tracks +1 +refused by the new layout +-7/);
  assert.equal((await run(cwd, `${MIGRATE} --carry mine --keep-orphans`)).code, 0);
});

test('orphans kept in own tables excuse none in the tables of the layout', async () => {
  const cwd = folders.copy((db) => {
    db.pragma('foreign_keys = OFF');
    db.exec('CREATE TABLE mine (t INTEGER REFERENCES chinook_tracks); INSERT INTO mine VALUES (-7), (-8)');
  });
  const gate = join(cwd, 'gate');
  const words = 'migrate --data data --to three --carry mine --keep-orphans --execute';
  // Each process is held at its first check, which may come before this database is filled.
  const { child, ended } = start(cwd, words, `hold:check@${gate}`);
  await untilThere(`${gate}.waiting`, child);
  const file = join(below(join(cwd, 'data'), 'three-'), 'chinook.sqlite');
  await untilThere(file, child);
  write(file, 'PRAGMA foreign_keys = OFF; UPDATE chinook_tracks SET album_id = -1 WHERE id = 9');
  writeFileSync(gate, '');
  const { code, err } = await ended;
  assert.equal(code, 4, err);
  assert.match(err, /chinook: 1 row refers to no row, first chinook_tracks\.album_id/);
});

test("a layout's own that is declared otherwise is not replaced in silence", async () => {
  const cases: [string, RegExp, string][] = [
    [
      'DROP INDEX users_email_unique; CREATE UNIQUE INDEX users_email_unique ON users (email COLLATE NOCASE)',
      /declaration of index users_email_unique: no layout knows it\. Say --without users_email_unique/,
      'users_email_unique',
    ],
    [
      'ALTER TABLE jobs RENAME TO old; CREATE TABLE jobs (id INTEGER PRIMARY KEY AUTOINCREMENT, queue VARCHAR NOT NULL, payload TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, reserved_at INTEGER, available_at INTEGER NOT NULL, created_at INTEGER NOT NULL); INSERT INTO jobs SELECT * FROM old; DROP TABLE old',
      /declaration of table jobs \(its rows move\)/,
      'jobs',
    ],
  ];
  for (const [sql, line, name] of cases) {
    const cwd = folders.copy((db) => db.exec(sql));
    const rows = digest(join(cwd, 'data'));
    for (const more of ['', ' --carry all']) {
      const { code, err } = await run(cwd, MIGRATE + more);
      assert.equal(code, 2, err);
      assert.match(err, more === '' ? line : /cannot be carried: the new layout declares it its own way/);
    }
    assert.equal((await run(cwd, `${MIGRATE} --without ${name}`)).code, 0);
    assert.equal(digest(join(cwd, 'data')), rows);
  }
  // Only blanks, letters and quotes differ.
  const cwd = folders.copy((db) =>
    db.exec(
      'DROP INDEX users_email_unique; create  unique index "users_email_unique" on [users] (email /* once */)',
    ),
  );
  assert.equal((await run(cwd, 'migrate --data data --to three')).code, 0);
});

test('rollback lists rows of carried tables, of tables made since, and of columns added since', async () => {
  const cwd = folders.copy((db) => db.exec(OWN));
  const data = join(cwd, 'data');
  assert.equal((await run(cwd, `${MIGRATE} --carry all --without audit,audit_users`)).code, 0);
  write(
    join(below(data, 'three-'), 'database.sqlite'),
    `INSERT INTO notes (title, body) VALUES ('new', x'01'); UPDATE notes SET title = 'A' WHERE rowid = 5;
     CREATE TABLE later (a); INSERT INTO later VALUES (1); CREATE TABLE audit (a); INSERT INTO audit VALUES (2);
     ALTER TABLE users ADD COLUMN nick; UPDATE users SET nick = 'x' WHERE id = 4`,
  );
  write(join(below(data, 'three-'), 'chinook.sqlite'), 'DROP VIEW best; DROP TABLE rating_texts');
  const plan = await run(cwd, 'rollback --data data');
  assert.match(plan.out, /: 3 added, 2 changed, 1 removed/);
  const done = await run(cwd, 'rollback --data data --execute');
  assert.equal(done.code, 0, done.err);
  const kept = readFileSync(below(data, 'rows-since-'), 'utf8').trim().split('\n');
  const of = (table: string) =>
    kept.map((line) => JSON.parse(line) as Record<string, unknown>).filter((one) => one.table === table);
  assert.deepEqual(
    of('notes')
      .map(({ change }) => change)
      .toSorted(),
    ['added', 'changed'],
  );
  assert.deepEqual(of('rating_texts')[0]?.before, { rating: 1, lang: 'de', said: 'gut' });
  assert.deepEqual([of('later')[0]?.after, of('audit')[0]?.after], [{ a: 1 }, { a: 2 }]);
  assert.match(kept.find((line) => line.includes('"users"')) ?? '', /"nick":"x"/);
});

test('rollback lists rows of tables that have one name in two files', async () => {
  const cwd = folders.copy((db) => db.exec("CREATE TABLE notes (t); INSERT INTO notes VALUES ('old')"));
  const data = join(cwd, 'data');
  assert.equal((await run(cwd, `${MIGRATE} --carry all`)).code, 0);
  for (const file of ['database.sqlite', 'chinook.sqlite'])
    write(
      join(below(data, 'three-'), file),
      `CREATE TABLE IF NOT EXISTS notes (t); INSERT INTO notes VALUES ('${file}')`,
    );
  const { out } = await run(cwd, 'rollback --data data');
  assert.match(out, /main\.notes in three-\w+: 1 added, 0 changed, 0 removed/);
  assert.match(out, /chinook\.notes in three-\w+: 1 added, 0 changed, 0 removed/);
  assert.equal((await run(cwd, 'rollback --data data --execute')).code, 0);
  const kept = readFileSync(below(data, 'rows-since-'), 'utf8').trim().split('\n');
  assert.deepEqual(
    kept.map((line) => {
      const { table, after } = JSON.parse(line) as { table: string; after: unknown };
      return [table, after];
    }),
    [
      ['main.notes', { t: 'database.sqlite' }],
      ['chinook.notes', { t: 'chinook.sqlite' }],
    ],
  );
});

test("a row that breaks its own table's rule is refused by name: exit 4, nothing switched", async () => {
  const cwd = folders.copy((db) => {
    db.pragma('ignore_check_constraints = ON');
    db.exec('CREATE TABLE priced (price CHECK (price > 0)); INSERT INTO priced VALUES (-1)');
  });
  const { code, err } = await run(cwd, `${MIGRATE} --carry priced`);
  assert.equal(code, 4, err);
  assert.match(err, /rows of priced break a rule of the new database \(CHECK constraint failed: price > 0\)/);
  assert.equal(layoutName(join(cwd, 'data')), 'single');
});

test('names, keys and views of any kind go over, and rows with NULL for a key are not taken for new ones', async () => {
  const cwd = folders.copy((db) =>
    db.exec(`CREATE TABLE "my ""odd"" notes" ("select" TEXT, rowid TEXT, "a b" REAL, CHECK ("a b" > 0));
      INSERT INTO "my ""odd"" notes" VALUES ('x', 'r1', 1.5);
      CREATE INDEX "lower idx" ON "my ""odd"" notes" (lower("select"), "a b" DESC);
      CREATE TABLE "ünï" (k TEXT PRIMARY KEY COLLATE NOCASE, v ANY) STRICT, WITHOUT ROWID;
      INSERT INTO "ünï" VALUES ('A', 9007199254740993), ('b', x'00');
      CREATE TABLE Tags (Id INTEGER PRIMARY KEY, name TEXT UNIQUE ON CONFLICT REPLACE);
      CREATE TABLE tag_of (tag INTEGER NOT NULL REFERENCES TAGS (ID) ON DELETE CASCADE, track INTEGER REFERENCES Chinook_Tracks);
      INSERT INTO tags VALUES (1, 'a'), (3, 'c'); INSERT INTO tag_of VALUES (1, 5), (3, NULL);
      CREATE VIEW v1 AS SELECT * FROM tracks_fts_source WHERE id < 10;
      CREATE VIEW v2 AS WITH x AS (SELECT id FROM V1) SELECT x.id, t.name FROM x JOIN chinook_tracks t USING (id);
      CREATE TRIGGER v2_ins INSTEAD OF INSERT ON v2 BEGIN INSERT INTO tags (name) VALUES (new.name); END;
      CREATE TABLE twice (a TEXT PRIMARY KEY, b); INSERT INTO twice VALUES (NULL, 1), (NULL, 1), ('x', 2)`),
  );
  const data = join(cwd, 'data');
  const done = await run(cwd, 'migrate --data data --to three --carry all --execute');
  assert.equal(done.code, 0, done.err);
  const catalogue = join(below(data, 'three-'), 'chinook.sqlite');
  assert.deepEqual(query(catalogue, 'SELECT tag, track FROM tag_of ORDER BY 1'), [
    [1n, 5n],
    [3n, null],
  ]);
  assert.equal(query(catalogue, 'SELECT * FROM v2').length, 9);
  assert.match((await run(cwd, 'rollback --data data')).out, /No row was written/);
  write(catalogue, "INSERT INTO v2 (name) VALUES ('new')");
  write(
    join(below(data, 'three-'), 'database.sqlite'),
    'CREATE TABLE other (a, b); INSERT INTO other SELECT * FROM twice; DROP TABLE twice; CREATE TABLE twice (a, b PRIMARY KEY) WITHOUT ROWID',
  );
  const { out } = await run(cwd, 'rollback --data data');
  assert.match(out, /Tags in three-\w+: 1 added, 0 changed, 0 removed/);
  assert.match(out, /twice in three-\w+: 0 added, 0 changed, 3 removed/);
});

test("a function of the application's own: a view that calls it goes over, an index on it is refused", async () => {
  const cwd = folders.copy((db) => {
    db.function('app_fold', { deterministic: true }, (text) => text);
    db.exec(`CREATE VIEW folded AS SELECT app_fold(name) AS name FROM users;
      CREATE INDEX by_fold ON users (app_fold(name));
      CREATE VIEW across AS SELECT app_fold(name) AS name FROM users JOIN chinook_genres USING (id)`);
  });
  for (const [without, line] of [
    [' --without by_fold', /view across cannot be carried: it would span files/],
    [
      ' --without across',
      /index by_fold cannot be carried: it cannot be made in main: .*no such function: app_fold/,
    ],
  ] as const) {
    const { code, err } = await run(cwd, `${MIGRATE} --carry all${without}`);
    assert.equal(code, 2, err);
    assert.match(err, line);
  }
  const { code, err } = await run(
    cwd,
    'migrate --data data --to three --execute --carry all --without across,by_fold',
  );
  assert.equal(code, 0, err);
  const file = join(below(join(cwd, 'data'), 'three-'), 'database.sqlite');
  assert.deepEqual(query(file, "SELECT name FROM sqlite_schema WHERE name IN ('folded', 'by_fold')"), [
    ['folded'],
  ]);
});

test('the inverted file of the vectors goes with them', async () => {
  const cwd = folders.copy();
  assert.equal((await run(cwd, 'vectors index --data data')).code, 0);
  const plan = await run(cwd, 'migrate --data data --to three');
  assert.match(plan.out, /virtual table track_vectors_ivf +[\d,]+ +goes to chinook with the vectors/);
  const measured = 'SELECT * FROM track_vector_index';
  const before = query(join(cwd, 'data', 'database.sqlite'), measured);
  const done = await run(cwd, 'migrate --data data --to three --execute');
  assert.equal(done.code, 0, done.err);
  assert.match(done.out, /the inverted file goes with its vectors/);
  assert.deepEqual(query(join(below(join(cwd, 'data'), 'three-'), 'chinook.sqlite'), measured), before);
  const verified = await run(cwd, 'vectors verify --data data');
  assert.equal(verified.code, 0, verified.out + verified.err);
  assert.match((await run(cwd, 'rollback --data data')).out, /No row was written/);
});
