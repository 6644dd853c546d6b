import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planBench, withDefaults } from '../../src/commands/bench-plan.ts';

const OUT = { out: 'reports', diagrams: true };
const FILE = { rounds: 12, generations: 10, maxTime: 600, scale: 3, layouts: ['single'], filter: 'join' };

test('a flag beats the file, also one that says the same thing in other words', () => {
  const plan = (flags: object) => planBench(withDefaults({ ...OUT, ...flags }, FILE));
  const plain = plan({});
  assert.deepEqual(
    [plain.effort.rounds, plain.effort.generations, plain.patience.maxSeconds, plain.amount, plain.layouts],
    [12, 10, 600, { scale: 3 }, ['single']],
  );
  assert.equal(plain.patience.looks, 6);
  const timed = plan({ time: 2 });
  assert.deepEqual([timed.effort.generations, timed.patience.looks, timed.patience.maxSeconds], [8, 1, null]);
  const quick = plan({ quick: true });
  assert.deepEqual([quick.effort.generations, quick.effort.rounds, quick.patience.looks], [3, 8, 1]);
  assert.deepEqual(quick.amount, { scale: 2 });
  const exact = plan({ generations: 4 });
  assert.deepEqual([exact.effort.generations, exact.effort.rounds, exact.patience.looks], [4, 12, 1]);
  assert.deepEqual(plan({ size: 1e6 }).amount, { sizeBytes: 1e6 });
  assert.deepEqual(plan({ layouts: ['two'] }).layouts, ['two']);
});

test('what a gate leaves open is measured once more, and more is asked of two versions', () => {
  const plan = (flags: object, gated = false) => planBench({ ...OUT, ...flags }, gated).patience;
  assert.deepEqual(plan({}), { generations: 8, looks: 6, maxSeconds: 180, again: false });
  assert.deepEqual(plan({}, true), { generations: 8, looks: 6, maxSeconds: 180, again: true });
  const against = plan({ against: 'main', failOnRegression: true });
  assert.deepEqual(against, { generations: 8, looks: 6, maxSeconds: 600, again: true });
  assert.equal(plan({ maxTime: 30, generations: 2 }).looks, 6);
});
