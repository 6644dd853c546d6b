import assert from 'node:assert/strict';
import { test } from 'node:test';
import { single, three } from '../../../src/layouts/index.ts';
import type { SystemChart } from '../../../src/model/chart.ts';
import { migrationChart, rollbackChart } from '../../../src/operations/migrate/chart.ts';
import { type Journal, parseJournal } from '../../../src/operations/migrate/journal.ts';
import { MIGRATION_STEPS } from '../../../src/operations/migrate/steps.ts';
import { WORK } from '../../../src/operations/migrate/work.ts';
import { ROLLBACK_STEPS } from '../../../src/operations/rollback/steps.ts';
import { WORK as ROLLBACK_WORK } from '../../../src/operations/rollback/work.ts';

const journal = (more: Partial<Journal>): Journal => ({
  schema: 'chinook-eval/migration@1',
  state: 'running',
  began: '2026-01-01T00:00:00.000Z',
  previous: null,
  from: single,
  to: three,
  pointer: '{}',
  before: '',
  folder: 'three-1',
  backup: 'before-1',
  options: { carry: [], without: [], keepOrphans: false, validate: true },
  files: [],
  steps: {},
  ...more,
});

function assertSound({ nodes, edges }: SystemChart): void {
  const ids = nodes.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const { from, to } of edges) assert.ok(ids.includes(from) && ids.includes(to), `${from} -> ${to}`);
  const reached = new Set([ids[0]]);
  for (const _ of ids) for (const { from, to } of edges) if (reached.has(from)) reached.add(to);
  assert.equal(reached.size, ids.length, 'every node is reached from the first');
}

test('the charts show the very steps that the program runs by, in their order', () => {
  for (const [chart, steps, work] of [
    [migrationChart(), MIGRATION_STEPS, WORK],
    [rollbackChart(), ROLLBACK_STEPS, ROLLBACK_WORK],
  ] as const) {
    assertSound(chart);
    const names = steps.map(({ name }) => name as string);
    assert.deepEqual(Object.keys(work).sort(), names.toSorted());
    const ids = chart.nodes.map(({ id }) => id);
    assert.deepEqual(
      ids.filter((id) => names.includes(id)),
      names,
    );
    assert.ok(chart.nodes.every(({ state }) => state === undefined));
  }
});

test('with a journal they show how far it came', () => {
  const chart = migrationChart(
    journal({
      state: 'failed',
      steps: { backup: { state: 'done', says: '3 MB' }, validate: { state: 'failed', says: 'users: 1 row' } },
    }),
  );
  assertSound(chart);
  const of = (id: string) => chart.nodes.find((node) => node.id === id);
  assert.deepEqual(
    [of('backup')?.state, of('validate')?.state, of('switch')?.state],
    ['done', 'failed', 'waiting'],
  );
  assert.ok(of('validate')?.lines.includes('failed: users: 1 row'));
  assert.equal(of('rollback')?.state, 'warning');
  for (const [rows, kept, lines] of [
    [7, 'rows', ['7 rows written since are kept in a file']],
    [1, 'rows', ['1 row written since is kept in a file']],
    [0, null, []],
  ] as const) {
    const back = rollbackChart(journal({ state: 'rolled-back', rollback: { state: 'done', rows, kept } }));
    assertSound(back);
    const stable = back.nodes.find(({ id }) => id === 'stable');
    assert.deepEqual(stable?.lines, ['Restart application', ...lines]);
  }
});

test('a journal survives being written and read; its folders lead nowhere else', () => {
  const one = journal({ steps: { backup: { state: 'done' } } });
  assert.deepEqual(parseJournal(JSON.stringify(one), 'j'), one);
  for (const folder of ['..', '.', 'a/b', '/tmp', ''])
    assert.throws(() => parseJournal(JSON.stringify({ ...one, folder }), 'j'), { exitCode: 4 });
});
