import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import * as sqliteVec from 'sqlite-vec';
import { describeLayout } from '../../src/database/describe.ts';
import { readSchema } from '../../src/database/read-schema.ts';
import { foldName, sqlTokens } from '../../src/database/schema-reader/tokens.ts';
import { parseTrigger } from '../../src/database/schema-reader/trigger.ts';
import { tablesRead } from '../../src/database/schema-reader/view-reads.ts';
import { LAYOUTS } from '../../src/layouts/index.ts';
import { DatabaseSchema, type SchemaTable } from '../../src/model/schema.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../support/dataset.ts';

const folder = new TemporaryFolder().path;

function schemaOf(sql: string, vectors = false): DatabaseSchema {
  const db = new Database(':memory:');
  try {
    if (vectors) sqliteVec.load(db);
    db.exec(sql);
    return readSchema(db);
  } finally {
    db.close();
  }
}

function table(schema: DatabaseSchema, name: string): SchemaTable {
  const found = schema.tables.find((one) => one.name === name);
  assert.ok(found, `${name} among ${schema.tables.map((one) => one.name).join(', ')}`);
  return found;
}

test('every layout is read as it was built: files, attached schemas and :memory:', async () => {
  const store = await seedStore(folder);
  for (const layout of LAYOUTS) {
    const open = buildAndOpen(layout, folder, store);
    const described = describeLayout(layout, open, join(folder, `${layout.name}-1`));
    open.close();
    const schemas = described.databases.map((database) => {
      assert.ok(database.schema);
      DatabaseSchema.parse(database.schema);
      const tables = database.schema.tables.filter(({ kind }) => kind !== 'view');
      assert.deepEqual(tables.map(({ name }) => name).sort(), database.tables.toSorted());
      return database.schema;
    });
    const keys = schemas.flatMap(({ tables }) =>
      tables.flatMap((one) =>
        one.foreignKeys.map((key) => `${one.name}.${key.columns} -> ${key.table}.${key.references}`),
      ),
    );
    assert.deepEqual(
      keys.sort(),
      described.foreignKeys.enforced
        .map((key) => `${key.table}.${key.column} -> ${key.references}.id`)
        .sort(),
    );
    const all = {
      tables: schemas.flatMap((one) => one.tables),
      triggers: schemas.flatMap((one) => one.triggers),
    };
    assert.deepEqual(table(all, 'users').unique, [['email']]);
    assert.deepEqual(table(all, 'tracks_fts').indexes, [
      { table: 'tracks_fts_source', by: 'content' },
      { table: 'chinook_tracks', by: 'content' },
      { table: 'chinook_albums', by: 'content' },
      { table: 'chinook_artists', by: 'content' },
    ]);
    assert.deepEqual(table(all, 'track_vectors').indexes, [{ table: 'chinook_tracks', by: 'name' }]);
    assert.deepEqual(
      table(all, 'track_vectors').columns.map(({ name, type, primaryKey }) => [name, type, primaryKey]),
      [
        ['track_id', 'INTEGER', 1],
        ['embedding', 'FLOAT[64] distance_metric=cosine', 0],
        ['genre_id', 'INTEGER', 0],
        ['model', 'TEXT', 0],
      ],
    );
    assert.equal(all.triggers.length, 14);
    assert.deepEqual(
      all.triggers.find(({ name }) => name === 'tracks_fts_chinook_albums_after_update'),
      {
        name: 'tracks_fts_chinook_albums_after_update',
        table: 'chinook_albums',
        event: 'AFTER UPDATE',
        writes: ['tracks_fts'],
      },
    );
  }
});

