import assert from 'node:assert/strict';
import { test } from 'node:test';
import { traceSession } from '../../src/bench/trace-session.ts';
import { shortSql } from '../../src/bench/trace-site.ts';
import { summariseCalls } from '../../src/bench/trace-summary.ts';
import { single, threeAttached } from '../../src/layouts/index.ts';
import { Failure } from '../../src/model/failure.ts';
import type { PreparedStatement } from '../../src/model/scenario.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../support/dataset.ts';

const folder = new TemporaryFolder();
const store = await seedStore(folder.path);
const open = buildAndOpen(single, folder.path, store);
const attached = buildAndOpen(threeAttached, folder.path, store);
process.on('exit', () => {
  open.close();
  attached.close();
});

/** A clock that goes on by a millisecond whenever it is read, and by more when work is done. */
function tracing(layout = single, subject = open) {
  let now = 0;
  const session = traceSession(subject, layout, () => now++);
  const work = (milliseconds: number) => {
    now += milliseconds;
  };
  return { ...session, work };
}

const milliseconds = (seconds: number | null | undefined) => Math.round((seconds ?? Number.NaN) * 1000);
const ADD = `INSERT INTO jobs (queue, payload, attempts, available_at, created_at) VALUES ('t', ?, 0, 0, 0)`;

test('statements are told with their rows and changes, in the order of execution; prepared ones alone are none', () => {
  const { traced, record, work } = tracing();
  const users = traced.prepare(['users'], 'SELECT id\n   FROM users  ORDER BY id LIMIT 3');
  const one = traced.prepare(['users'], 'SELECT id FROM users WHERE id = ?');
  const add = traced.prepare(['jobs'], `${ADD} RETURNING id`);
  const remove = traced.prepare(['jobs'], `DELETE FROM jobs WHERE queue = 't'`);
  traced.prepare(['users'], 'SELECT 1');
  users.all();
  const call = record(() => {
    work(10);
    users.all();
    one.get(-1);
    add.get('x');
    remove.run();
    return 1;
  }, true);
  assert.deepEqual(
    call.steps.map(({ site, rows, changes }) => [
      site.kind === 'statement' && site.sql.split(' ')[0],
      rows,
      changes,
    ]),
    [
      ['SELECT', 3, null],
      ['SELECT', 0, null],
      ['INSERT', 1, 1],
      ['DELETE', null, 1],
    ],
  );
  assert.equal(
    call.steps[0]?.site.kind === 'statement' && call.steps[0].site.sql,
    'SELECT id FROM users ORDER BY id LIMIT 3',
  );
  assert.ok(
    milliseconds(call.totalSeconds) - milliseconds(call.insideSeconds) >= 10,
    'the application worked 10 ms',
  );
  assert.ok(call.steps.every(({ seconds }) => milliseconds(seconds) === 1));
  assert.equal(record(() => add.get('y'), false).steps[0]?.changes, null, 'counted in the first call only');
});

test('a transaction is timed as a whole; what it holds counts once, and one within it begins nothing', () => {
  const { traced, record, work } = tracing();
  const add = traced.prepare(['jobs'], ADD);
  const inner = traced.transaction(['jobs'], () => add.run('inner'));
  const outer = traced.transaction(['jobs'], () => {
    add.run('outer');
    work(20);
    return inner();
  });
  const { steps, totalSeconds, insideSeconds } = record(() => outer(), true);
  assert.deepEqual(
    steps.map(({ site }) => site.kind),
    ['begin', 'statement', 'statement', 'commit'],
  );
  const whole = milliseconds(steps.at(-1)?.seconds);
  assert.ok(whole > 20 && steps[0]?.seconds === null);
  assert.ok(Math.abs(milliseconds(insideSeconds) - whole) <= 1);
  assert.ok(milliseconds(totalSeconds) - milliseconds(insideSeconds) <= 3);
});

test('a transaction that is rolled back commits nothing, and the next one begins anew', () => {
  const { traced, record } = tracing();
  const add = traced.prepare(['jobs'], ADD);
  const fails = traced.transaction(['jobs'], () => {
    add.run('x');
    throw new Error('no');
  });
  const works = traced.transaction(['jobs'], () => add.run('x'));
  const { steps } = record(() => {
    assert.throws(fails, /no/);
    works();
    return 1;
  }, true);
  assert.deepEqual(
    steps.map(({ site }) => site.kind),
    ['begin', 'statement', 'begin', 'statement', 'commit'],
  );
});

test('iterating: all rows, and not the time that the application takes for each; other methods go on working', () => {
  const { traced, record, work } = tracing();
  const users = traced.prepare(['users'], 'SELECT id FROM users ORDER BY id LIMIT 3') as PreparedStatement & {
    iterate(): Iterable<unknown>;
    pluck(): PreparedStatement;
  };
  users.pluck();
  const found: unknown[] = [];
  const { steps } = record(() => {
    for (const id of users.iterate()) {
      work(50);
      found.push(id);
    }
    return 1;
  }, true);
  assert.deepEqual(found, [1, 2, 3]);
  assert.equal(steps[0]?.rows, 3);
  assert.ok(milliseconds(steps[0]?.seconds) < 50);
});

test('a statement over several databases names them in the order of the layout', () => {
  const { traced, record } = tracing(threeAttached, attached);
  const both = traced.prepare(['chinook_tracks', 'users'], 'SELECT 1 FROM chinook_tracks, users LIMIT 1');
  const { steps } = record(() => both.all(), true);
  assert.equal(steps[0]?.site.database, 'main + chinook');
});

test('a promise is refused: what it does comes after the call', () => {
  assert.throws(() => tracing().record(async () => 1, true), Failure);
});

test('medians are of the calls that took the steps of the first; the others are not counted', () => {
  const { traced, record, work } = tracing();
  // Prepared anew in each call: the same step all the same.
  const statement = (sql: string) => traced.prepare(['users'], sql);
  const call = (sql: readonly string[], before: number) =>
    record(() => {
      work(before);
      return sql.map((one) => statement(one).all().length);
    }, true);
  const [a, b] = ['SELECT 1', 'SELECT 2 UNION SELECT 3'];
  const calls = [call([a, b], 4), call([a, b], 6), call([b, a], 100), call([a], 100), call([a, b], 90)];
  const summary = summariseCalls(calls);
  assert.equal(summary.calls, 3);
  assert.deepEqual(
    summary.steps.map(
      (step) => step.kind === 'statement' && [step.sql, step.rows, milliseconds(step.seconds)],
    ),
    [
      [a, 1, 1],
      [b, 2, 1],
    ],
  );
  const overhead = milliseconds(calls[0]?.totalSeconds) - 4;
  assert.equal(milliseconds(summary.totalSeconds), 6 + overhead);
  assert.equal(milliseconds(summary.applicationSeconds), 6 + overhead - 2);
  const thousands = Array.from({ length: 1001 }, () => a);
  assert.throws(() => summariseCalls([call(thousands, 0)]), /executes 1001 steps; a trace holds 1000/);
});

test('SQL is kept on one line, and short', () => {
  assert.equal(shortSql('  SELECT\n\t1 '), 'SELECT 1');
  assert.equal(shortSql('-- first\n/* and\nthen */ SELECT 1 -- one'), 'SELECT 1 -- one');
  const long = shortSql(`SELECT ${'x'.repeat(400)}`);
  assert.equal(long.length, 300);
  assert.match(long, /^SELECT x+\.\.\.$/);
});
