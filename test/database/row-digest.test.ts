import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { tableDigest } from '../../src/database/row-digest.ts';

type Value = bigint | number | string | Buffer | null;

/** Columns of no type, so that every value stays what it is. */
function digestOf(rows: readonly (readonly Value[])[], ddl = 'CREATE TABLE t (k INTEGER PRIMARY KEY, a, b)') {
  const db = new Database(':memory:');
  db.exec(ddl);
  const insert = db.prepare('INSERT INTO t VALUES (?, ?, ?)');
  for (const row of rows) insert.run(...row);
  const digest = tableDigest(db, 'main', 't', ['k', 'a', 'b']);
  db.close();
  return digest;
}

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double({ noNaN: true }).map((one) => (Object.is(one, -0) ? 0 : one)),
  fc.string({ unit: 'binary' }).map((text) => text.replace(/\p{Cs}/gu, '')),
  fc.constantFrom('', ',', ';', 'i', 'n', '0', 'a\0b', 'i,1'),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  fc.constant(null),
);

const same = (a: Value, b: Value) =>
  Buffer.isBuffer(a) && Buffer.isBuffer(b) ? a.equals(b) : typeof a === typeof b && Object.is(a, b);

test('two rows have one digest exactly when every value of them is the same in type and content', () => {
  fc.assert(
    fc.property(fc.tuple(value, value), fc.tuple(value, value), (left, right) => {
      const equal = same(left[0], right[0]) && same(left[1], right[1]);
      const [a, b] = [digestOf([[1n, ...left]]), digestOf([[1n, ...right]])];
      assert.equal(a.digest === b.digest, equal);
    }),
    { numRuns: 400 },
  );
});

test('values that are easily taken for each other', () => {
  const values: Value[] = [
    1n,
    1,
    '1',
    Buffer.from('1'),
    null,
    '',
    Buffer.alloc(0),
    2n ** 53n,
    2n ** 53n + 1n,
    2 ** 53,
    0.1,
    0.1 + 2 ** -56,
    'a',
    'a\0',
    'a\0b',
    Buffer.from('a\0b'),
    'a,b',
    'a;b',
    'i',
    'null',
    'x'.repeat(5000),
    `${'x'.repeat(4999)}y`,
    Buffer.from('x'.repeat(5000)),
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  const digests = values.map((one) => digestOf([[1n, one, null]]).digest);
  assert.equal(new Set(digests).size, values.length);
  // What leaves one column must not be found in the next.
  assert.notEqual(digestOf([[1n, 'a', 'bc']]).digest, digestOf([[1n, 'ab', 'c']]).digest);
  assert.notEqual(
    digestOf([[1n, 'x'.repeat(5000), null]]).digest,
    digestOf([[1n, null, 'x'.repeat(5000)]]).digest,
  );
});

test('text that is no UTF-8 counts byte for byte', () => {
  const digests = ["x'ff'", "x'fe'", "x'efbfbd'", "x'c3'"].map((bytes) => {
    const db = new Database(':memory:');
    db.exec(`CREATE TABLE t (k INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (1, CAST(${bytes} AS TEXT))`);
    return tableDigest(db, 'main', 't', ['k', 'a']).digest;
  });
  assert.equal(new Set(digests).size, 4);
});

const tables: Record<string, string> = {
  'by rowid': 'CREATE TABLE t (k INTEGER PRIMARY KEY, a, b)',
  'by a key of two columns': 'CREATE TABLE t (k, a, b, PRIMARY KEY (b, k)) WITHOUT ROWID',
  'by a text key': 'CREATE TABLE t (k TEXT PRIMARY KEY, a, b) WITHOUT ROWID',
  'without a key': 'CREATE TABLE t (k, a, b)',
};
for (const [name, ddl] of Object.entries(tables))
  test(`${name}: the order of writing does not count, any row that is lost, doubled or altered does`, () => {
    const rows = Array.from({ length: 1203 }, (_, i): Value[] => [
      BigInt(i * 7 - 3000),
      `row ${i}\0`,
      i === 77 ? 'y'.repeat(9000) : BigInt(i % 5),
    ]);
    const whole = digestOf(rows, ddl);
    assert.equal(whole.rows, 1203);
    assert.deepEqual(digestOf(rows.toReversed(), ddl), whole);
    for (const at of [0, 77, 499, 500, 1202]) {
      assert.notEqual(digestOf(rows.toSpliced(at, 1), ddl).digest, whole.digest);
      const altered = rows.with(at, [rows[at]?.[0] ?? null, `row ${at}\u0001`, rows[at]?.[2] ?? null]);
      assert.notEqual(digestOf(altered, ddl).digest, whole.digest);
    }
    const large = rows.with(77, [rows[77]?.[0] ?? null, 'row 77\0', `${'y'.repeat(8999)}z`]);
    assert.notEqual(digestOf(large, ddl).digest, whole.digest);
    if (name === 'without a key')
      assert.notEqual(digestOf([...rows, rows[3] as Value[]], ddl).digest, whole.digest);
  });

test('one table in three shapes has one digest; an empty table has one, and a missing one throws', () => {
  const rows = Array.from({ length: 1001 }, (_, i): Value[] => [BigInt(i), String(i), null]);
  const db = new Database(':memory:');
  db.exec('CREATE TABLE t (k INTEGER PRIMARY KEY, a, b); CREATE TABLE u (k INTEGER NOT NULL, a, b)');
  for (const row of rows) db.prepare('INSERT INTO t VALUES (?, ?, ?)').run(...row);
  db.exec('INSERT INTO u SELECT * FROM t ORDER BY a');
  const columns = ['k', 'a', 'b'];
  assert.deepEqual(tableDigest(db, 'main', 't', columns), tableDigest(db, 'main', 'u', columns, ['k']));
  db.exec('DELETE FROM t');
  assert.equal(tableDigest(db, 'main', 't', columns).rows, 0);
  assert.throws(() => tableDigest(db, 'main', 'none', columns), /no such table/);
});
