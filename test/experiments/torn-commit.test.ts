import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Findings } from '../../src/experiments/experiment.ts';
import { subjectOf } from '../../src/experiments/purchase/subject.ts';
import { Arms } from '../../src/experiments/torn-commit/arms.ts';
import { killInTurn } from '../../src/experiments/torn-commit/kill.ts';
import { Workshop } from '../../src/experiments/torn-commit/workshop.ts';
import experiment from '../../src/experiments/torn-commit.ts';
import { single, three, threeAttached } from '../../src/layouts/index.ts';
import { Interrupted } from '../../src/model/failure.ts';
import type { Layout } from '../../src/model/layout.ts';
import { TemporaryFolder } from '../support/dataset.ts';

const folder = new TemporaryFolder();
const newWork = () => mkdtempSync(join(folder.path, 'work-'));

const context = (layouts: readonly Layout[], work: string, signal = new AbortController().signal) => ({
  layouts,
  work,
  signal,
  quick: true,
  built: () => assert.fail('it makes files of its own'),
  seedStore: '',
  maxBytes: 0,
  onProgress: () => {},
});

describe('the quick form', { skip: process.platform === 'win32' }, () => {
  let found: Findings;
  const work = newWork();
  const left: string[] = [];
  before(async () => {
    found = await experiment.run(context([single, three, threeAttached], work));
    left.push(...readdirSync(work).filter((name) => /^(copy|trace|limit)-/.test(name)));
  });

  const table = (title: RegExp) => {
    const one = found.tables.find((candidate) => title.test(candidate.title));
    assert.ok(one, String(title));
    return one;
  };
  const row = (title: RegExp, layout: string, arm: RegExp) => {
    const one = table(title).rows.find((candidate) => candidate.layout === layout && arm.test(candidate.arm));
    assert.ok(one, `${layout} ${arm}`);
    return one.figures;
  };
  const faults = /one purchase in two tables/;
  const killsRan = () => !found.notRun.some(({ what }) => /SIGKILL/.test(what));

  test('one file: nothing is torn by any fault, and every fault was met', () => {
    const rows = table(faults).rows.filter((one) => one.layout === 'single');
    assert.ok(rows.length >= 3);
    for (const { arm, figures } of rows) {
      assert.equal(figures.torn, 0, arm);
      assert.equal(figures.unsound, 0, arm);
      assert.ok((figures.lost ?? 0) > 0, `${arm}: the fault came too late`);
    }
  });

  test('two files in WAL mode: a full disk and lost ends of the WALs tear a purchase, attached or not', () => {
    for (const layout of ['three', 'three-attached'])
      for (const arm of [/^disk full.*, wal$/, /^WALs cut.*, wal$/])
        assert.ok((row(faults, layout, arm).torn ?? 0) > 0, `${layout} ${arm}`);
  });

  test('two attached files: SIGKILL tears in WAL mode and not in DELETE mode', (t) => {
    if (!killsRan()) return t.skip(JSON.stringify(found.notRun));
    const wal = row(faults, 'three-attached', /^SIGKILL.*, wal$/);
    assert.equal(wal.tried, wal.points);
    assert.ok((wal.torn ?? 0) > 0);
    const rollback = row(faults, 'three-attached', /^SIGKILL.*, delete$/);
    assert.ok((rollback.tried ?? 0) > 1);
    assert.equal(rollback.torn, 0);
  });

  test('two connections tear in DELETE mode as well', (t) => {
    assert.ok((row(faults, 'three', /^disk full.*, delete$/).torn ?? 0) > 0);
    assert.equal(row(faults, 'three-attached', /^disk full.*, delete$/).torn, 0);
    if (!killsRan()) return t.skip(JSON.stringify(found.notRun));
    assert.ok((row(faults, 'three', /^SIGKILL.*, delete$/).torn ?? 0) > 0);
  });

  test('integrity_check and foreign_key_check pass every torn state', () => {
    let torn = 0;
    for (const { figures, arm } of table(faults).rows) {
      assert.equal(figures.passed, figures.torn, arm);
      torn += figures.torn ?? 0;
    }
    assert.ok(torn > 0);
  });

  test('with outbox and reconciler nothing stays torn, though it was torn before; without its syncs something does', () => {
    const repaired = table(/outbox and a reconciler/).rows.filter((one) => !/without syncs/.test(one.arm));
    assert.ok(repaired.length >= 6);
    for (const { arm, figures } of repaired) assert.equal(figures.left, 0, arm);
    assert.ok(repaired.some(({ figures }) => (figures.pending ?? 0) > 0));
    for (const layout of ['three', 'three-attached'])
      assert.ok((row(/outbox and a reconciler/, layout, /without syncs/).left ?? 0) > 0);
  });

  test('the summary has a row for each layout', () => {
    const { rows } = table(/^atomicity$/);
    assert.deepEqual(
      rows.map((one) => one.layout),
      ['single', 'three', 'three-attached'],
    );
    const [one, , attached] = rows.map((each) => each.figures);
    assert.equal(one?.torn, 0);
    assert.equal(one?.left, null);
    assert.ok((attached?.torn ?? 0) > 0);
    assert.equal(attached?.passed, attached?.torn);
    assert.equal(attached?.left, 0);
  });

  test('its hypotheses: SQLite is right, and no file notices or mends what is torn', () => {
    const outcomes = found.hypotheses.map((one) => one.outcome);
    const rollback = killsRan() ? 'confirmed' : 'not decided';
    assert.deepEqual(outcomes, ['confirmed', 'confirmed', rollback, 'refuted', 'refuted', 'confirmed']);
  });

  test('what cannot be tried is told, and copies are gone', () => {
    assert.ok(found.notRun.some(({ what }) => /power loss with a rollback journal/.test(what)));
    assert.deepEqual(left, []);
  });
});

