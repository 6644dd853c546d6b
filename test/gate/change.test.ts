import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_CONFIG } from '../../src/config/load.ts';
import { type ChangeRequest, describeChange } from '../../src/gate/change.ts';
import { foreignParts } from '../../src/gate/fingerprint.ts';
import { concludeChange, makeGate } from '../../src/gate/gate.ts';
import { judgeStored } from '../../src/gate/stored.ts';
import { Change, type ChangeRow } from '../../src/model/gate.ts';
import type { RunDocument } from '../../src/model/run.ts';
import { sampleRun, setPlan, trialsOf } from './sample-change.ts';

/** As compare puts it together. */
function changeOf(base: RunDocument, head: RunDocument, request: Partial<ChangeRequest> = {}): Change {
  const described = describeChange({
    base,
    head,
    labels: { base: 'base.json', head: 'head.json' },
    pairing: 'stored',
    foreign: foreignParts(base, head),
    allowForeign: false,
    times: judgeStored(base, head, () => 0.02),
    thresholdOf: () => ({ warn: null, fail: 0.02 }),
    alpha: 0.05,
    figures: DEFAULT_CONFIG.figures,
    ...request,
  });
  return Change.parse(concludeChange(described, 'fail'));
}

function rowOf({ rows }: Change, scenario: string | null, layout = 'single'): ChangeRow {
  const row = rows.find((one) => one.scenario === scenario && one.layout === layout);
  return row ?? assert.fail(`no row of ${scenario} on ${layout}`);
}

/** Ways in which a run can differ from another. */
const MUTATIONS: Readonly<Record<string, (run: RunDocument, amount: number) => void>> = {
  plan: (run) => setPlan(run, 'user-activity', ['SCAN t']),
  wal: (run, amount) => {
    for (const { figures } of trialsOf(run, 'write-comment'))
      if (figures?.writes) figures.writes.walBytes += 4096 * (amount > 1 ? 1 : -1);
  },
  pages: (run, amount) => {
    const [first] = run.layouts[0]?.databases[0]?.objects ?? [];
    if (first) first.bytes += 4096 * (amount > 1 ? 2 : -2);
  },
  recall: (run, amount) => {
    for (const { figures } of trialsOf(run, 'fts-tracks')) if (figures) figures.recallAt10 = amount / 2;
  },
  time: (run, amount) => {
    for (const { generations } of trialsOf(run, 'user-activity'))
      for (const one of generations) if (one.toReference !== null) one.toReference *= amount;
  },
  results: (run) => {
    for (const one of run.scenarios) if (one.name === 'customer-invoices') one.digest = 'ee'.repeat(32);
  },
  failed: (run) => {
    const [one] = run.scenarios;
    if (one) one.trials = one.trials.map(({ layout }) => ({ status: 'failed', layout, reason: 'gone' }));
  },
  missing: (run) => {
    run.scenarios.splice(1, 1);
  },
};

const mutated = fc
  .array(
    fc.record({
      name: fc.constantFrom(...Object.keys(MUTATIONS)),
      amount: fc.constantFrom(0.6, 0.97, 1.03, 1.6),
    }),
    { maxLength: 4 },
  )
  .map((mutations) => {
    const run = sampleRun();
    for (const { name, amount } of mutations) MUTATIONS[name]?.(run, amount);
    return run;
  });

test('any document compared with itself has no change, and passes if nothing in it failed', () => {
  fc.assert(
    fc.property(mutated, (run) => {
      const change = changeOf(run, structuredClone(run));
      assert.deepEqual([change.foreign, change.onlyBase, change.onlyHead], [[], [], []]);
      for (const { figures, time, level, whyNoTime } of change.rows) {
        assert.deepEqual(figures, []);
        assert.ok(time === null || (time.verdict === 'same' && time.baseSeconds === time.headSeconds));
        assert.equal(level, /failed/.test(whyNoTime ?? '') ? 'open' : 'pass');
      }
      const failed = run.scenarios.some(({ trials }) => trials.some(({ status }) => status === 'failed'));
      assert.equal(change.outcome, failed ? 'inconclusive' : 'pass');
    }),
    { numRuns: 25 },
  );
});

const EFFECTS = { worse: 'better', better: 'worse', changed: 'changed' } as const;
const VERDICTS = { slower: 'faster', faster: 'slower', same: 'same', inconclusive: 'inconclusive' } as const;

