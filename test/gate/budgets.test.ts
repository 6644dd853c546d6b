import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkConfig } from '../../src/config/check.ts';
import { settingsFor } from '../../src/config/settings.ts';
import { type BudgetedRun, checkBudgets } from '../../src/gate/budgets.ts';
import { BUDGET_FIGURES, type Budget, type BudgetFigure } from '../../src/model/budget.ts';
import { BudgetResult } from '../../src/model/gate.ts';
import type { RunDocument } from '../../src/model/run.ts';
import type { MeasuredTrial, ScenarioResult, Trial } from '../../src/model/run-trials.ts';

/** Median 100 us, 95 to 105; generation means 110, 112 and 114 us. */
function trial(layout: string, change: Partial<MeasuredTrial> = {}): MeasuredTrial {
  return {
    status: 'measured',
    layout,
    plan: 'joined',
    callsPerSample: 1,
    samplesPerBlock: 10,
    generations: [110e-6, 112e-6, 114e-6].map((mean) => ({
      blockMedians: [100e-6, 100e-6],
      blockMeans: [mean - 1e-6, mean + 1e-6],
      toReference: null,
    })),
    summary: {
      medianSeconds: 100e-6,
      meanSeconds: 112e-6,
      minSeconds: 80e-6,
      p95Seconds: 150e-6,
      p99Seconds: 300e-6,
      callsPerSecond: 1 / 112e-6,
      interval: { low: 95e-6, high: 105e-6, level: 0.95 },
      samples: 60,
      calls: 60,
    },
    figures: {
      statements: [],
      rows: 3,
      writes: { calls: 100, walBytes: 412_000, walFrames: 150, writeCalls: 250, writeBytes: 409_600 },
      recallAt10: 0.97,
    },
    ...change,
  };
}

function scenario(change: Partial<ScenarioResult> = {}): ScenarioResult {
  return {
    name: 'a',
    kind: 'write',
    description: '',
    tables: [],
    writes: true,
    digest: null,
    trials: [trial('single'), trial('three')],
    comparisons: [
      {
        layout: 'three',
        against: 'single',
        statistic: 'mean',
        ratio: 1.2,
        interval: { low: 1.1, high: 1.3, level: 0.95 },
        shiftSeconds: 0,
        p: 0.01,
        adjustedP: 0.01,
        threshold: 0.02,
        floor: null,
        smallestEffect: null,
        verdict: 'slower',
      },
    ],
    ...change,
  };
}

const run = (...scenarios: ScenarioResult[]): BudgetedRun => ({
  layouts: [{ name: 'single' }, { name: 'three' }],
  scenarios,
});

/** The results of one budget on one scenario, for the layout three alone unless told. */
function check(budget: Budget, one: ScenarioResult = scenario(), layout = 'three'): BudgetResult[] {
  return checkBudgets(run(one), (_, on) => (on === layout ? [budget] : []));
}

const fail = (figure: BudgetFigure, limit: number): Budget => ({ figure, warn: null, fail: limit });

function level(budget: Budget, one?: ScenarioResult): string {
  const [result, ...others] = check(budget, one);
  assert.deepEqual(others, []);
  assert.ok(result);
  BudgetResult.parse(result);
  return result.level;
}

test('a run document fits', () => {
  const document: Pick<RunDocument, 'layouts' | 'scenarios'> = { layouts: [], scenarios: [] };
  assert.deepEqual(
    checkBudgets(document, () => [fail('median', 1)]),
    [],
  );
});

test('a noisy figure is broken, met or open by its interval, not by its value', () => {
  assert.equal(level(fail('median', 94e-6)), 'fail');
  assert.equal(level(fail('median', 99e-6)), 'open');
  assert.equal(level(fail('median', 101e-6)), 'open');
  assert.equal(level(fail('median', 95e-6)), 'open');
  assert.equal(level(fail('median', 105e-6)), 'pass');
  assert.equal(level(fail('ratio', 1.05)), 'fail');
  assert.equal(level(fail('ratio', 1.25)), 'open');
  assert.equal(level(fail('ratio', 1.3)), 'pass');
});

test('a mean has the interval of its generations', () => {
  // 112 +- 4.303 * 2 / sqrt(3) us: Student's t with two degrees of freedom.
  const [result] = check(fail('mean', 1));
  assert.equal(result?.value, 112e-6);
  assert.ok(Math.abs((result?.interval?.low ?? 0) - 107.032e-6) < 1e-9);
  assert.ok(Math.abs((result?.interval?.high ?? 0) - 116.968e-6) < 1e-9);
  assert.equal(level(fail('mean', 107e-6)), 'fail');
  assert.equal(level(fail('mean', 112e-6)), 'open');
  assert.equal(level(fail('mean', 117e-6)), 'pass');
});

test('one generation decides neither median nor mean; the figures without an interval are compared as they are', () => {
  const { summary, generations } = trial('three');
  const single = scenario({
    trials: [
      trial('three', { generations: generations.slice(0, 1), summary: { ...summary, interval: null } }),
    ],
  });
  const [median] = check(fail('median', 1), single);
  assert.deepEqual([median?.level, median?.value, median?.interval], ['open', 100e-6, null]);
  assert.equal(level(fail('mean', 1), single), 'open');
  for (const [figure, value] of [
    ['p95', 150e-6],
    ['p99', 300e-6],
    ['min', 80e-6],
  ] as const) {
    assert.equal(level(fail(figure, value), single), 'pass', figure);
    assert.equal(level(fail(figure, value * 0.999), single), 'fail', figure);
    assert.equal(check(fail(figure, 1), single)[0]?.value, value);
  }
});

