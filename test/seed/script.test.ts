import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { Failure } from '../../src/model/failure.ts';
import { importSeed } from '../../src/seed/import.ts';
import { SEED_SHAPES } from '../../src/seed/tables.ts';
import {
  AUTO_INCREMENT,
  contentOf,
  makeChinook,
  PLAIN,
  places,
  run,
  snapshot,
  withoutOfficial,
} from './support.ts';

interface Style {
  /** Quotes a name. */
  readonly name?: (name: string) => string;
  readonly string?: (text: string) => string;
  /** Leaves the keys to AUTOINCREMENT, as the official script of that variant does. */
  readonly keyless?: boolean;
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** A database as a script, like sqlite3's .dump or the official files. */
function dump(path: string, style: Style = {}): string {
  const name = style.name ?? ((text) => `"${text}"`);
  const string = style.string ?? quoted;
  const database = new Database(path, { readonly: true });
  const lines: string[] = [];
  for (const shape of SEED_SHAPES) {
    const keyless = style.keyless && shape.key.length === 1;
    const types = { integer: 'INTEGER', number: 'NUMERIC(10,2)', text: 'NVARCHAR(160)', date: 'DATETIME' };
    const columns = shape.columns.map((column) => `${name(column.name)} ${types[column.type]}`);
    if (keyless) columns[0] = `${name(shape.key[0])} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL`;
    else columns.push(`PRIMARY KEY (${shape.key.map(name).join(', ')})`);
    lines.push(`CREATE TABLE ${name(shape.name)}\n(\n  ${columns.join(',\n  ')}\n);`);
    const kept = shape.columns.map((column) => column.name).slice(keyless ? 1 : 0);
    const rows = database.prepare<[], unknown[]>(
      `SELECT ${kept.join(', ')} FROM ${shape.name} ORDER BY rowid`,
    );
    for (const row of rows.raw().iterate()) {
      const values = row.map((value) =>
        typeof value === 'string' ? string(value) : String(value ?? 'NULL'),
      );
      lines.push(
        `INSERT INTO ${name(shape.name)} (${kept.map(name).join(', ')}) VALUES (${values.join(', ')});`,
      );
    }
  }
  database.close();
  return lines.join('\n');
}

const STYLES: Record<string, (path: string) => string> = {
  'sqlite3 .dump': (path) => `PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n${dump(path)}\nCOMMIT;\n`,
  'the official form': (path) =>
    `\ufeff/* ***\n Drop Tables; not a 'statement'\n*** */\n${SEED_SHAPES.map((shape) => `DROP TABLE IF EXISTS [${shape.name}];\n`).join('')}` +
    `${dump(path, { name: (name) => `[${name}]`, string: (text) => `N${quoted(text)}` })}\n` +
    'CREATE INDEX [IFK_AlbumArtistId] ON [Album] ([ArtistId]);\n',
  'the official form without keys, CRLF': (path) =>
    `${dump(path, { name: (name) => `[${name}]`, keyless: true })}\nDELETE FROM sqlite_sequence;\nINSERT INTO sqlite_sequence VALUES('Genre',25);\n`.replaceAll(
      '\n',
      '\r\n',
    ),
  'bare and back-quoted names, comments': (path) =>
    dump(path, { name: (name) => (name.length % 2 ? name : `\`${name}\``) }).replaceAll(
      ' VALUES ',
      ' -- \'; DROP\n /* " */ values ',
    ),
};

for (const [style, write] of Object.entries(STYLES)) {
  test(`a script gives the same store as its database: ${style}`, async (context) => {
    const { seeds, out, temporary } = places(context);
    const path = makeChinook(join(seeds, 'shop.db'), {}, (database) => {
      database.exec("UPDATE Track SET Name = 'It''s; -- /* \"x\" */ [y]', Composer = NULL WHERE TrackId = 2");
    });
    writeFileSync(join(seeds, 'shop.sql'), write(path));
    const info = await importSeed({ form: 'file', path: join(seeds, 'shop.sql') }, join(out, 'b.store'));
    await importSeed({ form: 'file', path }, join(out, 'a.store'));
    assert.equal(info.form, 'sql');
    assert.deepEqual(contentOf(join(out, 'b.store')), contentOf(join(out, 'a.store')));
    assert.deepEqual(snapshot(temporary), {});
  });
}

for (const [variant, path] of Object.entries({ plain: PLAIN, 'auto-increment': AUTO_INCREMENT })) {
  test(`a script of the official file gives the same store: ${variant}`, {
    skip: withoutOfficial,
  }, async (context) => {
    const { seeds, out } = places(context);
    const script = dump(path, { string: (text) => `N${quoted(text)}`, keyless: variant !== 'plain' });
    writeFileSync(join(seeds, 'chinook.sql'), script);
    await importSeed({ form: 'file', path: join(seeds, 'chinook.sql') }, join(out, 'b.store'));
    await importSeed({ form: 'file', path }, join(out, 'a.store'));
    assert.deepEqual(readFileSync(join(out, 'b.store')), readFileSync(join(out, 'a.store')));
  });
}

test('line ends and control characters as sqlite3 .dump writes them', async (context) => {
  const { seeds, out } = places(context);
  const path = join(seeds, 'shop.sql');
  const composers = [
    String.raw`replace(replace('a\r\nb','\r',char(13)),'\n',char(10))`,
    String.raw`unistr('\u001b \\ \u00e9')`,
    'NULL',
  ];
  let n = 0;
  const script = dump(makeChinook(join(seeds, 'shop.db')), {
    string: (text) => (text === 'Náme 1' ? (composers[n++] ?? quoted(text)) : quoted(text)),
  });
  writeFileSync(path, script);
  await importSeed({ form: 'file', path }, join(out, 'seed.store'));
  const content = contentOf(join(out, 'seed.store'));
  assert.equal(content.Artist?.[0]?.[1], 'a\r\nb');
  assert.equal(content.Album?.[0]?.[1], '\u001b \\ é');
});

const STOLEN = '/tmp/chinook-eval-stolen.db';
/** Statement, what the line names. */
const HOSTILE: readonly (readonly [string, string])[] = [
  [`ATTACH DATABASE '${STOLEN}' AS x`, 'ATTACH DATABASE'],
  [`VACUUM INTO '${STOLEN}'`, 'VACUUM INTO'],
  ['CREATE TRIGGER t AFTER INSERT ON Track BEGIN DELETE FROM Track; END', 'CREATE TRIGGER t'],
  ['CREATE VIEW v AS SELECT 1', 'CREATE VIEW v'],
  ['CREATE VIRTUAL TABLE Genre2 USING fts5(x)', 'CREATE VIRTUAL TABLE'],
  ['CREATE TEMP TABLE Genre (GenreId)', 'CREATE TEMP TABLE'],
  ['CREATE TABLE other (id)', 'CREATE TABLE other'],
  ['CREATE TABLE Genre AS SELECT 1', 'CREATE TABLE Genre'],
  ['CREATE TABLE Genre (GenreId, Name DEFAULT (hex(zeroblob(9))))', 'CREATE TABLE Genre'],
  ['CREATE TABLE Genre (GenreId, Name AS (hex(zeroblob(9))))', 'CREATE TABLE Genre'],
  ['CREATE TABLE main.Genre (GenreId)', 'CREATE TABLE main'],
  ['CREATE INDEX i ON sqlite_schema (name)', 'CREATE INDEX i'],
  ['PRAGMA writable_schema = ON', 'PRAGMA writable_schema'],
  ['PRAGMA journal_mode = WAL', 'PRAGMA journal_mode'],
  ["INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 0, '')", 'INSERT INTO sqlite_schema'],
  ['INSERT INTO Genre SELECT 1, 2', 'INSERT INTO Genre'],
  ['INSERT INTO Genre VALUES (1, (SELECT 2))', 'INSERT INTO Genre'],
  ["INSERT INTO Genre VALUES (1, load_extension('x'))", 'INSERT INTO Genre'],
  ['INSERT INTO Genre VALUES (1, hex(zeroblob(1000000000)))', 'INSERT INTO Genre'],
  [`INSERT INTO Genre VALUES (1, ${'replace('.repeat(20_000)}`, 'INSERT INTO Genre'],
  [`INSERT INTO Genre VALUES (1, ${"replace('a', ".repeat(20_000)}`, 'INSERT INTO Genre'],
  ["INSERT INTO Genre VALUES (1, replace('a', '', char(10)))", 'INSERT INTO Genre'],
  ["INSERT INTO Genre VALUES (1, 'a') ON CONFLICT DO NOTHING", 'INSERT INTO Genre'],
  ['INSERT OR REPLACE INTO Genre VALUES (1, 2)', 'INSERT OR REPLACE'],
  ['REPLACE INTO Genre VALUES (1, 2)', 'REPLACE INTO Genre'],
  ['UPDATE Genre SET Name = 1', 'UPDATE Genre SET'],
  ['DELETE FROM Genre', 'DELETE FROM Genre'],
  ['DROP TABLE other', 'DROP TABLE other'],
  ['ALTER TABLE Genre RENAME TO x', 'ALTER TABLE Genre'],
  ['ROLLBACK', 'ROLLBACK'],
  ['SELECT 1', 'SELECT 1'],
  ['WITH x AS (SELECT 1) INSERT INTO Genre SELECT * FROM x', 'WITH x AS'],
  ['.shell touch /tmp/x', '. shell touch'],
];

for (const [statement, named] of HOSTILE) {
  test(`a hostile script is refused: ${statement.slice(0, 45)}`, async (context) => {
    const { seeds, out, temporary } = places(context);
    const path = join(seeds, 'shop.sql');
    writeFileSync(
      path,
      `-- a Chinook\nCREATE TABLE Artist (ArtistId INTEGER, Name TEXT);\n\n  ${statement};\n`,
    );
    const before = snapshot(seeds);
    const { exitCode, stderr } = await run(['seed', 'info', path]);
    assert.equal(exitCode, 2, stderr);
    assert.match(stderr, /^chinook-eval: [^\n]+\n$/);
    assert.ok(stderr.includes(`shop.sql, line 4: ${named}`), stderr);
    assert.match(stderr, /is not run from a seed/);
    assert.deepEqual([snapshot(out), snapshot(temporary), snapshot(seeds)], [{}, {}, before]);
    assert.throws(() => readFileSync(STOLEN), { code: 'ENOENT' });
  });
}

/** Script, exit code, what the line says. */
const BROKEN: readonly (readonly [string, string, number, RegExp])[] = [
  [
    'cut in a string',
    "CREATE TABLE Genre (GenreId);\nINSERT INTO Genre VALUES (1, 'Ro",
    2,
    /line 2: a quote that is not closed/,
  ],
  ['cut in a comment', 'CREATE TABLE Genre (GenreId);\n\n/* and', 2, /line 3: a comment that is not closed/],
  [
    'no such column',
    'CREATE TABLE Genre (GenreId);\nINSERT INTO Genre (x) VALUES (1);',
    2,
    /line 2: .*no column named x/,
  ],
  [
    'rows of different length',
    'CREATE TABLE Genre (a, b);\nINSERT INTO Genre VALUES (1, 2), (3);',
    2,
    /line 2: as many values/,
  ],
  ['the table twice', 'CREATE TABLE Genre (a);\nCREATE TABLE Genre (a);', 2, /line 2: .*already exists/],
  [
    'duplicate keys',
    'CREATE TABLE Genre (GenreId INTEGER PRIMARY KEY);\nINSERT INTO Genre VALUES (1), (1);',
    4,
    /line 2: UNIQUE/,
  ],
  ['tables missing', 'CREATE TABLE Genre (GenreId INTEGER, Name TEXT);', 2, /lacks: table Artist/],
];

for (const [what, script, exitCode, line] of BROKEN) {
  test(`a broken script: ${what}`, async (context) => {
    const { seeds, out, temporary } = places(context);
    const path = join(seeds, 'shop.sql');
    writeFileSync(path, script);
    await assert.rejects(importSeed({ form: 'file', path }, join(out, 'seed.store')), (error) => {
      assert.ok(error instanceof Failure, String(error));
      assert.equal(error.exitCode, exitCode, error.message);
      assert.match(error.message, line);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
    assert.deepEqual([snapshot(out), snapshot(temporary)], [{}, {}]);
  });
}
