import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { checkFiles } from '../../../src/operations/backup/check-files.ts';
import { tablesToCheck } from '../../../src/operations/backup/contents.ts';
import { TemporaryFolder } from '../../support/dataset.ts';

const { path: root } = new TemporaryFolder();
const options = { signal: new AbortController().signal, gentle: true };

/** Pages of every kind: two tables with indexes, one without rowid, a free list; the file is large enough to be split. */
function largeFile(name: string): string {
  const path = join(root, name);
  const db = new Database(path);
  db.exec(`CREATE TABLE a (x TEXT UNIQUE, y INT); CREATE TABLE b (k TEXT PRIMARY KEY, v) WITHOUT ROWID;
    CREATE TABLE bytes (x BLOB); CREATE TABLE gone (x BLOB); CREATE INDEX a_y ON a (y);
    INSERT INTO a VALUES ('one', 1), ('two', 2), ('three', 3); INSERT INTO b VALUES ('k', 1), ('l', 2);
    INSERT INTO bytes VALUES (randomblob(21000000)); INSERT INTO gone VALUES (randomblob(40000)); DROP TABLE gone;`);
  db.close();
  return path;
}

const rootPage = (path: string, name: string): number => {
  const db = new Database(path);
  const page = db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name) as number;
  db.close();
  return page;
};

const DAMAGES: readonly [what: string, damage: (path: string, bytes: Buffer) => void, words: RegExp][] = [
  [
    'an entry of an index is not in its table',
    (path, bytes) => {
      // The last bytes of its page: the first entry, (1, rowid 1).
      const end = rootPage(path, 'a_y') * 4096;
      assert.equal(bytes[end - 4], 3, 'the header of the record');
      bytes[end - 1] = 3;
    },
    /a_y/,
  ],
  [
    'the order of a table without rowid',
    (path, bytes) => {
      const end = rootPage(path, 'b') * 4096;
      const k = bytes.lastIndexOf('k', end);
      bytes[k] = 'z'.charCodeAt(0);
    },
    /b|order/,
  ],
  ['the free list has lost pages', (_, bytes) => void bytes.writeUInt32BE(1, 36), /[Ff]reelist|never used/],
  [
    'two tables use a page',
    (path, bytes) => {
      // The root of a's only page is said to be b's as well: in sqlite_schema, where each has a byte for it.
      const [a, y] = [rootPage(path, 'bytes'), rootPage(path, 'a')];
      const at = bytes.indexOf(Buffer.concat([Buffer.from('bytesbytes'), Buffer.from([a])]));
      assert.ok(at > 0 && at < 4096);
      bytes[at + 10] = y;
    },
    /2nd reference|never used/,
  ],
];

for (const [what, damage, words] of DAMAGES)
  test(`a large file is checked in parts, and nothing that the whole check sees is lost: ${what}`, async () => {
    const path = largeFile(what);
    const file = { path, shown: 'the large one' };
    assert.deepEqual(await checkFiles([file], ['integrity'], options), [{ integrity: null }]);
    const bytes = readFileSync(path);
    damage(path, bytes);
    writeFileSync(path, bytes);
    const db = new Database(path);
    assert.notEqual(db.pragma('integrity_check(1)', { simple: true }), 'ok', 'the whole check sees it');
    db.close();
    await assert.rejects(checkFiles([file], ['integrity'], options), { exitCode: 4, message: words });
  });

test('SQLite does the same in both checks where a table has no index: those are not looked at twice', () => {
  const db = new Database(':memory:');
  db.exec('CREATE TABLE plain (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b INT CHECK (b > 0), c ANY) STRICT');
  db.exec(
    'CREATE TABLE loose (a, b NOT NULL, c AS (a + 1)); CREATE TABLE keyed (a PRIMARY KEY, b) WITHOUT ROWID',
  );
  db.exec('CREATE TABLE indexed (a, b); CREATE INDEX i ON indexed (a); CREATE TABLE one (a UNIQUE)');
  const program = (pragma: string, table: string) =>
    db.prepare(`EXPLAIN PRAGMA ${pragma}("${table}")`).raw().all();
  const same = (table: string) =>
    JSON.stringify(program('integrity_check', table)) === JSON.stringify(program('quick_check', table));
  const tables = ['plain', 'loose', 'keyed', 'indexed', 'one'];
  assert.deepEqual(
    tablesToCheck(db)
      .map(({ name }) => name)
      .sort(),
    tables.filter((table) => !same(table)).sort(),
  );
  db.close();
});
