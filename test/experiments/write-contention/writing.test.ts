import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import { buildLayout } from '../../../src/database/build.ts';
import type { Arm } from '../../../src/experiments/write-contention/arms.ts';
import { now, sleepBlocking } from '../../../src/experiments/write-contention/clock.ts';
import { commitTogether } from '../../../src/experiments/write-contention/commit.ts';
import { Crew, readLimits } from '../../../src/experiments/write-contention/crew.ts';
import { Latencies } from '../../../src/experiments/write-contention/latency.ts';
import { runArm } from '../../../src/experiments/write-contention/run-arm.ts';
import { runEach } from '../../../src/experiments/write-contention/run-each.ts';
import { checkLayout } from '../../../src/layouts/check.ts';
import { single } from '../../../src/layouts/index.ts';
import { filePragmas } from '../../../src/layouts/pragmas.ts';
import { defineLayout, type Layout } from '../../../src/model/layout.ts';
import { groupOf, TABLE_NAMES } from '../../../src/model/tables.ts';
import { seedStore, TemporaryFolder } from '../../support/dataset.ts';

const folder = new TemporaryFolder();
const controller = new AbortController();
let store = '';
let crew: Crew;

before(async () => {
  store = await seedStore(folder.path);
  crew = new Crew(4, true, controller.signal);
});
after(() => crew.end());

test('latency counts from the intended start: a stall is seen by all that were due in it', () => {
  const schedule = Float64Array.from({ length: 20 }, (_, n) => n / 1000);
  const tally = runEach({ schedule, startAt: now(), window: 0.02, drain: 600 }, (n) => {
    if (n === 0) sleepBlocking(0.2);
    return 'done';
  });
  const latencies = new Latencies();
  latencies.add(tally.latencies);
  assert.deepEqual([tally.done, tally.busy, tally.unserved, latencies.count], [20, 0, 0, 20]);
  // The last was due 19 ms after the first, which took 200 ms: measured from its own start it took nothing.
  assert.ok((latencies.percentile(0.05) ?? 0) >= 0.17);
});

test('what was due and never started is counted with the time that it waited', () => {
  const schedule = Float64Array.of(0, 0.01, 0.02);
  const tally = runEach({ schedule, startAt: now(), window: 0.05, drain: 0 }, () => {
    sleepBlocking(0.1);
    return 'done';
  });
  assert.equal(tally.done + tally.unserved, 3);
  assert.ok(tally.unserved >= 2);
  const latencies = new Latencies();
  latencies.add(tally.latencies);
  assert.equal(latencies.count, 3);
});

test('a lock that is not free within busy_timeout leaves nothing behind, and other errors are errors', () => {
  const file = join(folder.path, 'busy.sqlite');
  const [holder, connection] = [new Database(file), new Database(file)];
  connection.exec('CREATE TABLE t (x UNIQUE)');
  connection.pragma('busy_timeout = 0');
  const insert = connection.prepare('INSERT INTO t VALUES (?)');
  const work = (key: string) => ({
    operation: { kind: 'jobs', key, number: 0 } as const,
    parts: [{ connection, run: () => void insert.run(key) }],
  });
  const rows = () => connection.prepare('SELECT count(*) FROM t').pluck().get();
  holder.exec('BEGIN IMMEDIATE');
  assert.equal(commitTogether([work('a'), work('b')]), 'busy');
  assert.equal(rows(), 0);
  holder.exec('ROLLBACK');
  assert.equal(commitTogether([work('a'), work('b')]), 'done');
  assert.equal(rows(), 2);
  assert.throws(() => commitTogether([work('c'), work('a')]), /UNIQUE/);
  assert.equal(rows(), 2);
  assert.ok(!connection.inTransaction);
  holder.close();
  connection.close();
});

/** Catalogue tables in two files, so that an invoice lies apart from its lines; application and cache in memory. */
const odd = defineLayout({
  name: 'odd',
  description: 'as a user may have it',
  connection: 'separate',
  databases: [
    {
      name: 'shop',
      file: 'first.sqlite',
      tables: TABLE_NAMES.filter((one) => groupOf(one) === 'catalog' && one !== 'chinook_invoice_lines'),
      pragmas: filePragmas(8),
    },
    { name: 'lines', file: 'lines.sqlite', tables: ['chinook_invoice_lines'], pragmas: filePragmas(8) },
    { name: 'memory', file: ':memory:', groups: ['app', 'cache'] },
  ],
});

/** One waits for nothing: busy errors are what it shows. */
const impatient: Layout = {
  ...single,
  name: 'impatient',
  databases: single.databases.map((one) => ({ ...one, pragmas: { ...one.pragmas, busy_timeout: 0 } })),
};

const rates = new Map(
  (['sessions', 'cache entries', 'invoices', 'comments'] as const).map((kind) => [kind, 4000] as const),
);

async function run(layout: Layout, target: Arm['target'], load: number) {
  const place = join(folder.path, layout.name);
  mkdirSync(place);
  buildLayout({ layout, seedStore: store, scale: 1, folder: place });
  const limits = await readLimits(crew, layout, place);
  const arm = { name: 'test', writers: 4, target, load, window: 0.2, sameCache: false, long: false };
  return runArm(crew, {
    layout,
    folder: place,
    arm,
    rates,
    limits,
    run: 'r',
    seed: 1,
    signal: controller.signal,
  });
}

for (const writer of ['each', 'group-commit'] as const)
  for (const connection of ['separate', 'attached'] as const)
    test(`no write is lost where tables lie apart and in memory: ${writer}, ${connection}`, async () => {
      const layout = { ...odd, name: `odd-${writer}-${connection}`, writer, connection };
      checkLayout(layout, layout.name);
      const outcome = await run(layout, 'independent', 0.5);
      assert.equal(outcome.unaccounted, 0);
      assert.ok(outcome.done > 0);
      assert.equal(outcome.done + outcome.busy + outcome.unserved, outcome.operations);
      assert.equal(outcome.writesPerCommit === null, writer === 'each');
    });

test('writes given up are told apart from writes done, and leave no rows', async () => {
  const outcome = await run(impatient, 'one', 3);
  assert.equal(outcome.unaccounted, 0);
  assert.ok(outcome.busyPossible);
  assert.equal(outcome.done + outcome.busy + outcome.unserved, outcome.operations);
});