test('keys are read as SQLite understands them', () => {
  const schema = schemaOf(`
    CREATE TABLE Parent (a TEXT, B INTEGER, c, PRIMARY KEY (B, a)) WITHOUT ROWID;
    CREATE TABLE child (
      id INTEGER PRIMARY KEY,
      x INTEGER NOT NULL REFERENCES other,
      pa TEXT, PB INTEGER,
      total INTEGER AS (x * 2) STORED,
      FOREIGN KEY (PB, pa) REFERENCES PARENT,
      FOREIGN KEY (pa) REFERENCES gone,
      FOREIGN KEY (pa) REFERENCES parent (A)
    );
    CREATE TABLE other (id INTEGER PRIMARY KEY, email, mail, n, UNIQUE (email, n), UNIQUE (n, email), UNIQUE (id));
    CREATE UNIQUE INDEX whole ON other (mail);
    CREATE UNIQUE INDEX part ON other (n) WHERE n > 0;
    CREATE UNIQUE INDEX computed ON other (lower(email));
    CREATE INDEX plain ON other (email);
    CREATE TABLE loose (a, b);
    CREATE TABLE to_loose (x REFERENCES loose);
    ANALYZE;`);
  assert.deepEqual(
    schema.tables.map(({ name }) => name),
    ['Parent', 'child', 'other', 'loose', 'to_loose'],
  );
  assert.deepEqual(
    table(schema, 'Parent').columns.map(({ name, primaryKey, notNull }) => [name, primaryKey, notNull]),
    [
      ['a', 2, true],
      ['B', 1, true],
      ['c', 0, false],
    ],
  );
  assert.deepEqual(table(schema, 'child').foreignKeys, [
    { columns: ['x'], table: 'other', references: ['id'] },
    { columns: ['PB', 'pa'], table: 'Parent', references: ['B', 'a'] },
    { columns: ['pa'], table: 'gone', references: [] },
    { columns: ['pa'], table: 'Parent', references: ['a'] },
  ]);
  assert.deepEqual(
    table(schema, 'child').columns.map(({ name }) => name),
    ['id', 'x', 'pa', 'PB', 'total'],
  );
  assert.deepEqual(table(schema, 'other').unique, [['email', 'n'], ['mail']]);
  assert.deepEqual(table(schema, 'to_loose').foreignKeys, [
    { columns: ['x'], table: 'loose', references: [] },
  ]);
});

const NAMES = [
  'a"b',
  "it's",
  'new\nline',
  '%%{init}%%',
  '<b>',
  'select',
  ' ',
  '',
  '\u202e',
  '😀',
  '[x]',
  '`',
  '; --',
  'a.b',
];

test('names may be any text, of tables, columns, triggers and schemas', () => {
  const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
  const db = new Database(':memory:');
  db.exec(`ATTACH ':memory:' AS ${quoted('o"dd')}`);
  for (const place of ['main', 'o"dd'])
    for (const name of NAMES)
      db.exec(
        `CREATE TABLE ${quoted(place)}.${quoted(name)} (${quoted(`${name}!`)} PRIMARY KEY, x REFERENCES ${quoted(NAMES[0] ?? '')});
         CREATE TRIGGER ${quoted(place)}.${quoted(`t${name}`)} AFTER DELETE ON ${quoted(name)} BEGIN DELETE FROM ${quoted(name)} WHERE 'BEGIN; UPDATE x' = x; END;`,
      );
  for (const place of ['main', 'o"dd']) {
    const schema = readSchema(db, place);
    assert.deepEqual(
      schema.tables.map(({ name }) => name),
      NAMES,
    );
    for (const name of NAMES) {
      const one = table(schema, name);
      assert.deepEqual(
        one.columns.map((column) => column.name),
        [`${name}!`, 'x'],
      );
      assert.deepEqual(one.foreignKeys, [{ columns: ['x'], table: NAMES[0], references: [`${NAMES[0]}!`] }]);
    }
    assert.deepEqual(
      schema.triggers,
      NAMES.map((name) => ({ name: `t${name}`, table: name, event: 'AFTER DELETE', writes: [name] })),
    );
  }
  db.close();
});

test('a virtual table whose module is missing does not hide the rest', () => {
  const file = join(folder, 'foreign.sqlite');
  const db = new Database(file);
  sqliteVec.load(db);
  db.exec(`CREATE TABLE items (id INTEGER PRIMARY KEY);
    CREATE TABLE v_notes (x);
    CREATE VIRTUAL TABLE v USING vec0(item_id INTEGER PRIMARY KEY, +note TEXT, e FLOAT[4], kind TEXT PARTITION KEY, chunk_size=8);
    CREATE VIRTUAL TABLE box USING rtree(id, low, high);
    CREATE VIEW broken AS SELECT * FROM nowhere;`);
  db.unsafeMode(true);
  db.exec(`PRAGMA writable_schema = ON;
    INSERT INTO sqlite_schema VALUES ('table', 'alien', 'alien', 0, 'CREATE VIRTUAL TABLE alien USING nosuch(a, b)');`);
  db.close();
  const bare = new Database(file, { readonly: true });
  const schema = readSchema(bare);
  bare.close();
  assert.deepEqual(
    schema.tables.map(({ name, kind, columns }) => [name, kind, columns.map((column) => column.name)]),
    [
      ['items', 'table', ['id']],
      ['v_notes', 'table', ['x']],
      ['v', 'vector', ['item_id', 'note', 'e', 'kind']],
      ['box', 'virtual', ['id', 'low', 'high']],
      ['broken', 'view', []],
      ['alien', 'virtual', []],
    ],
  );
  assert.deepEqual(table(schema, 'v').indexes, [{ table: 'items', by: 'name' }]);
});

