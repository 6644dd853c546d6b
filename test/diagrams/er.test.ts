import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SourceLayout } from '../../src/diagrams/diagram.ts';
import { er } from '../../src/diagrams/er.ts';
import { assertGolden } from '../render/golden.ts';
import { parse } from './mermaid.ts';
import { builtLayouts, layoutOf, source } from './sources.ts';

function drawOne(layout: SourceLayout) {
  const [diagram, ...rest] = er.draw(source(layout));
  assert.ok(diagram);
  assert.deepEqual(rest, []);
  return diagram;
}

/** The lines of references, with the names of tables for their ids. */
function references(text: string): string[] {
  const names = new Map(
    Array.from(text.matchAll(/^ *([tm]\d+(?:_\d+)?)\["([^"]*)"\]/gm), ([, id = '', name = '']) => [id, name]),
  );
  return Array.from(text.matchAll(/^ *(\S+) (\S\S(?:--|\.\.)\S\S) (\S+) : "([^"]*)"$/gm)).map(
    ([, one = '', sign, other = '', label]) => `${names.get(one)} ${sign} ${names.get(other)}: ${label}`,
  );
}

test('the built-in layouts: one file, and three with references that cross them', async () => {
  const layouts = await builtLayouts('single', 'three');
  const diagrams = er.draw(source(...layouts));
  assert.deepEqual(
    diagrams.map(({ id, section }) => [id, section]),
    [
      ['er-single', '1.1'],
      ['er-three', '2.2'],
    ],
  );
  for (const { id, text, labels } of diagrams) {
    assertGolden(`diagram-${id}.mmd`, text);
    assert.equal(await parse(text), 'er');
    for (const label of [
      'users',
      'chinook_tracks',
      'tracks_fts',
      'track_vectors',
      'unit_price',
      'customer_id',
    ])
      assert.ok(
        labels.some((one) => one.startsWith(label)),
        label,
      );
  }
  const [single = '', three = ''] = diagrams.map(({ text }) => text);
  const byName = 'chinook_tracks |o..o| track_vectors (vectors): vectors, by name only';
  assert.deepEqual(
    references(single).filter((line) => line.includes('..')),
    [byName],
  );
  assert.deepEqual(
    references(three).filter((line) => line.includes('..')),
    [
      'chinook_customers |o..o{ users: customer_id, not enforced',
      'chinook_artists |o..o{ activity_log: artist_id, not enforced',
      'chinook_albums |o..o{ activity_log: album_id, not enforced',
      'chinook_tracks |o..o{ activity_log: track_id, not enforced',
      'chinook_tracks |o..o{ comments: track_id, not enforced',
      'sessions |o..o{ session_data: session_id, not enforced',
      byName,
    ],
  );
  assert.match(diagrams[1]?.description ?? '', /6 references that nothing enforces/);
  for (const { description } of diagrams) {
    assert.match(description, /1 full-text or vector table that no trigger keeps true, dashed\./);
    assert.doesNotMatch(description, /declared;/);
  }
});

test('cardinalities follow from NOT NULL, keys and unique indexes', () => {
  const { text } = drawOne(
    layoutOf({
      'a.db': `CREATE TABLE p (id INTEGER PRIMARY KEY, a, b, UNIQUE (a, b));
        CREATE TABLE many (id INTEGER PRIMARY KEY, p_id REFERENCES p);
        CREATE TABLE must (id INTEGER PRIMARY KEY, p_id NOT NULL REFERENCES p);
        CREATE TABLE one (id INTEGER PRIMARY KEY, p_id UNIQUE REFERENCES p);
        CREATE TABLE same (id INTEGER PRIMARY KEY REFERENCES p);
        CREATE TABLE half (x REFERENCES p, y NOT NULL, UNIQUE (x, y));
        CREATE TABLE pair (x NOT NULL, y, FOREIGN KEY (x, y) REFERENCES p (a, b));
        CREATE TABLE tree (id INTEGER PRIMARY KEY, up REFERENCES tree);`,
    }),
  );
  assert.deepEqual(references(text), [
    'p |o--o{ many: p_id',
    'p ||--o{ must: p_id',
    'p |o--o| one: p_id',
    'p ||--o| same: id',
    'p |o--o{ half: x',
    'p |o--o{ pair: x, y',
    'tree |o--o{ tree: up',
  ]);
  assert.match(text, /`-` x FK "unique#58; x, y"/);
  assert.match(text, /INTEGER id PK, FK\n/);
});