test('a layout of a user: an empty database in memory first, the catalogue before the application', async () => {
  const layout: Layout = {
    name: 'of-a-user',
    description: 'x',
    connection: 'attached',
    databases: [
      { name: 'main', file: ':memory:', groups: ['cache'] },
      { name: 'shop', file: 'shop.db', groups: ['catalog'] },
      { name: 'app', file: 'app.db', groups: ['app'] },
    ],
  };
  const workshop = new Workshop(newWork(), new AbortController().signal);
  try {
    const arms = new Arms(workshop, {
      kills: { oneFile: 1, wal: 1, other: 1, outbox: 1 },
      rooms: { oneFile: 2, twoFiles: 2 },
      cutPurchases: 1,
      unsyncedPurchases: 1,
      costBatches: 1,
      costInEveryMode: true,
    });
    await arms.run(layout, 'wal');
    const cut = arms.results.find((one) => one.fault === 'cut' && one.protocol === 'plain');
    assert.ok((cut?.tally.torn ?? 0) > 0);
    for (const one of arms.results) if (one.protocol === 'outbox') assert.equal(one.tally.left, 0, one.fault);
    assert.equal(arms.costs.length, 1);
  } finally {
    await workshop.end();
  }
});

test('a layout that keeps a table in memory is told of, without figures', async () => {
  const layout: Layout = {
    name: 'in-memory',
    description: 'x',
    connection: 'separate',
    databases: [
      { name: 'main', file: 'a.db', groups: ['catalog', 'cache'] },
      { name: 'app', file: ':memory:', groups: ['app'] },
    ],
  };
  const found = await experiment.run(context([layout], newWork()));
  assert.deepEqual(found.tables[0]?.rows[0]?.figures, {});
  assert.ok(found.notRun.some(({ reason }) => /activity_log in memory/.test(reason)));
  for (const { outcome } of found.hypotheses) assert.equal(outcome, 'not measured');
});

test('an abort while strace holds a process leaves neither behind', { timeout: 120_000 }, async (t) => {
  if (process.platform !== 'linux') return t.skip('it looks for processes in /proc');
  const work = newWork();
  const controller = new AbortController();
  const workshop = new Workshop(work, controller.signal);
  const running = killInTurn(workshop, {
    subject: subjectOf(threeAttached, 'wal'),
    protocol: 'plain',
    most: 100,
  }).catch((error: unknown) => error);
  let settled: unknown;
  running.then((value) => {
    settled = value;
  });
  while (settled === undefined && !processesOf(work).some((line) => /delay_enter/.test(line))) await wait(1);
  controller.abort();
  const error = await running;
  await workshop.end();
  if (!(error instanceof Interrupted)) return t.skip(String(error));
  while (processesOf(work).length > 0) await wait(5);
});

/** Command lines of running processes that name a folder there or in their environment. */
function processesOf(work: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const [command, environment] = ['cmdline', 'environ'].map((file) =>
          readFileSync(`/proc/${pid}/${file}`, 'utf8'),
        );
        return `${command}${environment}`.includes(work) ? [String(command)] : [];
      } catch {
        return [];
      }
    });
}
