import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { type SlowQuery, watchSlowQueries } from '../../../src/index.ts';
import { TemporaryFolder } from '../../support/dataset.ts';

/** Every statement is slow to a limit of 0, and none to one of an hour. */
function open(slowSeconds: number, path = ':memory:') {
  const slow: SlowQuery[] = [];
  const plain = new Database(path, { timeout: 0 });
  const { connection, counts } = watchSlowQueries(plain, { slowSeconds, log: (query) => slow.push(query) });
  return { plain, connection, counts, slow };
}

test('slow statements are logged with their text and without their parameters; all are counted', () => {
  const { connection, counts, slow } = open(0);
  connection.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)');
  connection.prepare('INSERT INTO t (name)\n  VALUES (?)').run('a secret');
  assert.deepEqual(connection.prepare('SELECT name FROM t WHERE id = ?').pluck().get(1), 'a secret');
  assert.deepEqual(connection.prepare('SELECT * FROM t').all(), [{ id: 1, name: 'a secret' }]);
  assert.deepEqual(
    slow.map(({ call, sql }) => [call, sql]),
    [
      ['exec', 'CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)'],
      ['run', 'INSERT INTO t (name) VALUES (?)'],
      ['get', 'SELECT name FROM t WHERE id = ?'],
      ['all', 'SELECT * FROM t'],
    ],
  );
  assert.doesNotMatch(JSON.stringify(slow), /a secret/);
  assert.ok(
    slow.every(
      ({ seconds, event, time }) => seconds >= 0 && event === 'slow-query' && !Number.isNaN(Date.parse(time)),
    ),
  );
  const { queries, slow: many, busy, seconds } = counts();
  assert.deepEqual([queries, many, busy], [4, 4, 0]);
  assert.ok(Math.abs(seconds - slow.reduce((sum, one) => sum + one.seconds, 0)) < 1e-9);
});

test('what is quick is counted and not logged', () => {
  const { connection, counts, slow } = open(3600);
  connection.prepare('SELECT 1').get();
  assert.deepEqual([counts().queries, counts().slow, slow], [1, 0, []]);
});

test('a statement that really takes long is found by the usual limit', () => {
  const slow: SlowQuery[] = [];
  const { connection, counts } = watchSlowQueries(new Database(':memory:'), {
    log: (query) => slow.push(query),
  });
  connection.function('wait', () => {
    const until = performance.now() + 120;
    while (performance.now() < until);
    return 1;
  });
  connection.prepare('SELECT wait()').get();
  assert.equal(counts().slow, 1);
  assert.ok((slow[0]?.seconds ?? 0) >= 0.12);
});

test('rows walked one by one: only the time in SQLite counts, also where the walk is left early or ends with an error', () => {
  const { connection, slow, plain } = open(0);
  const statement = connection.prepare("SELECT value FROM json_each('[1,2,3]')").pluck();
  assert.deepEqual([...statement.iterate()], [1, 2, 3]);
  for (const value of statement.iterate()) if (value === 2) break;
  assert.equal(plain.prepare('SELECT 1').pluck().get(), 1, 'the connection is free again');
  connection.function('fails', () => {
    throw new Error('no');
  });
  assert.throws(() => [...connection.prepare('SELECT fails()').iterate()], /no/);
  assert.deepEqual(
    slow.map(({ call, error }) => [call, error]),
    [
      ['iterate', undefined],
      ['iterate', undefined],
      ['iterate', 'ERROR'],
    ],
  );
});

test('a database that is busy is counted, and the error comes through', () => {
  const folder = new TemporaryFolder();
  const path = join(folder.path, 'a.sqlite');
  const { connection, counts, slow } = open(0, path);
  connection.exec('CREATE TABLE t (id INTEGER)');
  const other = new Database(path);
  other.exec('BEGIN IMMEDIATE');
  assert.throws(() => connection.prepare('INSERT INTO t VALUES (1)').run(), { code: 'SQLITE_BUSY' });
  assert.throws(() => connection.exec('BEGIN IMMEDIATE'), { code: 'SQLITE_BUSY' });
  assert.equal(counts().busy, 2);
  assert.equal(slow.at(-1)?.error, 'SQLITE_BUSY');
  other.close();
  connection.close();
});

