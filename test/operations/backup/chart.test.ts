import assert from 'node:assert/strict';
import { test } from 'node:test';
import { three } from '../../../src/layouts/index.ts';
import type { SystemChart } from '../../../src/model/chart.ts';
import { backupChart } from '../../../src/operations/backup/chart.ts';
import type { LogEntry } from '../../../src/operations/backup/log.ts';
import { BACKUP_STEPS } from '../../../src/operations/backup/steps.ts';

const entry = (changes: Partial<LogEntry>): LogEntry => ({
  schema: 'chinook-eval/backup-log@1',
  at: '2026-07-22T03:00:00.000Z',
  event: 'made',
  label: '20260722T030000Z',
  seconds: 1,
  ...changes,
});

function checkChart({ nodes, edges, groups }: SystemChart): void {
  const ids = nodes.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[A-Za-z0-9-]+$/);
  for (const { from, to } of edges) assert.ok(ids.includes(from) && ids.includes(to), `${from} -> ${to}`);
  for (const { group } of nodes) assert.ok(group === undefined || groups.some(({ id }) => id === group));
  for (const id of ids)
    assert.ok(
      edges.some(({ from, to }) => from === id || to === id),
      id,
    );
}

test('the chart has every step of the list, the databases of the layout, and what follows a failed check', () => {
  const chart = backupChart({ layout: three });
  checkChart(chart);
  const ids = chart.nodes.map(({ id }) => id);
  for (const { name } of BACKUP_STEPS) assert.ok(ids.includes(name), name);
  for (const { name } of three.databases) assert.ok(ids.includes(`copy-${name}`), name);
  assert.ok(
    chart.edges.some(({ from, to, label }) => from === 'verified' && to === 'again' && label === 'no'),
  );
  assert.ok(
    chart.nodes.every(({ state }) => state === undefined),
    'nothing has run: nothing is claimed',
  );
  checkChart(backupChart());
  // The way from copying to verifying leads over the copies: inside a frame it would leave and come back across the title.
  assert.ok(
    chart.edges.every(({ from, to }) => {
      const frames = [from, to].map((id) => chart.nodes.find((node) => node.id === id)?.group);
      return frames[0] === frames[1];
    }),
    'no line crosses a frame',
  );
});

test('the last entry of the log says how each step went, in words and as a state', () => {
  const made = entry({ steps: BACKUP_STEPS.slice(0, 6).map(({ name }) => ({ name, state: 'done' })) });
  const good = backupChart({ log: [made, entry({ event: 'cleaned' })] });
  for (const { name } of BACKUP_STEPS)
    assert.deepEqual(good.nodes.find(({ id }) => id === name)?.state, 'done', name);
  const bad = backupChart({
    log: [
      made,
      entry({
        event: 'failed',
        steps: BACKUP_STEPS.map(({ name }, index) => ({
          name,
          state: index < 3 ? 'done' : index === 3 ? 'failed' : 'waiting',
        })),
      }),
    ],
  });
  const node = bad.nodes.find(({ id }) => id === 'verify');
  assert.deepEqual([node?.state, node?.lines.at(-1)], ['failed', 'failed']);
  assert.equal(bad.nodes.find(({ id }) => id === 'publish')?.state, 'waiting');
  assert.equal(bad.nodes.find(({ id }) => id === 'alert')?.state, 'failed');
});

test('what a failure came to is that of the log: at which exit code, and whether the set is there', () => {
  const endedBy = (failed: string, exitCode: number) => {
    const place = BACKUP_STEPS.findIndex(({ name }) => name === failed);
    const steps = BACKUP_STEPS.map(({ name }, index) => ({
      name,
      state: index < place ? ('done' as const) : index === place ? ('failed' as const) : ('waiting' as const),
    }));
    const { nodes } = backupChart({ log: [entry({ event: 'failed', steps, exitCode })] });
    return nodes.find(({ id }) => id === 'alert')?.lines.at(-1);
  };
  assert.equal(endedBy('snapshot', 11), 'no set, exit code 11');
  assert.equal(endedBy('verify', 4), 'no set, exit code 4');
  assert.equal(endedBy('clean-up', 5), 'the set is there, exit code 5');
});
