import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { buildLayout } from '../../src/database/build.ts';
import type { ExperimentContext, Findings } from '../../src/experiments/experiment.ts';
import experiment from '../../src/experiments/write-contention.ts';
import { EXPERIMENT_LAYOUTS } from '../../src/layouts/index.ts';
import { ExperimentTable, Hypothesis } from '../../src/model/experiment.ts';
import { Interrupted } from '../../src/model/failure.ts';
import { seedStore, TemporaryFolder } from '../support/dataset.ts';

const folder = new TemporaryFolder();
let store = '';
let found: Findings;
let work = '';

function context(more: Partial<ExperimentContext> = {}): ExperimentContext {
  work = mkdtempSync(join(folder.path, 'work-'));
  return {
    layouts: EXPERIMENT_LAYOUTS,
    built: async (layout) => join(folder.path, layout.name),
    work,
    seedStore: store,
    quick: true,
    maxBytes: 1e9,
    signal: new AbortController().signal,
    onProgress: () => {},
    ...more,
  };
}

before(async () => {
  store = await seedStore(folder.path);
  for (const layout of EXPERIMENT_LAYOUTS) {
    mkdirSync(join(folder.path, layout.name));
    buildLayout({ layout, seedStore: store, scale: 1, folder: join(folder.path, layout.name) });
  }
  found = await experiment.run(context());
});

const names = EXPERIMENT_LAYOUTS.map((layout) => layout.name);
const table = (title: RegExp): ExperimentTable =>
  found.tables.find((one) => title.test(one.title)) ?? assert.fail(`no table ${title}`);

test('no acknowledged write is lost, and none is written twice, on any layout in any arm', () => {
  const { rows } = table(/^Writers under load/);
  assert.deepEqual([...new Set(rows.map((row) => row.layout))].sort(), [...names].sort());
  for (const { layout, arm, figures } of rows) {
    assert.equal(figures.lost, 0, `${layout}, ${arm}`);
    assert.ok((figures.achieved ?? 0) > 0, `${layout}, ${arm}`);
  }
});

test('every layout is offered the same, and figures that could not be measured are absent', () => {
  const { rows } = table(/^Writers under load/);
  for (const arm of new Set(rows.map((row) => row.arm))) {
    const same = rows.filter((row) => row.arm === arm);
    assert.equal(new Set(same.map((row) => row.figures.offered)).size, 1, arm);
    for (const { figures } of same) {
      const { p50 = null, p99 = null, p999 = null, max = null, fairness = null } = figures;
      const known = [p50, p99, p999, max].filter((value) => value !== null);
      assert.deepEqual(
        known,
        [...known].sort((a, b) => a - b),
      );
      // No arm of the short form lasts as long as busy_timeout.
      assert.equal(figures.busy, null);
      assert.equal(fairness === null, arm.startsWith('1 writer'));
      assert.ok(fairness === null || (fairness > 0 && fairness <= 1 + 1e-9));
    }
  }
});

test('who waits for whom: a file of its own frees, ATTACH does not, and nobody waits to read', () => {
  const waits = Object.fromEntries(table(/^Who waits/).rows.map(({ layout, figures }) => [layout, figures]));
  const all = { sessions: 1, 'cache entries': 1, invoices: 1, comments: 1, jobs: 1, search: 0 };
  assert.deepEqual(waits, {
    single: all,
    two: { ...all, 'cache entries': 0 },
    three: { ...all, 'cache entries': 0, invoices: 0 },
    'three-attached': all,
    'single-batched': Object.fromEntries(Object.keys(all).map((key) => [key, null])),
  });
  const decided = found.hypotheses.slice(0, 4).map((one) => one.outcome);
  assert.deepEqual(decided, Array(4).fill('confirmed'));
});

test('group commit groups, and says how many writes a commit had', () => {
  for (const { layout, note } of table(/^Writers under load/).rows)
    assert.equal(/[\d.]+ writes per commit/.test(note ?? ''), layout === 'single-batched');
});

test('the short table has a row per layout, with what the verdict reads', () => {
  const { title, rows, columns } = table(/^contention$/);
  assert.equal(title, 'contention');
  assert.deepEqual(
    rows.map((row) => row.layout),
    names,
  );
  for (const key of ['achievedIndependent', 'achievedOne', 'p99Independent', 'p99One'])
    assert.ok(columns.some((column) => column.key === key));
  for (const { figures } of rows)
    assert.ok((figures.achievedOne ?? 0) > 0 && (figures.achievedIndependent ?? 0) > 0);
});

test('what it found is as the run document has it', () => {
  for (const one of found.tables) ExperimentTable.parse(one);
  for (const one of found.hypotheses) Hypothesis.parse(one);
  const lost = found.hypotheses.find((one) => /acknowledged write/.test(one.claim));
  assert.equal(lost?.outcome, 'confirmed');
});

test('nothing is left when it ends, by itself or interrupted in the middle of an arm', async () => {
  assert.deepEqual(readdirSync(work), []);
  assert.deepEqual(children(), []);
  const controller = new AbortController();
  const interrupted = experiment.run(
    context({
      signal: controller.signal,
      onProgress: (doing) => {
        if (/1 writer/.test(doing)) setTimeout(() => controller.abort(), 100);
      },
    }),
  );
  await assert.rejects(interrupted, Interrupted);
  assert.deepEqual(readdirSync(work), []);
  assert.deepEqual(children(), []);
});

/** Processes that this one started and that are still there; none where there is no /proc. */
function children(): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && parentOf(pid) === process.pid);
}

function parentOf(pid: string): number | undefined {
  try {
    // The name, in brackets, may hold anything: what follows the last bracket is state and parent (proc_pid_stat(5)).
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}
