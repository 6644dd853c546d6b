import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { compareTables } from '../../../src/operations/migrate/compare.ts';

const value = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double({ noNaN: true }).map((one) => (Object.is(one, -0) ? 0 : one)),
  fc.constantFrom('', '1', 'a\0b', 'a\0c', null, 1n, 1, 2n ** 53n, 2 ** 53, 2n ** 53n + 1n),
  fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
);
const rows = fc.uniqueArray(fc.record({ key: fc.integer({ min: 1, max: 12 }), value }), {
  selector: ({ key }) => key,
  maxLength: 8,
});

function compared(left: readonly { key: number; value: unknown }[], right: typeof left, ddl: string) {
  const db = new Database(':memory:');
  db.exec("ATTACH ':memory:' AS source");
  for (const [place, all] of [
    ['main', left],
    ['source', right],
  ] as const) {
    db.exec(`CREATE TABLE ${place}.t ${ddl}`);
    for (const one of all) db.prepare(`INSERT INTO ${place}.t VALUES (?, ?)`).run(BigInt(one.key), one.value);
  }
  const found = compareTables(db, { table: 't', place: 'main', other: 'source' });
  const same = db
    .prepare(
      `SELECT group_concat(k || typeof(v) || quote(v)) IS (SELECT group_concat(k || typeof(v) || quote(v)) FROM (SELECT * FROM source.t ORDER BY k))
       FROM (SELECT * FROM main.t ORDER BY k)`,
    )
    .pluck()
    .get();
  db.close();
  return { equal: found.rows === found.otherRows && found.different === 0, same: same === 1, found };
}

test('two tables are found the same exactly when they hold the same rows, whatever the declared types', () => {
  for (const ddl of ['(k INTEGER PRIMARY KEY, v)', '(k, v, PRIMARY KEY (k)) WITHOUT ROWID'])
    fc.assert(
      fc.property(rows, rows, fc.boolean(), (left, other, copy) => {
        const right = copy ? left.toReversed() : other;
        const { equal, same } = compared(left, right, ddl);
        // quote() stops at NUL: what it takes for the same may differ all the same.
        assert.ok(equal ? same : true);
        if (copy) assert.ok(equal);
      }),
      { numRuns: 150 },
    );
});

test('every kind of difference is found and named', () => {
  const all = [1, 2, 3].map((key) => ({ key, value: 'a\0b' as unknown }));
  const changed = (value: unknown) => [all[0], { key: 2, value }, all[2]] as typeof all;
  for (const other of ['a\0c', 'a', Buffer.from('a\0b'), null, 1n, 2 ** 53]) {
    const { found } = compared(changed(other), all, '(k INTEGER PRIMARY KEY, v)');
    assert.deepEqual([found.different, found.example], [1, '2']);
  }
  for (const [a, b] of [
    [1n, 1],
    [2n ** 53n, 2n ** 53n + 1n],
    [2n ** 53n + 1n, 2 ** 53],
    [0.1, 0.1 + 2 ** -56],
    [null, 0n],
  ])
    assert.equal(compared(changed(a), changed(b), '(k INTEGER PRIMARY KEY, v)').equal, false);
  assert.equal(compared(all.slice(1), all, '(k INTEGER PRIMARY KEY, v)').found.example, '1');
  assert.equal(compared(all, all.slice(1), '(k INTEGER PRIMARY KEY, v)').equal, false);
});
