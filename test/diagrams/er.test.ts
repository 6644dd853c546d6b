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
  assert.equal(references(single).filter((line) => line.includes('..')).length, 0);
  assert.deepEqual(
    references(three).filter((line) => line.includes('..')),
    [
      'chinook_customers |o..o{ users: customer_id, not enforced',
      'chinook_artists |o..o{ activity_log: artist_id, not enforced',
      'chinook_albums |o..o{ activity_log: album_id, not enforced',
      'chinook_tracks |o..o{ activity_log: track_id, not enforced',
      'chinook_tracks ||..o{ comments: track_id, not enforced',
      'sessions ||..o{ session_data: session_id, not enforced',
    ],
  );
  assert.match(diagrams[1]?.description ?? '', /6 references that nothing enforces/);
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
