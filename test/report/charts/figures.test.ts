import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunDocument } from '../../../src/model/run.ts';
import { changeForest } from '../../../src/report/charts/change.ts';
import type { ChartPlan } from '../../../src/report/charts/chart.ts';
import { forestDomain } from '../../../src/report/charts/forest.ts';
import { chartPlans } from '../../../src/report/charts/index.ts';
import { latencySpreads } from '../../../src/report/charts/latency-figures.ts';
import { memoryRows } from '../../../src/report/charts/memory.ts';
import { ratiosForest } from '../../../src/report/charts/ratios.ts';
import { change, layoutRow, row, timed } from '../../render/sample-gate.ts';
import { fourLayouts, twoLayouts } from '../../render/sample-run.ts';

function plan(run: RunDocument, id: string): ChartPlan {
  return chartPlans(run).find((one) => one.id === id) ?? assert.fail(`no chart ${id}`);
}

function ids(run: RunDocument): readonly string[] {
  return chartPlans(run).map(({ id }) => id);
}

interface Drawn {
  readonly name: string;
  readonly data: unknown;
}

/** The data of the series of that name, as they stand in the option. */
function data(run: RunDocument, id: string, name: string): readonly unknown[] {
  const series = plan(run, id).option.series as unknown as readonly Drawn[];
  return series.filter((one) => one.name === name).map((one) => one.data);
}

function copy(run: RunDocument): RunDocument {
  return structuredClone(run);
}

describe('which charts there are', () => {
  it('all that have figures', () => {
    assert.deepEqual(ids(twoLayouts()), ['ratios', 'latency', 'memory', 'wal', 'sizes']);
  });

  it('failed parts say nothing', () => {
    // Memory of `three` and WAL of `single`, the only one, failed.
    assert.deepEqual(ids(fourLayouts()), ['ratios', 'latency', 'memory', 'sizes']);
    assert.deepEqual(
      memoryRows(fourLayouts()).map(({ layout }) => layout),
      ['single'],
    );
  });

  it('one layout has no ratios', () => {
    const run = copy(twoLayouts());
    run.layouts.splice(1);
    for (const scenario of run.scenarios) {
      scenario.trials.splice(1);
      scenario.comparisons = [];
    }
    assert.deepEqual(ids(run), ['latency', 'memory', 'wal', 'sizes']);
  });

  it('an interrupted run without scenarios has only its files, and without files nothing', () => {
    const run: RunDocument = {
      ...copy(twoLayouts()),
      outcome: 'interrupted',
      scenarios: [],
      memory: [],
      wal: [],
    };
    assert.deepEqual(ids(run), ['sizes']);
    for (const { databases } of run.layouts) for (const database of databases) database.bytes = null;
    assert.deepEqual(ids(run), []);
  });
});

