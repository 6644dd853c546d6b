import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { compareCopy } from '../../../src/operations/backup/compare.ts';
import { TemporaryFolder } from '../../support/dataset.ts';

const { path: folder } = new TemporaryFolder();
let number = 0;

const ODD = `
  CREATE TABLE numbers (id INTEGER PRIMARY KEY, whole INTEGER, real REAL, any);
  CREATE TABLE words (word TEXT COLLATE NOCASE, bytes BLOB);
  CREATE TABLE keyed (a TEXT COLLATE NOCASE, b INT, c, PRIMARY KEY (a, b)) WITHOUT ROWID;
  CREATE TABLE "od""d name" ("rowid" TEXT, "oid" TEXT, "a""b" TEXT);
  CREATE TABLE "all three" (_rowid_ TEXT, rowid TEXT, oid TEXT, id INTEGER PRIMARY KEY);
  CREATE VIRTUAL TABLE texts USING fts5(text);
  CREATE INDEX by_word ON words (word);
  INSERT INTO numbers VALUES (1, 9007199254740993, 0.1, 1), (-5, NULL, 1e308, 1.0), (9223372036854775807, 0, -0.5, 'x');
  INSERT INTO words VALUES ('a', x'00ff00'), ('A', x''), (NULL, NULL), (CAST(x'610062' AS TEXT), zeroblob(5000)), (CAST(x'c328' AS TEXT), 1);
  INSERT INTO keyed VALUES ('k', 1, 'v'), ('l', 1, NULL);
  INSERT INTO "od""d name" VALUES ('1', '2', '3'), (NULL, NULL, NULL);
  INSERT INTO "all three" (rowid, id) VALUES ('x', 7);
  INSERT INTO texts VALUES ('some words to be found');
`;

/** A database and a copy of it, the copy then changed. */
function compared(change: string, schema = ODD) {
  const place = join(folder, String(number++));
  const [source, path] = [`${place}.sqlite`, `${place}.copy`];
  const db = new Database(source);
  try {
    db.exec(schema);
    db.exec(`VACUUM INTO '${path}'`);
    const copy = new Database(path);
    copy.unsafeMode(true);
    copy.exec(change);
    copy.close();
    // As backup() copies pages: the same size.
    db.exec('VACUUM');
    db.exec('BEGIN');
    return compareCopy(db, path, 'main');
  } finally {
    db.close();
    assert.ok(existsSync(path));
  }
}

test('an equal copy: pages, bytes, and the rows of every table that has some, whatever they are called', () => {
  const result = compared('');
  assert.equal(result.bytes, result.pages * 4096);
  const rows = Object.fromEntries(result.tables.map((table) => [table.name, table.rows]));
  assert.deepEqual(
    [rows.numbers, rows.words, rows.keyed, rows['od"d name'], rows['all three'], rows.texts_content],
    [3, 5, 2, 2, 1, 1],
  );
  assert.match(result.schemaDigest, /^[0-9a-f]{64}$/);
});

const CHANGES: readonly [string, string][] = [
  ['a row less', 'DELETE FROM numbers WHERE id = -5'],
  ['a row more', "INSERT INTO keyed VALUES ('m', 1, 1)"],
  ['an integer beyond 2^53, off by one', 'UPDATE numbers SET whole = 9007199254740992 WHERE id = 1'],
  ['an integer where a float was', 'UPDATE numbers SET any = 1 WHERE id = -5'],
  ['text where an integer was', "UPDATE numbers SET any = '1' WHERE id = 1"],
  ['the last bit of a float', 'UPDATE numbers SET real = 0.1 + 1.3877787807814457e-17 WHERE id = 1'],
  ['another key of the row', 'UPDATE numbers SET id = 2 WHERE id = 1'],
  ['upper case in a column that ignores it', "UPDATE words SET word = 'A' WHERE word = 'a' COLLATE BINARY"],
  ['upper case in such a key', "UPDATE keyed SET a = 'K' WHERE a = 'k'"],
  ['what comes after a NUL', "UPDATE words SET word = CAST(x'610063' AS TEXT) WHERE rowid = 4"],
  ['a byte of invalid UTF-8', "UPDATE words SET word = CAST(x'c329' AS TEXT) WHERE rowid = 5"],
  ['a byte of a blob', "UPDATE words SET bytes = x'00ff01' WHERE rowid = 1"],
  ['an empty blob where NULL was', "UPDATE words SET bytes = x'' WHERE rowid = 3"],
  ['a value beside columns called rowid and oid', `UPDATE "od""d name" SET "a""b" = '4' WHERE "a""b" = '3'`],
  ['a value beside columns that take all names', `UPDATE "all three" SET oid = 'y'`],
  ['a word of a full-text index', "UPDATE texts_content SET c0 = 'some words to be lost'"],
  ['another schema', 'DROP INDEX by_word'],
  ['a table more', 'CREATE TABLE more (x)'],
];

for (const [what, change] of CHANGES)
  test(`a copy that differs in ${what}: exit 4`, () => {
    assert.throws(() => compared(change), { exitCode: 4, message: /is not what was copied: / });
  });

test('any two values are equal only if they are the same', () => {
  const value = fc.oneof(
    fc.constant('NULL'),
    fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n }).map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((real) => real.toExponential()),
    fc.string({ maxLength: 5 }).map((text) => `CAST(x'${Buffer.from(text).toString('hex')}' AS TEXT)`),
    fc.uint8Array({ maxLength: 5 }).map((bytes) => `x'${Buffer.from(bytes).toString('hex')}'`),
  );
  const same = new Database(':memory:');
  fc.assert(
    fc.property(value, value, (a, b) => {
      const schema = `CREATE TABLE t (x); INSERT INTO t VALUES (${a});`;
      const [typeA, typeB, bytesA, bytesB] = same
        .prepare(`SELECT typeof(${a}), typeof(${b}), quote(CAST(${a} AS BLOB)), quote(CAST(${b} AS BLOB))`)
        .raw()
        .get() as string[];
      // -0.0 is 0.0, as in SQL; other floats differ where their shortest texts do.
      const zero = (text: string | undefined, type: string | undefined) =>
        type === 'real' && /^X'2D302E30'$/.test(text ?? '') ? "X'302E30'" : text;
      const equal = typeA === typeB && zero(bytesA, typeA) === zero(bytesB, typeB);
      const different = () => compared(`UPDATE t SET x = ${b}`, schema);
      if (equal && typeA !== 'real') assert.equal(different().tables[0]?.rows, 1);
      else if (!equal) assert.throws(different, { exitCode: 4 });
    }),
    { numRuns: 60 },
  );
  same.close();
});
