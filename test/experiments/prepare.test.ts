import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waysOf } from '../../src/experiments/prepare/statements.ts';
import prepare from '../../src/experiments/prepare.ts';
import { loadScenario, readyScenario } from '../../src/experiments/timing/scenario.ts';
import { single, three } from '../../src/layouts/index.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../support/dataset.ts';
import { figure, rowsOf, runQuick } from './context.ts';

test('every scenario is timed both ways on the first layout and one other, with an interval', async () => {
  const result = await runQuick(prepare);
  const rows = rowsOf(result, 'Prepared once and per call');
  assert.equal(rows.length, 5 * 2);
  for (const { layout, arm, figures } of rows) {
    const { once, perCall, alone, ratio, low, high } = figures;
    const about = `${layout}, ${arm}`;
    assert.ok(once && perCall && alone && ratio && low && high, about);
    assert.ok(low <= ratio && ratio <= high, about);
  }
  assert.equal(figure(rows, 'single', 'user-activity', 'statements'), 1, 'joined in SQL');
  assert.equal(figure(rows, 'three', 'user-activity', 'statements'), 2, 'joined in the application');
  assert.equal(figure(rows, 'three', 'track-by-id', 'statements'), 1);
  assert.equal(result.hypotheses.length, 2);
});

test('prepared per call it gives the same results, and prepares as many statements as it says', async () => {
  const folder = new TemporaryFolder();
  const open = buildAndOpen(three, folder.path, await seedStore(folder.path));
  const ready = readyScenario(await loadScenario('user-activity'), open);
  const { once, perCall, alone, statements } = waysOf(ready, open);
  for (const [call, parameter] of ready.parameters.slice(0, 20).entries())
    assert.deepEqual(perCall(parameter, call), once(parameter, call));
  const prepared = alone() as readonly { readonly source: string }[];
  assert.equal(prepared.length, statements);
  assert.deepEqual(
    prepared.map(({ source }) => /FROM (\w+)/.exec(source)?.[1]),
    ['activity_log', 'chinook_tracks'],
  );
  open.close();
});

test('with one layout there is one row for each scenario', async () => {
  const result = await runQuick(prepare, [single]);
  assert.equal(rowsOf(result, 'Prepared once and per call').length, 5);
});
