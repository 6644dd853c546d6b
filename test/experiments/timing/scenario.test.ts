import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SCENARIOS } from '../../../scenarios/index.ts';
import { parameterSource as benchSource } from '../../../src/bench/parameters.ts';
import { parameterSource } from '../../../src/experiments/timing/parameters.ts';
import { loadScenario, readyScenario } from '../../../src/experiments/timing/scenario.ts';
import { single, three } from '../../../src/layouts/index.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../../support/dataset.ts';

const folder = new TemporaryFolder();
const store = await seedStore(folder.path);
const one = buildAndOpen(single, folder.path, store);
const several = buildAndOpen(three, folder.path, store);

test('parameters are those of a benchmark, and as many times more as are asked for', () => {
  for (const scenario of SCENARIOS) {
    const bench = scenario.parameters(benchSource(one));
    assert.deepEqual(scenario.parameters(parameterSource(one)), bench, scenario.name);
    assert.deepEqual(scenario.parameters(parameterSource(several)), bench, scenario.name);
  }
  const draw = (times: number) =>
    parameterSource(one, times).draw(10, ['users'], 'SELECT id FROM users WHERE id = $id');
  assert.equal(draw(3).length, 30);
  assert.deepEqual(draw(3).slice(0, 10), draw(1));
  assert.throws(
    () => parameterSource(one).draw(1, ['users'], 'SELECT id FROM users WHERE id = $id AND id < 0'),
    /no row of users/,
  );
});

test('a scenario is joined in SQL where one connection sees its tables, else in the application', async () => {
  const scenario = await loadScenario('user-activity');
  assert.equal(readyScenario(scenario, one).plan, 'joined');
  assert.equal(readyScenario(scenario, several).plan, 'application');
  const { application: _, ...joinedOnly } = scenario;
  assert.throws(() => readyScenario(joinedOnly, several), /no connection sees activity_log, chinook_tracks/);
});