test('figures without noise are exact, per call', () => {
  for (const [figure, value] of [
    ['walBytesPerCall', 4120],
    ['walFramesPerCall', 1.5],
    ['writeCallsPerCall', 2.5],
    ['writeBytesPerCall', 4096],
  ] as const) {
    const [result] = check(fail(figure, value));
    assert.deepEqual([result?.level, result?.value, result?.interval], ['pass', value, null], figure);
    assert.equal(level(fail(figure, value - 0.001)), 'fail', figure);
  }
});

test('recall has to reach its limit', () => {
  const vector = scenario({ kind: 'vector', writes: false });
  assert.equal(level(fail('recallAt10', 0.97), vector), 'pass');
  assert.equal(level(fail('recallAt10', 0.98), vector), 'fail');
  assert.equal(level({ figure: 'recallAt10', warn: 0.99, fail: 0.9 }, vector), 'warn');
  assert.equal(check(fail('recallAt10', 0.9), vector)[0]?.atLeast, true);
});

test('a figure that has no meaning there has no row', () => {
  const reads = scenario({ kind: 'select', writes: false });
  for (const figure of [
    'walBytesPerCall',
    'walFramesPerCall',
    'writeCallsPerCall',
    'writeBytesPerCall',
  ] as const)
    assert.deepEqual(check(fail(figure, 1), reads), []);
  assert.deepEqual(check(fail('recallAt10', 0.9), reads), []);
  assert.deepEqual(check(fail('ratio', 1), scenario(), 'single'), []);
});

test('what failed, was not run or is missing is open', () => {
  const failed: Trial = { status: 'failed', layout: 'three', reason: 'died' };
  const { writes } = trial('three').figures ?? {};
  const none = { statements: [], rows: 0, writes: null, recallAt10: null };
  const without = [
    scenario({ trials: [trial('single'), failed], comparisons: [] }),
    scenario({ trials: [trial('single')], comparisons: [] }),
  ];
  for (const one of without)
    for (const figure of ['median', 'mean', 'p95', 'min', 'ratio', 'walBytesPerCall'] as const) {
      const [result] = check(fail(figure, 1), one);
      assert.deepEqual([result?.level, result?.value, result?.interval], ['open', null, null], figure);
    }
  for (const figures of [null, none])
    assert.equal(
      level(fail('walBytesPerCall', 1e9), scenario({ trials: [trial('three', { figures })] })),
      'open',
    );
  const vector = scenario({ kind: 'vector', trials: [trial('three', { figures: none })] });
  assert.equal(level(fail('recallAt10', 0.9), vector), 'open');
  assert.ok(writes);
  const elsewhere = trial('three', { figures: { ...none, writes: { ...writes, writeCalls: null } } });
  assert.equal(level(fail('writeCallsPerCall', 99), scenario({ trials: [elsewhere] })), 'open');
  assert.equal(level(fail('writeBytesPerCall', 9999), scenario({ trials: [elsewhere] })), 'pass');
});

test('fail beats open beats warn; the limit is the one that the level comes from', () => {
  const median = (warn: number | null, limit: number | null) => {
    const [result] = check({ figure: 'median', warn: warn && warn * 1e-6, fail: limit && limit * 1e-6 });
    return [result?.level, Math.round((result?.limit ?? 0) * 1e6)];
  };
  assert.deepEqual(median(80, 90), ['fail', 90]);
  assert.deepEqual(median(90, 200), ['warn', 90]);
  assert.deepEqual(median(80, 100), ['open', 100]);
  assert.deepEqual(median(100, 103), ['open', 103]);
  assert.deepEqual(median(100, 200), ['warn', 100]);
  assert.deepEqual(median(150, 200), ['pass', 200]);
  assert.deepEqual(median(150, null), ['pass', 150]);
  assert.deepEqual(median(90, null), ['warn', 90]);
});

test('a limit that is laxer never has a worse level', () => {
  const severity = ['pass', 'open', 'fail'];
  const figure = fc.constantFrom(...(Object.keys(BUDGET_FIGURES) as BudgetFigure[]));
  const vector = scenario({ kind: 'vector' });
  fc.assert(
    fc.property(
      figure,
      fc.double({ min: 1e-6, max: 1, noNaN: true }),
      fc.double({ min: 1, max: 9, noNaN: true }),
      (name, limit, by) => {
        const { atLeast } = BUDGET_FIGURES[name];
        const scale = { seconds: 4e-4, bytes: 8e3, count: 4, fraction: 1, ratio: 2 }[
          BUDGET_FIGURES[name].unit
        ];
        const strict = level(fail(name, limit * scale), vector);
        const lax = level(fail(name, atLeast ? (limit * scale) / by : limit * scale * by), vector);
        assert.ok(severity.indexOf(lax) <= severity.indexOf(strict), `${strict}, then ${lax}`);
      },
    ),
  );
});

test('with a configuration: a row per scenario, layout and figure; what was filtered out is not listed', () => {
  const config = checkConfig(
    {
      scenarios: {
        '*': { budgets: { ratio: 1.5 } },
        'write/*': { budgets: { p95: '200us' }, layouts: { single: { budgets: { p95: '100us' } } } },
        'write/gone': { budgets: { median: '1us' } },
      },
    },
    'c.json',
  );
  const results = checkBudgets(
    run(scenario(), scenario({ kind: 'select', name: 'b', writes: false })),
    (name, layout) => settingsFor(config, name, layout).budgets,
  );
  assert.deepEqual(
    results.map((one) => [`${one.kind}/${one.scenario}`, one.layout, one.figure, one.limit, one.level]),
    [
      ['write/a', 'single', 'p95', 100e-6, 'fail'],
      ['write/a', 'three', 'p95', 200e-6, 'pass'],
      ['write/a', 'three', 'ratio', 1.5, 'pass'],
      ['select/b', 'three', 'ratio', 1.5, 'pass'],
    ],
  );
});