test('what a full-text or vector table indexes: content, views in views, triggers, names', () => {
  const schema = schemaOf(
    `CREATE TABLE Notes (id INTEGER PRIMARY KEY, body);
     CREATE TABLE tags (id INTEGER PRIMARY KEY, body);
     CREATE TABLE old_tags (id INTEGER PRIMARY KEY);
     CREATE VIEW inner_view AS SELECT n.id, n.body || t.body AS body FROM notes n LEFT JOIN tags t USING (id);
     CREATE VIEW outer_view AS WITH tags AS (SELECT 1 AS id) SELECT i.id, i.body FROM inner_view i, tags;
     CREATE VIRTUAL TABLE of_table USING fts5(body, content = NOTES, content_rowid='id');
     CREATE VIRTUAL TABLE of_view USING fts5(body, content="Outer_View", content_rowid=id);
     CREATE VIRTUAL TABLE of_trigger USING fts5(body, content='');
     CREATE VIRTUAL TABLE alone USING fts4(body, "tokenize", tokenize=porter);
     CREATE TRIGGER follow INSERT ON tags WHEN new.body <> 'DELETE FROM alone' BEGIN
       REPLACE INTO OF_TRIGGER (rowid, body) VALUES (new.id, CASE WHEN 1 THEN replace(new.body, 'a', 'b') END);
     END;
     CREATE VIRTUAL TABLE tag_vectors USING vec0(tag_id INTEGER PRIMARY KEY, e float[2]);
     CREATE VIRTUAL TABLE unnamed USING vec0(e float[2]);`,
    true,
  );
  const indexes = (name: string) => table(schema, name).indexes.map((one) => `${one.table} ${one.by}`);
  assert.deepEqual(indexes('of_table'), ['Notes content']);
  assert.deepEqual(indexes('of_view'), [
    'outer_view content',
    'inner_view content',
    'Notes content',
    'tags content',
  ]);
  assert.deepEqual(indexes('of_trigger'), ['tags trigger']);
  assert.deepEqual(indexes('alone'), []);
  // Two tables end with _tags or are called so: the one of that very name.
  assert.deepEqual(indexes('tag_vectors'), ['tags name']);
  assert.deepEqual(indexes('unnamed'), []);
  assert.deepEqual(schema.triggers, [
    { name: 'follow', table: 'tags', event: 'BEFORE INSERT', writes: ['of_trigger'] },
  ]);
  assert.deepEqual(table(schema, 'outer_view').readsFrom, ['inner_view']);
  assert.deepEqual(
    schema.tables.filter(({ name }) => name.includes('_data') || name.includes('_chunks')),
    [],
  );
});

test('triggers say when they run and what they write, whatever else stands in them', () => {
  const read = (sql: string) => parseTrigger(sql);
  assert.deepEqual(
    read(`CREATE TEMP TRIGGER IF NOT EXISTS "update" INSTEAD OF UPDATE OF a, "on" ON v FOR EACH ROW WHEN new.a IN (SELECT x FROM y) BEGIN
      INSERT OR IGNORE INTO a SELECT * FROM z ON CONFLICT DO UPDATE SET x = 1; /* DELETE FROM no; */
      UPDATE OR REPLACE [b c] SET x = 'DELETE FROM no;'; -- INSERT INTO no
      DELETE FROM d WHERE EXISTS (SELECT 1 FROM e);
      SELECT RAISE(ABORT, 'no'); INSERT INTO a VALUES (1);
    END`),
    { event: 'INSTEAD OF UPDATE', writes: ['a', 'b c', 'd'] },
  );
  assert.deepEqual(read('CREATE TRIGGER t DELETE ON x BEGIN SELECT 1; END'), {
    event: 'BEFORE DELETE',
    writes: [],
  });
});

test('views: tables in every place where one can stand, and nothing else', () => {
  const reads = (sql: string) => tablesRead(`CREATE VIEW v AS ${sql}`).toSorted();
  assert.deepEqual(
    reads('SELECT a, users FROM t, main.u AS users JOIN (x CROSS JOIN "y z") ON a = f(b, c), [w]'),
    ['t', 'u', 'w', 'x', 'y z'],
  );
  assert.deepEqual(
    reads(
      "SELECT 1 WHERE a IN t AND b IN (c, d) AND EXISTS (SELECT 1 FROM 'e' WHERE x IS NOT DISTINCT FROM q)",
    ),
    ['e', 't'],
  );
  assert.deepEqual(
    reads('WITH a(x) AS (SELECT 1 FROM b), c AS NOT MATERIALIZED (SELECT * FROM a) SELECT * FROM a, c, d'),
    ['b', 'd'],
  );
  assert.deepEqual(
    reads('SELECT (SELECT max(x) FROM a), y FROM b GROUP BY c, d UNION SELECT 1, 2 FROM e ORDER BY f, g'),
    ['a', 'b', 'e'],
  );
});