test('a table that only joins two others is a many-to-many relation that names it; any other stays a table', () => {
  const tables = `CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (id INTEGER PRIMARY KEY);
    CREATE TABLE a_b (a_id REFERENCES a, b_id REFERENCES b, PRIMARY KEY (b_id, a_id));
    CREATE TABLE a_a (one REFERENCES a, other REFERENCES a, PRIMARY KEY (one, other)) WITHOUT ROWID;
    CREATE TABLE dated (a_id REFERENCES a, b_id REFERENCES b, at, PRIMARY KEY (a_id, b_id));
    CREATE TABLE gone_b (a_id REFERENCES gone, b_id REFERENCES b, PRIMARY KEY (a_id, b_id));`;
  const first = drawOne(layoutOf({ 'a.db': tables }));
  assert.deepEqual(references(first.text).slice(-2), [
    'a }o--o{ b: a_b (a_id, b_id)',
    'a }o--o{ a: a_a (one, other)',
  ]);
  assert.match(first.description, /many-to-many: a_b and a_a\./);
  assert.match(first.text, /\["dated"\]/);
  assert.match(first.text, /\["gone_b"\]/);
  assert.doesNotMatch(first.text, /\["a_b"\]/);
  const referred = drawOne(
    layoutOf({ 'a.db': `${tables} CREATE TABLE log (x, y, FOREIGN KEY (x, y) REFERENCES a_b (b_id, a_id))` }),
  );
  assert.match(referred.text, /\["a_b"\]/);
});

test('a table that joins two others, one of whose keys is unique, is not many-to-many: it stays a table', () => {
  const { text, description } = drawOne(
    layoutOf({
      'a.db': `CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (id INTEGER PRIMARY KEY);
        CREATE TABLE piv_u (a NOT NULL UNIQUE REFERENCES p, b NOT NULL REFERENCES c, PRIMARY KEY (a, b));
        CREATE TABLE piv_v (a NOT NULL REFERENCES p, b NOT NULL UNIQUE REFERENCES c, PRIMARY KEY (a, b));`,
    }),
  );
  assert.deepEqual(references(text), [
    'p ||--o| piv_u: a',
    'c ||--o{ piv_u: b',
    'p ||--o{ piv_v: a',
    'c ||--o| piv_v: b',
  ]);
  assert.doesNotMatch(description, /many-to-many/);
});

test('an index that no trigger writes is tied by dashes, and never to exactly one row', () => {
  const { text, description } = drawOne(
    layoutOf(
      {
        'a.db': `CREATE TABLE tracks (id INTEGER PRIMARY KEY, name);
        CREATE TABLE albums (id INTEGER PRIMARY KEY, title);
        CREATE VIRTUAL TABLE loose USING fts5(name, content='tracks', content_rowid='id');
        CREATE VIRTUAL TABLE kept USING fts5(title, content='albums', content_rowid='id');
        CREATE TRIGGER follow AFTER INSERT ON albums BEGIN INSERT INTO kept (rowid, title) VALUES (new.id, new.title); END;
        CREATE VIRTUAL TABLE track_vectors USING vec0(track_id INTEGER PRIMARY KEY, e FLOAT[2]);`,
      },
      { pragmas: { foreign_keys: 1 } },
    ),
  );
  assert.deepEqual(references(text).sort(), [
    'albums ||--o| kept (full text): full text',
    'tracks |o..o| loose (full text): full text, no trigger',
    'tracks |o..o| track_vectors (vectors): vectors, by name only',
  ]);
  assert.match(description, /2 full-text or vector tables that no trigger keeps true, dashed\./);
  assert.doesNotMatch(description, /reference/);
});

