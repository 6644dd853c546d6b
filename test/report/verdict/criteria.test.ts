import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { RunDocument } from '../../../src/model/run.ts';
import { CRITERIA, type Effect, type Judgement } from '../../../src/model/verdict.ts';
import { CRITERION_LIST } from '../../../src/report/verdict/criteria.ts';
import { shareOf, within } from '../../../src/report/verdict/criterion.ts';
import { fourLayouts, measured, scenario, twoLayouts } from '../../render/sample-run.ts';
import { judge, layoutOf, turned, withRatios } from './verdict-run.ts';

function effect(judgement: Judgement): Effect {
  if (judgement.status === 'unknown') assert.fail(judgement.why);
  return judgement.effect;
}

function why(judgement: Judgement): string {
  if (judgement.status === 'known') assert.fail(judgement.says);
  return judgement.why;
}

const close = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);

it('the list has every criterion once, in the order of the names', () => {
  assert.deepEqual(
    CRITERION_LIST.map(({ name }) => name),
    CRITERIA,
  );
});

it('contention, backup and security are unknown: no run document says anything of them', () => {
  for (const name of ['contention', 'backup', 'security'] as const) why(judge(twoLayouts(), name));
});

describe('the share of a ratio', () => {
  const ratios = fc.double({ min: 1e-3, max: 1e3, noNaN: true });

  it('turns round with the ratio, is bounded, and is smaller for a larger ratio', () => {
    const none = within(0.02);
    fc.assert(
      fc.property(ratios, ratios, (one, other) => {
        const share = shareOf(one, none);
        assert.ok(share > -1 && share < 1);
        close(shareOf(1 / one, none), -share);
        if (one < other) assert.ok(share >= shareOf(other, none));
      }),
    );
  });

  it('is 0 within what counts as none, its bounds included', () => {
    assert.equal(shareOf(1.02, within(0.02)), 0);
    assert.equal(shareOf(1 / 1.02, within(0.02)), 0);
    assert.ok(shareOf(1.021, within(0.02)) < 0);
    assert.equal(shareOf(0.5, within(0.02)), 0.5);
    assert.equal(shareOf(2, within(0.02)), -0.5);
  });
});

describe('latency', () => {
  it('is the geometric mean: a ratio and its inverse cancel out', () => {
    assert.equal(effect(judge(withRatios([0.25, 4], [1]), 'read')).value, 0);
    close(effect(judge(withRatios([0.25, 1], [1]), 'read')).value, 0.5);
    close(effect(judge(withRatios([1], [4, 1]), 'write')).value, -0.5);
  });

  it('knows less for wider intervals, and more for more scenarios', () => {
    const width = (run: RunDocument) => {
      const { low, high } = effect(judge(run, 'read'));
      return high - low;
    };
    assert.ok(width(withRatios([2], [], 0.2)) > width(withRatios([2], [], 0.1)));
    assert.ok(width(withRatios([2, 2, 2, 2], [], 0.2)) < width(withRatios([2], [], 0.2)) * 0.6);
  });

  it('within the threshold as a whole is 0, without an interval left', () => {
    assert.deepEqual(effect(judge(withRatios([1.005], [], 0.005), 'read')), { value: 0, low: 0, high: 0 });
  });

  it('knows no more than the noise floor, however many scenarios there are', () => {
    const width = (floor: number | null, scenarios: number) => {
      const run = withRatios(
        Array.from({ length: scenarios }, () => 1.5),
        [],
        0.001,
      );
      for (const one of run.scenarios) for (const comparison of one.comparisons) comparison.floor = floor;
      const judgement = judge(run, 'read');
      return judgement.status === 'known' ? judgement.effect.high - judgement.effect.low : null;
    };
    const [narrow, wide, many] = [width(0.01, 4), width(0.3, 4), width(0.3, 100)];
    assert.ok(narrow !== null && wide !== null && many !== null);
    assert.ok(wide > 5 * narrow && many > 0.9 * wide, `${narrow} ${wide} ${many}`);
    assert.equal(width(null, 4), null, 'no floor was measured');
  });

  it('is unknown where no ratio is decided', () => {
    const run = withRatios([0.5], []);
    for (const one of run.scenarios)
      for (const comparison of one.comparisons) comparison.verdict = 'inconclusive';
    assert.match(why(judge(run, 'read')), /none of 1 ratios is decided/);
  });

  it('names what is missing, and is unknown where more than half is', () => {
    const run = withRatios([2, 2, 2], [1]);
    const [first, second] = run.scenarios;
    if (first) first.comparisons = [];
    const judgement = judge(run, 'read');
    assert.ok(judgement.status === 'known' && judgement.says.endsWith('without 1 of 3 (select/select-0)'));
    if (second) for (const one of second.comparisons) one.interval = null;
    assert.match(why(judge(run, 'read')), /2 of 3 \(select\/select-0, select\/select-1\)/);
    assert.match(why(judge(withRatios([1], []), 'write')), /no scenario that writes/);
  });
});