test('the tables that SQLite opens for a view are among those found', () => {
  const db = new Database(':memory:');
  const names = ['users', 'to do', 'from', 'a"b', 'join', 'Übung', 'x'];
  const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
  for (const name of names) db.exec(`CREATE TABLE ${quoted(name)} (id INTEGER PRIMARY KEY, users, x)`);
  const roots = new Map(
    (
      db.prepare('SELECT rootpage, name FROM sqlite_schema').all() as { rootpage: number; name: string }[]
    ).map((row) => [row.rootpage, row.name]),
  );
  const name = fc.constantFrom(...names);
  const alias = fc.constantFrom('', ' AS users', ' x', ' "from"');
  const item = fc.letrec<{ source: string; select: string }>((tie) => ({
    source: fc.oneof(
      { depthSize: 'small' },
      fc.tuple(name, alias).map(([one, as]) => quoted(one) + as),
      fc.tuple(tie('select'), alias).map(([select, as]) => `(${select})${as}`),
      fc
        .tuple(tie('source'), fc.constantFrom(', ', ' CROSS JOIN ', ' LEFT JOIN '), tie('source'))
        .map(([one, join, other]) => `(${one}${join}${other})`),
    ),
    select: fc
      .tuple(
        fc.constantFrom('1 AS id', 'count(*) AS id, 2 AS users', 'DISTINCT 3 AS x'),
        fc.array(tie('source'), { minLength: 1, maxLength: 3 }),
        fc.option(fc.tuple(fc.constantFrom('IN', 'NOT IN'), tie('select'), name), { nil: undefined }),
        fc.constantFrom('', ' GROUP BY 1', ' LIMIT 3', ' -- FROM x\n'),
      )
      .map(
        ([what, sources, inside, end]) =>
          `SELECT ${what} FROM ${sources.join(', ')}${inside ? ` WHERE 7 ${inside[0]} (${inside[1].includes(' AS users') ? `SELECT id FROM ${quoted(inside[2])}` : inside[1]})` : ''}${end}`,
      ),
  })).select;
  let compared = 0;
  fc.assert(
    fc.property(item, (select) => {
      let opened: string[];
      try {
        opened = (db.prepare(`EXPLAIN ${select}`).all() as { opcode: string; p2: number }[])
          .filter(({ opcode }) => opcode === 'OpenRead')
          .flatMap(({ p2 }) => roots.get(p2) ?? []);
      } catch {
        // An ambiguous name: no view.
        return;
      }
      compared++;
      const found = tablesRead(`CREATE VIEW v AS ${select}`);
      const written = names.filter((one) => select.includes(quoted(one)) && one !== 'from');
      for (const one of opened) assert.ok(found.includes(one), `${one} in ${found} of ${select}`);
      for (const one of found)
        assert.ok(written.includes(one) || one === 'from', `${one} is not in ${select}`);
    }),
    { numRuns: 300 },
  );
  assert.ok(compared > 100, `${compared} compared`);
  db.close();
});

test('tokens lose nothing but blanks and comments, and names come back whole', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      let place = 0;
      for (const token of sqlTokens(text)) {
        assert.match(text.slice(place, token.start), /^(?:[ \t\n\f\r]|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))*$/);
        assert.equal(text.slice(token.start, token.start + token.text.length), token.text);
        place = token.start + token.text.length;
      }
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('"', '`', "'"), (name, quote) => {
      const [token, ...rest] = sqlTokens(`${quote}${name.replaceAll(quote, quote + quote)}${quote}`);
      assert.equal(token?.value, name);
      assert.deepEqual(rest, []);
    }),
  );
  assert.equal(sqlTokens(`'${"it''s ".repeat(500_000)}'`).length, 1);
  assert.equal(foldName('ÄBc'), 'Äbc');
});

test('a file that is no database is refused by SQLite, not read as empty', () => {
  const file = join(folder, 'notes.txt');
  writeFileSync(file, 'these are notes, and no database at all\n'.repeat(40));
  const db = new Database(file, { readonly: true });
  assert.throws(() => readSchema(db), { code: 'SQLITE_NOTADB' });
  db.close();
});