test('of files it is not known whether foreign_keys is on: solid, and said', () => {
  const sql =
    'CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (x NOT NULL REFERENCES a, y REFERENCES a)';
  const files = drawOne(layoutOf({ 'a.db': sql }));
  assert.deepEqual(references(files.text), ['a ||--o{ b: x', 'a |o--o{ b: y']);
  assert.match(
    files.description,
    /2 references declared; enforced only by connections with foreign_keys = on\./,
  );
  const opened = drawOne(layoutOf({ 'a.db': sql }, { pragmas: { foreign_keys: 1 } }));
  assert.doesNotMatch(opened.description, /declared;/);
});

test('names are the same in any case, in this file and in another; a view is no missing table', async () => {
  const { text, description, labels } = drawOne(
    layoutOf({
      'a.db': `CREATE TABLE Users (id INTEGER PRIMARY KEY, plan NOT NULL REFERENCES PLANS, v NOT NULL REFERENCES V,
        x REFERENCES Nowhere, y REFERENCES NOWHERE); CREATE VIEW v AS SELECT 1 AS one; CREATE VIEW w AS SELECT 2 AS two`,
      'b.db': 'CREATE TABLE plans (id INTEGER PRIMARY KEY)',
    }),
  );
  assert.equal(await parse(text), 'er');
  assert.deepEqual(references(text), [
    'plans |o..o{ Users: plan, not enforced',
    'v (view) |o..o{ Users: v, to a view',
    'Nowhere (missing) |o..o{ Users: x, no such table',
    'Nowhere (missing) |o..o{ Users: y, no such table',
  ]);
  assert.match(description, /^2 tables in /);
  assert.match(description, /in none of the files: Nowhere\./);
  assert.match(description, /Referred to and no table: v \(view\)\..* 1 view not drawn\./);
  assert.ok(labels.includes('v') && !labels.includes('w'));
});