describe('memory', () => {
  /** Private bytes added on single and on three, in MB. */
  function adding(single: number, three: number): RunDocument {
    const run = structuredClone(twoLayouts());
    for (const one of run.memory)
      if (one.status === 'measured')
        one.afterReplay.privateBytes = 41e6 + (one.layout === 'single' ? single : three) * 1e6;
    return run;
  }

  it('less than 10 MB apart is no difference, however large the ratio', () => {
    assert.equal(effect(judge(adding(1, 10), 'memory')).value, 0);
    close(effect(judge(adding(9, 59), 'memory')).value, -0.5);
  });

  it('is as uncertain as the figures before opening lie apart', () => {
    const run = adding(9, 59);
    const [, three] = run.memory;
    assert.ok(three?.status === 'measured');
    Object.assign(three.beforeOpen, { privateBytes: 45e6 });
    const { low, value, high } = effect(judge(run, 'memory'));
    assert.ok(low < value && value < high);
  });

  it('is unknown of a quick or filtered run, of other measures, and of another replay', () => {
    const run = twoLayouts();
    assert.match(why(judge({ ...run, options: { ...run.options, quick: true } }, 'memory')), /quick/);
    assert.match(why(judge({ ...run, options: { ...run.options, filter: 'x' } }, 'memory')), /part/);
    assert.match(why(judge({ ...run, memory: run.memory.slice(1) }, 'memory')), /not measured/);
    for (const [change, expected] of [
      [{ scenariosReplayed: 3 }, /not the same/],
      [{ beforeOpen: { residentBytes: 1, privateBytes: null } }, /resident/],
    ] as const) {
      const other = structuredClone(run);
      Object.assign(other.memory[1] ?? {}, change);
      assert.match(why(judge(other, 'memory')), expected);
    }
  });
});

describe('atomicity', () => {
  const writing = (plan: 'joined' | 'application', kind = 'write') =>
    scenario(kind, `${kind}-${plan}`, [measured('single', 1), measured('three', 1, plan)], []);
  const run = (...scenarios: RunDocument['scenarios']) => ({
    ...twoLayouts(),
    scenarios: scenarios.map((one) => ({ ...one, writes: true })),
  });

  it('counts the writing scenarios that take a transaction per connection', () => {
    close(effect(judge(run(writing('application'), writing('joined')), 'atomicity')).value, -0.5);
    assert.equal(effect(judge(run(writing('joined')), 'atomicity')).value, 0);
    assert.match(why(judge({ ...twoLayouts(), scenarios: [] }, 'atomicity')), /no scenario that writes/);
  });

  it('of a flow only what its trace shows: it may read from several and write to one', () => {
    const flow = run(writing('joined'), writing('application', 'flow'));
    assert.equal(effect(judge(flow, 'atomicity')).value, 0);
    const traced = (...databases: string[]): RunDocument => ({
      ...flow,
      traces: [
        {
          status: 'measured',
          scenario: 'flow-application',
          description: '',
          layout: 'three',
          plan: 'application',
          calls: 1,
          steps: databases.map((database) => ({
            kind: 'statement',
            database,
            tables: [],
            sql: '',
            rows: null,
            changes: 1,
            seconds: null,
          })),
          totalSeconds: null,
          applicationSeconds: null,
        },
      ],
    });
    assert.equal(effect(judge(traced('cache', 'cache'), 'atomicity')).value, 0);
    close(effect(judge(traced('cache', 'main'), 'atomicity')).value, -0.5);
  });

  it('is unknown for several attached files in WAL mode: nobody has tried it', () => {
    const attached = fourLayouts();
    assert.match(why(judge(attached, 'atomicity', layoutOf(attached, 3))), /lang_attach/);
  });
});

it('integrity is the part of the foreign keys that is lost', () => {
  close(effect(judge(twoLayouts(), 'integrity')).value, -1 / 3);
  const none = structuredClone(twoLayouts());
  for (const layout of none.layouts) layout.foreignKeys = { enforced: [], cut: [] };
  why(judge(none, 'integrity'));
});

it('operations counts files, connections, WAL files and databases in memory', () => {
  const judgement = judge(twoLayouts(), 'operations');
  close(effect(judgement).value, 3 / 8 - 1);
  assert.ok(judgement.status === 'known');
  assert.equal(
    judgement.says,
    '8 things to look after against 3: 2 files, 3 connections, 2 WAL files, 1 database in memory, lost at every restart',
  );
});

it('disk is unknown where a layout has no file', () => {
  const run = structuredClone(twoLayouts());
  assert.equal(effect(judge(run, 'disk')).value, 0);
  layoutOf(run, 1).diskBytes = 102_400_000;
  close(effect(judge(run, 'disk')).value, -0.5);
  layoutOf(run, 1).diskBytes = 0;
  why(judge(run, 'disk'));
});

it('turning the layouts round turns every effect round', () => {
  const ratio = fc.double({ min: 0.1, max: 10, noNaN: true });
  const lists = fc.array(ratio, { minLength: 1, maxLength: 4 });
  const megabytes = fc.integer({ min: 1, max: 200 });
  fc.assert(
    fc.property(lists, lists, megabytes, (reads, writes, added) => {
      const run = structuredClone(withRatios(reads, writes));
      const [, three] = run.memory;
      assert.ok(three?.status === 'measured');
      three.afterReplay.privateBytes = 41e6 + added * 1e6;
      Object.assign(three.beforeOpen, { privateBytes: 40.3e6 });
      for (const name of CRITERIA) {
        const [there, back] = [judge(run, name), judge(turned(run), name)];
        assert.equal(there.status, back.status);
        if (there.status === 'unknown' || back.status === 'unknown') continue;
        close(back.effect.value, -there.effect.value);
        close(back.effect.low, -there.effect.high);
        close(back.effect.high, -there.effect.low);
      }
    }),
  );
});