test('exchanging base and head turns worse into better, slower into faster, and what only one side has over', () => {
  fc.assert(
    fc.property(mutated, mutated, (a, b) => {
      const [there, back] = [changeOf(a, b), changeOf(b, a)];
      assert.deepEqual([back.onlyBase, back.onlyHead], [there.onlyHead, there.onlyBase]);
      assert.equal(back.rows.length, there.rows.length);
      for (const row of there.rows) {
        const turned = rowOf(back, row.scenario, row.layout);
        assert.equal(
          turned.time && VERDICTS[turned.time.verdict],
          row.time === null ? null : row.time.verdict,
        );
        assert.deepEqual(
          turned.figures.map(({ figure, base, head, effect }) => ({
            figure,
            base: head,
            head: base,
            effect: EFFECTS[effect],
          })),
          row.figures.map(({ figure, base, head, effect }) => ({ figure, base, head, effect })),
        );
        assert.equal(turned.figuresEqual, row.figuresEqual);
      }
    }),
    { numRuns: 25 },
  );
});

test('the outcome is fail exactly where a row fails, and never better than any row', () => {
  const levels = fc.record({
    plan: fc.constantFrom('fail', 'warn', 'off'),
    wal: fc.constantFrom('fail', 'warn', 'off'),
    rows: fc.constantFrom('fail', 'warn', 'off'),
  });
  fc.assert(
    fc.property(mutated, mutated, levels, (a, b, drawn) => {
      const change = changeOf(a, b, { figures: { ...DEFAULT_CONFIG.figures, ...(drawn as object) } });
      const found = new Set(change.rows.map(({ level }) => level));
      assert.equal(change.outcome === 'fail', found.has('fail'));
      const passes = found.size === 1 && found.has('pass') && change.onlyBase.length === 0;
      const compared = change.outcome !== 'not-comparable';
      if (compared) assert.equal(change.outcome === 'pass', passes);
      for (const { level, figures } of change.rows)
        if (figures.some((one) => one.level === 'fail')) assert.equal(level, 'fail');
      assert.equal(makeGate(b, change, () => [], 'fail')?.outcome, change.outcome);
    }),
    { numRuns: 40 },
  );
});

test('the order of scenarios does not matter', () => {
  const keyed = ({ rows, outcome, onlyBase, onlyHead }: Change) => ({
    outcome,
    rows: rows.map((row) => JSON.stringify(row)).sort(),
    onlyBase: [...onlyBase].sort(),
    onlyHead: [...onlyHead].sort(),
  });
  fc.assert(
    fc.property(mutated, mutated, (a, b) => {
      const expected = keyed(changeOf(a, b));
      const [c, d] = [structuredClone(a), structuredClone(b)];
      c.scenarios.reverse();
      d.scenarios.push(...d.scenarios.splice(0, 2));
      d.layouts.reverse();
      assert.deepEqual(keyed(changeOf(c, d)), expected);
    }),
    { numRuns: 20 },
  );
});

test('what each difference means: a failure of head, one of base, one of both', () => {
  const [good, bad] = [sampleRun(), sampleRun()];
  MUTATIONS.failed?.(bad, 1);
  const level = (base: RunDocument, head: RunDocument) => {
    const { level, time, whyNoTime } = rowOf(changeOf(base, head), 'track-by-id');
    return [level, time, whyNoTime];
  };
  assert.deepEqual(level(good, bad), ['fail', null, 'head failed: gone']);
  assert.deepEqual(level(bad, good), ['warn', null, 'base failed: gone']);
  assert.deepEqual(level(bad, bad), ['open', null, 'head failed: gone']);
});

test('other results take the time away and count as a figure; without a level for it the row stays open', () => {
  const head = sampleRun();
  MUTATIONS.results?.(head, 1);
  const row = rowOf(changeOf(sampleRun(), head), 'customer-invoices');
  assert.deepEqual(
    [row.level, row.time, row.figures.map(({ figure }) => figure)],
    ['fail', null, ['results']],
  );
  assert.match(row.whyNoTime ?? '', /the results differ/);
  const off = changeOf(sampleRun(), head, { figures: { ...DEFAULT_CONFIG.figures, rows: 'off' } });
  assert.equal(rowOf(off, 'customer-invoices').level, 'open');
  assert.equal(off.outcome, 'inconclusive', 'neither a speed nor a figure was compared');
});

