import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { orphansOf } from '../../../src/operations/migrate/orphans.ts';

const KEY = { table: 'comments', column: 'user_id', references: 'users' } as const;
const KEYS = 1000;

/** Where a key may be missing. */
const GAPS = [1, 2, 500, KEYS] as const;

/** Values that a column of integers can hold, most of them keys. */
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...GAPS) },
  { weight: 20, arbitrary: fc.integer({ min: 1, max: KEYS }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(null, 0, KEYS + 1, KEYS + 2, -1, 1.5, 'a', '7', Buffer.from('7'), 2 ** 53),
  },
);

test('rows that refer to no row are found with and without a gap in the keys, as foreign_key_check finds them', () => {
  fc.assert(
    fc.property(
      fc.array(value, { maxLength: 20 }),
      fc.constantFrom('INTEGER PRIMARY KEY', 'INT PRIMARY KEY', 'INTEGER PRIMARY KEY DESC'),
      fc.option(fc.constantFrom(...GAPS), { freq: 2 }),
      fc.boolean(),
      (values, declared, gap, indexed) => {
        const db = new Database(':memory:');
        db.pragma('foreign_keys = OFF');
        db.exec(`CREATE TABLE users (id ${declared});
          INSERT INTO users WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i <= ${KEYS}) SELECT i FROM n;
          CREATE TABLE comments (user_id INTEGER REFERENCES users (id))`);
        if (indexed) db.exec('CREATE INDEX comments_user ON comments (user_id)');
        // As many as before, but not one of each; a key that is not the rowid can be NULL.
        const instead = declared === 'INTEGER PRIMARY KEY' ? KEYS + 2 : null;
        if (gap !== null) db.prepare('UPDATE users SET id = ? WHERE id = ?').run(instead, gap);
        const insert = db.prepare('INSERT INTO comments VALUES (?)');
        for (const one of values) insert.run(one);
        const expected = db
          .prepare("SELECT count(*) FROM pragma_foreign_key_check('comments')")
          .pluck()
          .get();
        const found = orphansOf(db, KEY, () => 'main');
        db.close();
        assert.equal(found.rows, expected);
        assert.equal(found.examples.length > 0, found.rows > 0);
      },
    ),
    { numRuns: 200 },
  );
});