test('a transaction: its BEGIN, its statements and its COMMIT, each for itself', () => {
  const folder = new TemporaryFolder();
  const path = join(folder.path, 'a.sqlite');
  const { connection, counts, slow } = open(0, path);
  connection.exec('CREATE TABLE t (id INTEGER PRIMARY KEY)');
  const insert = connection.prepare('INSERT INTO t VALUES (?)');
  const add = connection.transaction(function (this: unknown, ...ids: number[]): unknown {
    const [first, ...rest] = ids;
    insert.run(first);
    if (rest.length > 0) add(...rest);
    if (first === 9) throw new Error('no nines');
    return this;
  });
  const said = () =>
    slow.splice(0).map(({ call, sql, error }) => `${call} ${sql}${error ? ` ${error}` : ''}`);
  said();
  const owner = { add: add.immediate };
  assert.equal(owner.add(1, 2), owner, 'called as it was meant');
  const row = 'run INSERT INTO t VALUES (?)';
  assert.deepEqual(said(), [
    'transaction BEGIN IMMEDIATE',
    row,
    'transaction SAVEPOINT',
    row,
    'transaction RELEASE',
    'transaction COMMIT',
  ]);
  assert.throws(() => add(9), /no nines/);
  assert.deepEqual(said(), ['transaction BEGIN', row, 'transaction ROLLBACK']);
  const other = new Database(path, { timeout: 0 });
  other.exec('BEGIN IMMEDIATE');
  assert.throws(() => add.exclusive(3), { code: 'SQLITE_BUSY' });
  assert.deepEqual(said(), ['transaction BEGIN EXCLUSIVE SQLITE_BUSY']);
  other.exec('COMMIT; BEGIN');
  other.prepare('SELECT * FROM t').get();
  assert.throws(() => add(3), { code: 'SQLITE_BUSY' }, 'a reader keeps the COMMIT from the file');
  assert.deepEqual(said(), ['transaction BEGIN', row, 'transaction COMMIT SQLITE_BUSY']);
  assert.equal(counts().busy, 2);
  const made = add as unknown as Record<string, unknown> & { readonly immediate: Record<string, unknown> };
  assert.equal(made.database, connection);
  assert.equal(made.immediate.deferred, made.deferred);
  assert.throws(() => connection.transaction('no function' as never), TypeError);
  other.close();
  connection.close();
});

test('a walk that is left before its first row leaves the connection free', () => {
  const { connection, plain, slow } = open(0);
  connection.exec('CREATE TABLE t (id INTEGER)');
  const rows = connection.prepare('SELECT 1').iterate();
  assert.throws(() => plain.exec('DROP TABLE t'), /busy/);
  rows.return?.();
  plain.exec('DROP TABLE t');
  assert.equal(slow.at(-1)?.call, 'iterate');
});

test('the rest is as before: transactions, pragmas, statements that return themselves, properties', () => {
  const { connection, counts, plain } = open(0);
  connection.exec('CREATE TABLE t (id INTEGER)').exec('CREATE TABLE u (id INTEGER)');
  const insert = connection.prepare('INSERT INTO t VALUES (?)');
  const twice = connection.transaction((id: number) => {
    assert.ok(connection.inTransaction);
    insert.run(id);
    insert.run(id + 1);
  });
  twice.immediate(1);
  assert.equal(connection.prepare('SELECT count(*) FROM t').pluck().raw(false).get(), 2);
  assert.equal(insert.source, 'INSERT INTO t VALUES (?)');
  assert.deepEqual(connection.prepare('SELECT * FROM t WHERE id = ?').bind(2).all(), [{ id: 2 }]);
  assert.ok(
    connection.pragma('user_version', { simple: true }) === 0 &&
      connection.open &&
      connection.name === ':memory:',
  );
  // Two tables, BEGIN, two rows, COMMIT, two questions, a pragma.
  assert.equal(counts().queries, 9);
  assert.throws(() => connection.prepare('SELECT nothing'), { code: 'SQLITE_ERROR' });
  connection.close();
  assert.equal(plain.open, false);
});

test('a log that throws breaks no query; a limit that is none is refused', () => {
  const { connection } = watchSlowQueries(new Database(':memory:'), {
    slowSeconds: 0,
    log: () => {
      throw new Error('the disk is full');
    },
  });
  assert.equal(connection.prepare('SELECT 1').pluck().get(), 1);
  for (const slowSeconds of [-1, Number.NaN])
    assert.throws(
      () => watchSlowQueries(new Database(':memory:'), { slowSeconds, log: () => {} }),
      TypeError,
    );
});

test('any values come out of a watched connection as they come out of it unwatched', () => {
  const { connection, plain } = open(3600);
  const value = fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.string(),
    fc.constant(null),
    fc.uint8Array().map((one) => Buffer.from(one)),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), (values) => {
      const sql = `SELECT ${values.map(() => '?').join(', ')}`;
      assert.deepEqual(
        connection
          .prepare(sql)
          .raw()
          .get(...values),
        plain
          .prepare(sql)
          .raw()
          .get(...values),
      );
      assert.deepEqual([...connection.prepare(sql).iterate(...values)], plain.prepare(sql).all(...values));
    }),
  );
});