test('what may be faster, and is not slower by more than the threshold, does not hold up a gate', () => {
  const level = (low: number, high: number) => {
    const [base, head] = [sampleRun(), sampleRun()];
    const change = changeOf(base, head);
    const time = rowOf(change, 'track-by-id').time;
    assert.ok(time);
    const judged = {
      ...time,
      interval: { low, high, level: 0.95 },
      threshold: 0.02,
      verdict: 'inconclusive' as const,
    };
    const request = { base, head, times: [{ scenario: 'track-by-id', layout: 'single', judged }] };
    const described = describeChange({
      ...request,
      labels: { base: 'base', head: 'head' },
      pairing: 'alternating',
      foreign: [],
      allowForeign: false,
      thresholdOf: () => ({ warn: null, fail: 0.02 }),
      alpha: 0.05,
      figures: DEFAULT_CONFIG.figures,
    });
    return described.rows.find((row) => row.scenario === 'track-by-id' && row.layout === 'single')?.level;
  };
  assert.equal(level(0.97, 1.006), 'pass');
  assert.equal(level(0.97, 1.021), 'open');
  assert.equal(level(1.01, 1.04), 'open');
});

test('a time that is missing leaves the row open, whatever its figures say', () => {
  const [base, head] = [sampleRun(), sampleRun({ 'write-comment': 9 })];
  for (const { generations } of trialsOf(head, 'write-comment'))
    for (const one of generations) one.toReference = null;
  for (const trial of trialsOf(head, 'write-comment'))
    if (trial.figures?.writes)
      trial.figures = { ...trial.figures, writes: { ...trial.figures.writes, walBytes: 1 } };
  const row = rowOf(changeOf(base, head), 'write-comment');
  assert.deepEqual([row.level, row.time], ['open', null]);
});

test('figures that one side could not give leave the row open', () => {
  const head = sampleRun();
  for (const trial of trialsOf(head, 'track-by-id')) trial.figures = null;
  assert.equal(rowOf(changeOf(sampleRun(), head), 'track-by-id').level, 'open');
  assert.equal(rowOf(changeOf(head, head), 'track-by-id').level, 'pass');
});

test('a base of which nothing could be measured is not comparable, and no pass', () => {
  const base = sampleRun();
  for (const scenario of base.scenarios)
    scenario.trials = scenario.trials.map(({ layout }) => ({ status: 'failed', layout, reason: 'gone' }));
  assert.equal(changeOf(base, sampleRun()).outcome, 'not-comparable');
});

test('a scenario or a layout that only base has is a warning, not a pass', () => {
  const fewer = sampleRun();
  fewer.scenarios = fewer.scenarios.slice(1);
  const without = changeOf(sampleRun(), fewer);
  assert.deepEqual([without.outcome, without.onlyBase], ['warn', ['select/track-by-id']]);
  const single = sampleRun();
  single.layouts = single.layouts.slice(0, 1);
  assert.deepEqual(changeOf(sampleRun(), single).onlyBase, ['layout three']);
});

test('without a reference query nothing is decided of times', () => {
  const head = sampleRun();
  for (const { generations } of trialsOf(head, 'track-by-id'))
    for (const one of generations) one.toReference = null;
  const row = rowOf(changeOf(sampleRun(), head), 'track-by-id');
  assert.deepEqual([row.level, row.whyNoTime], ['open', 'one of the runs has no reference query beside it']);
});

test('a threshold that warns: beyond it and not beyond the one that fails', () => {
  const level = (amount: number) => {
    const head = sampleRun();
    MUTATIONS.time?.(head, amount);
    const thresholdOf = () => ({ warn: 0.1, fail: 0.5 });
    const times = judgeStored(sampleRun(), head, () => 0.5);
    return rowOf(changeOf(sampleRun(), head, { times, thresholdOf }), 'user-activity').level;
  };
  assert.deepEqual([1, 1.05, 1.3, 1.7, 0.7].map(level), ['pass', 'pass', 'warn', 'fail', 'pass']);
});

test('base seconds are those at the speed that the machine had for head', () => {
  const head = sampleRun();
  MUTATIONS.time?.(head, 1.6);
  const { time } = rowOf(changeOf(sampleRun(), head), 'user-activity');
  assert.ok(time);
  assert.ok(Math.abs(time.headSeconds / time.baseSeconds - 1.6) < 1e-9);
});

test('foreign machines have no times, and rows only where that was allowed; other data never', () => {
  const head = sampleRun();
  head.environment.processor = 'Another CPU';
  MUTATIONS.time?.(head, 1.6);
  const refused = changeOf(sampleRun(), head);
  assert.deepEqual([refused.rows, refused.outcome], [[], 'not-comparable']);
  const allowed = changeOf(sampleRun(), head, { allowForeign: true });
  assert.equal(allowed.outcome, 'pass');
  assert.ok(allowed.rows.every(({ time }) => time === null));
  assert.equal(rowOf(allowed, 'user-activity').whyNoTime, 'measured elsewhere (processor)');
  head.dataset.digest = 'ff'.repeat(32);
  assert.equal(changeOf(sampleRun(), head, { allowForeign: true }).outcome, 'not-comparable');
});