describe('the forest plot of ratios', () => {
  it('has every comparison with the first layout, as it is in the run', () => {
    const run = fourLayouts();
    const forest = ratiosForest(run) ?? assert.fail();
    assert.deepEqual(
      forest.panels.map(({ title }) => title),
      ['two / single', 'three / single', 'three-attached / single'],
    );
    const of = (panel: number) =>
      forest.panels[panel]?.points.map(({ row: at, ratio, interval, verdict, floor, threshold }) => ({
        label: forest.rows[at]?.label,
        ratio,
        low: interval?.low,
        verdict,
        floor,
        threshold,
      }));
    const rest = { floor: 0.008, threshold: 0.02 };
    assert.deepEqual(of(0), [
      { label: 'users-with-their-spending', ratio: 1.003, low: 1.003 - 0.021, verdict: 'same', ...rest },
    ]);
    assert.deepEqual(of(1), [
      { label: 'track-by-id', ratio: 1.005, low: 1.005 - 0.021, verdict: 'inconclusive', ...rest },
      { label: 'users-with-their-spending', ratio: 3.18, low: 3.18 - 0.01, verdict: 'slower', ...rest },
    ]);
    // A scenario that was measured on one layout only has no row.
    assert.deepEqual(
      forest.rows.map(({ label }) => label),
      ['select', 'track-by-id', 'crossing', 'users-with-their-spending'],
    );
  });

  it('turns round a comparison that the run holds the other way', () => {
    const run = copy(twoLayouts());
    run.scenarios.splice(1);
    const [comparison] = run.scenarios[0]?.comparisons ?? [];
    Object.assign(comparison ?? assert.fail(), {
      layout: 'single',
      against: 'three',
      ratio: 0.5,
      verdict: 'faster',
    });
    const [point] = ratiosForest(run)?.panels[0]?.points ?? [];
    assert.equal(point?.ratio, 2);
    assert.equal(point?.verdict, 'slower');
  });

  it('an absent interval is absent in the data too', () => {
    const run = copy(twoLayouts());
    run.scenarios.splice(1);
    Object.assign(run.scenarios[0]?.comparisons[0] ?? assert.fail(), { interval: null, floor: null });
    assert.deepEqual(data(run, 'ratios', 'three / single'), [[[1.005, 1, '-', '-']]]);
    const legend = JSON.stringify(plan(run, 'ratios').option);
    assert.doesNotMatch(legend, /NaN|Infinity/);
  });

  it('every ratio is on the axis, however far; an interval is cut where it would leave no room for them', () => {
    const point = { threshold: 0.02, floor: 0.01, verdict: 'slower', row: 0 } as const;
    const wide = forestDomain([
      { ...point, ratio: 1e-3, interval: null },
      { ...point, ratio: 1e5, interval: { low: 9e4, high: 1.1e5, level: 0.95 } },
    ]);
    assert.ok(wide.low < 1e-3 && wide.high > 1.1e5);
    const cut = forestDomain([{ ...point, ratio: 1.1, interval: { low: 1e-9, high: 1e9, level: 0.95 } }]);
    assert.ok(cut.low > 0.1 && cut.high < 10);
  });

  it('says in words what it shows', () => {
    assert.match(
      plan(twoLayouts(), 'ratios').description,
      /three against single: 2 slower, 1 faster, 2 the same; slowest crossing\/user-activity at 2\.60 and fastest fts\/fts-tracks at 0\.942\./,
    );
  });
});

describe('the forest plot of a change', () => {
  it('has a panel for each layout, and only rows with a time', () => {
    const rows = [
      row('join/a', timed('slower', 1.3)),
      row('select/b', timed('same', 1.01), { layout: 'three' }),
      row('select/c', null),
      layoutRow('single', []),
    ];
    const forest = changeForest(change(rows)) ?? assert.fail();
    assert.deepEqual(
      forest.panels.map(({ title, points }) => [title, points.map((one) => [one.ratio, one.row])]),
      [
        ['single', [[1.3, 1]]],
        ['three', [[1.01, 3]]],
      ],
    );
    assert.deepEqual(
      forest.rows.map(({ label }) => label),
      ['join', 'a', 'select', 'b'],
    );
    assert.equal(changeForest(change([row('select/c', null)])), undefined);
    const run = { ...twoLayouts(), gate: { outcome: 'fail', budgets: [], change: change(rows) } } as const;
    assert.match(
      plan({ ...run, gate: { ...run.gate, budgets: [] } }, 'change').description,
      /1 slower.*join\/a on single at 1\.30/,
    );
  });
});

describe('the spread of the blocks', () => {
  it('is of medians where a scenario reads and of means where it writes', () => {
    const kinds = latencySpreads(twoLayouts());
    const first = (kind: string) => kinds.find((one) => one.kind === kind)?.scenarios[0]?.spreads[0];
    const select = first('select') ?? assert.fail();
    assert.equal(select.low, 8.31e-6 * 0.99);
    assert.equal(select.high, 8.31e-6 * 1.01 * 1.02);
    assert.equal(select.p99, 8.31e-6 * 2.25);
    assert.ok(select.low < select.quartile1 && select.quartile1 < select.median);
    assert.ok(select.median < select.quartile3 && select.quartile3 < select.high);
    assert.equal(first('write')?.high, 21e-6 * 1.01 * 1.12);
  });

  it('is of what was measured: a failed trial and blocks of nothing are absent', () => {
    const run = copy(fourLayouts());
    const [select] = latencySpreads(run);
    assert.deepEqual(
      select?.scenarios[0]?.spreads.map(({ layout }) => layout),
      [0, 2, 3],
    );
    for (const { trials } of run.scenarios)
      for (const trial of trials)
        if (trial.status === 'measured')
          for (const generation of trial.generations) generation.blockMedians = [0, 0];
    assert.deepEqual(latencySpreads(run), []);
  });

  it('stands in the option as seconds', () => {
    const [drawn] = data(twoLayouts(), 'latency', 'layout 1');
    const [first] = drawn as number[][];
    assert.equal(first?.[2], 8.35e-6 * 0.99);
    assert.equal(first?.[6], 8.35e-6 * 2.25);
  });
});