test('each of several files has a colour of its own; text for older Mermaid has neither groups nor colours', async () => {
  const layout = layoutOf({
    'app.db': 'CREATE TABLE users (id INTEGER PRIMARY KEY, plan REFERENCES plans)',
    'shop.db': 'CREATE TABLE plans (id INTEGER PRIMARY KEY)',
  });
  const { text, plainText = '' } = drawOne(layout);
  const colours = Array.from(text.matchAll(/classDef (\w+) (fill:#\w+)/g), ([, name, fill]) => [name, fill]);
  assert.deepEqual(
    colours.map(([name]) => name),
    ['file0', 'file1'],
  );
  assert.equal(new Set(colours.map(([, fill]) => fill)).size, 2);
  assert.match(text, /class t0_0 file0\n[\s\S]*class t1_0 file1\n/);
  assert.equal(await parse(plainText), 'er');
  assert.doesNotMatch(plainText, /subgraph|\bend\b|class/);
  assert.deepEqual(references(plainText), ['plans · shop.db |o..o{ users · app.db: plan, not enforced']);
  const one = drawOne(layoutOf({ 'app.db': 'CREATE TABLE users (id INTEGER PRIMARY KEY)' }));
  assert.doesNotMatch(one.text, /class/);
  assert.equal(one.plainText, undefined);
});

test('files by themselves: a reference to a table in another is dashed, one to no table leads to a missing one', () => {
  const { text, labels, description, section } = drawOne(
    layoutOf({
      'app.db':
        'CREATE TABLE users (id INTEGER PRIMARY KEY, plan_id REFERENCES plans, x REFERENCES nowhere, y REFERENCES nowhere)',
      'shop.db': 'CREATE TABLE plans (id INTEGER PRIMARY KEY)',
      'empty.db': '',
    }),
  );
  assert.deepEqual(references(text), [
    'plans |o..o{ users: plan_id, not enforced',
    'nowhere (missing) |o..o{ users: x, no such table',
    'nowhere (missing) |o..o{ users: y, no such table',
  ]);
  assert.match(text, /subgraph f0 \["app\.db"\][\s\S]*end\n {2}subgraph f1 \["shop\.db"\]/);
  assert.doesNotMatch(text, /subgraph f2/);
  for (const label of ['app.db', 'shop.db', 'nowhere', 'plan_id']) assert.ok(labels.includes(label), label);
  assert.ok(!labels.includes('empty.db'));
  assert.match(description, /in none of the files: nowhere/);
  assert.equal(section, '2.2');
});

test('where foreign_keys is off nothing is enforced', () => {
  const sql = `CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (id INTEGER PRIMARY KEY, a_id REFERENCES a);
    CREATE TABLE a_b (a_id REFERENCES a, b_id REFERENCES b, PRIMARY KEY (a_id, b_id));`;
  const off = drawOne(layoutOf({ 'a.db': sql }, { pragmas: { foreign_keys: 0 } }));
  assert.deepEqual(references(off.text), [
    'a |o..o{ b: a_id, not enforced',
    'a }o..o{ b: a_b (a_id, b_id), not enforced',
  ]);
  const on = drawOne(layoutOf({ 'a.db': sql }, { pragmas: { foreign_keys: 1 } }));
  assert.doesNotMatch(on.text, /\.\./);
  const must = drawOne(
    layoutOf(
      {
        'a.db': 'CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a_id NOT NULL REFERENCES a)',
      },
      { pragmas: { foreign_keys: 0 } },
    ),
  );
  assert.deepEqual(references(must.text), ['a |o..o{ b: a_id, not enforced']);
});

test('columns that are called like marks, types with anything in them, none declared', async () => {
  const { text } = drawOne(
    layoutOf({
      'a.db': 'CREATE TABLE t (pk "FK", "UK" VARCHAR(10), "a b" "double; {precision}", end, "" TEXT)',
    }),
  );
  assert.equal(await parse(text), 'er');
  for (const row of [
    '`FK` `pk`',
    'VARCHAR(10) `UK`',
    '`double#59; #123;precision#125;` `a b`',
    '`-` end',
    'TEXT `(empty)`',
  ])
    assert.ok(text.includes(`    ${row}\n`), `${row} in ${text}`);
});

test('300 tables: valid, and only the keys of each, which it says', async () => {
  const tables = Array.from(
    { length: 300 },
    (_, n) =>
      `CREATE TABLE t${n} (id INTEGER PRIMARY KEY, code UNIQUE, a, b, c, d, before REFERENCES t${Math.max(0, n - 1)}, half REFERENCES t${n >> 1})`,
  );
  const { text, description, labels } = drawOne(layoutOf({ 'big.db': tables.join(';') }));
  assert.equal(await parse(text), 'er');
  assert.equal(references(text).length, 600);
  assert.match(description, /only its keys are drawn/);
  assert.ok(labels.includes('t299') && labels.includes('before') && labels.includes('code'));
  assert.ok(!labels.includes('a') && !/^ *`-` a$/m.test(text));
});

test('many tables that refer to nothing are drawn apart, a few are not', async () => {
  const tables = (length: number) =>
    `CREATE TABLE a (id INTEGER PRIMARY KEY, up REFERENCES a); ${Array.from({ length }, (_, n) => `CREATE TABLE t${n} (x)`).join(';')}`;
  const many = drawOne(layoutOf({ 'a.db': tables(20), 'b.db': tables(3) })).text;
  assert.equal(await parse(many), 'er');
  const [, apart = ''] = /subgraph n0 \["without references"\]([\s\S]*?)\n {4}end/.exec(many) ?? [];
  assert.equal(apart.match(/\["t\d+"\]/g)?.length, 20);
  assert.doesNotMatch(apart, /\["a"\]/);
  assert.doesNotMatch(many, /subgraph n1/);
});

test('nothing is drawn of a database whose schema is not known, or that has no table', () => {
  const layout = layoutOf({ 'a.db': 'CREATE TABLE t (x)', 'b.db': 'CREATE TABLE u (x)' });
  const unknown = {
    ...layout,
    databases: layout.databases.map((one, n) => (n === 1 ? { ...one, schema: null } : one)),
  };
  assert.deepEqual(er.draw(source(unknown)), []);
  assert.deepEqual(er.draw(source(layoutOf({ 'a.db': '' }))), []);
});