describe('memory', () => {
  it('is split into opening and replay, beside what the document says', () => {
    const run = twoLayouts();
    assert.deepEqual(data(run, 'memory', 'opening'), [[1e6, 1e6]]);
    assert.deepEqual(data(run, 'memory', 'replay of what reads'), [[61e6, 57e6]]);
    assert.deepEqual(data(run, 'memory', 'evaluation document, at 50 MB'), [
      [
        [70e6, 0],
        [95e6, 1],
      ],
    ]);
    assert.deepEqual(data(run, 'memory', 'both together'), [[]]);
  });

  it('given back while opening lies below 0, and the sum is marked', () => {
    const run = copy(twoLayouts());
    const [first] = run.memory;
    if (first?.status !== 'measured') assert.fail();
    first.afterOpen.privateBytes = 30_000_000;
    assert.deepEqual(data(run, 'memory', 'opening'), [[-11e6, 1e6]]);
    assert.deepEqual(data(run, 'memory', 'both together'), [[[62e6, 0]]]);
    const { xAxis } = plan(run, 'memory').option as { xAxis: { min: number; max: number }[] };
    assert.ok((xAxis[0]?.min ?? 0) < -11e6 && (xAxis[0]?.max ?? 0) > 95e6);
    assert.match(
      plan(run, 'memory').description,
      /single: 62\.0 MB private \(opening -11\.0 MB, replay 73\.0 MB\)/,
    );
  });

  it('is resident where the system shows no private memory, and says so', () => {
    const run = copy(twoLayouts());
    for (const one of run.memory)
      if (one.status === 'measured')
        for (const point of [one.beforeOpen, one.afterOpen, one.afterReplay]) point.privateBytes = null;
    assert.deepEqual(data(run, 'memory', 'opening'), [[1.5e6, 1.5e6]]);
    assert.match(plan(run, 'memory').description, /single: 93\.0 MB resident/);
  });

  it('whose parts cannot be told apart is one part', () => {
    const run = copy(twoLayouts());
    const [first] = run.memory;
    if (first?.status !== 'measured') assert.fail();
    first.afterOpen.privateBytes = null;
    assert.deepEqual(data(run, 'memory', 'opening'), [['-', 1e6]]);
    assert.deepEqual(data(run, 'memory', 'opening and replay'), [[62e6, '-']]);
  });
});

it('the write-ahead log has a line for each database of each layout', () => {
  const points = [0, 500, 1000, 1500, 2000].map((writes) => [writes, Math.min(writes * 4000, 4_152_992)]);
  assert.deepEqual(data(twoLayouts(), 'wal', 'main'), [points, points]);
  assert.deepEqual(data(twoLayouts(), 'wal', 'chinook'), [points]);
});

it('sizes have a bar for each file, and none for a database in memory', () => {
  const run = twoLayouts();
  assert.deepEqual(data(run, 'sizes', 'main'), [[51_200_000, 10_100_000]]);
  assert.deepEqual(data(run, 'sizes', 'chinook'), [['-', 41_000_000]]);
  assert.deepEqual(data(run, 'sizes', 'cache'), []);
  assert.match(
    plan(run, 'sizes').description,
    /three: 51\.1 MB \(main 10\.1 MB, chinook 41\.0 MB\); in memory: cache\./,
  );
});
