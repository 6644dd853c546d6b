import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { reasons } from '../../../src/render/verdict-words.ts';
import { evaluateVerdict, recommend } from '../../../src/report/verdict/evaluate.ts';
import { DEFAULT_WEIGHTS, parseWeights } from '../../../src/report/verdict/weights.ts';
import { fourLayouts, twoLayouts } from '../../render/sample-run.ts';
import { layoutOf, turned, withRatios } from './verdict-run.ts';

const verdictOf = (run: Parameters<typeof evaluateVerdict>[0], weights = '') => {
  const verdict = evaluateVerdict(run, weights === '' ? DEFAULT_WEIGHTS : parseWeights(weights));
  assert.ok(verdict);
  return verdict;
};

describe('the verdict', () => {
  it('is none with one layout', () => {
    const run = twoLayouts();
    assert.equal(evaluateVerdict({ ...run, layouts: run.layouts.slice(0, 1) }, DEFAULT_WEIGHTS), null);
  });

  it('keeps one file where the other is slower and costs more', () => {
    assert.deepEqual(verdictOf(withRatios([1.3], [1.2])).recommendation, { kind: 'keep' });
  });

  it('another layout wins where the weights say so', () => {
    const run = withRatios([1], [0.3]);
    assert.deepEqual(verdictOf(run).recommendation, { kind: 'keep' });
    const { recommendation } = verdictOf(run, 'write=5,operations=0.5');
    assert.deepEqual(recommendation, { kind: 'prefer', layout: 'three', alike: [] });
  });

  it('a quick run recommends nothing', () => {
    const run = withRatios([1], [0.3]);
    run.options.quick = true;
    assert.deepEqual(verdictOf(run, 'write=5,operations=0.5').recommendation, {
      kind: 'undecided',
      layouts: ['three'],
    });
  });

  it('names as a reason only what is more than nothing', () => {
    const [layout] = verdictOf(withRatios([1.3], [0.7], 0.4)).layouts;
    assert.ok(layout);
    const named = reasons(layout);
    assert.ok(![...named.for, ...named.against].some((one) => /latency/.test(one)), JSON.stringify(named));
    const [sure] = verdictOf(withRatios([1.3], [0.7])).layouts;
    assert.ok(sure);
    assert.match(reasons(sure).against.join(), /read latency -0\.23/);
    assert.match(reasons(sure).for.join(), /write latency \+0\.30/);
  });

  it('may be that there is no material difference', () => {
    const weights = 'operations=0,integrity=0';
    assert.deepEqual(verdictOf(withRatios([1], [1]), weights).recommendation, {
      kind: 'same',
      layouts: ['three'],
    });
  });

  it('is open where the figures are too wide, or too little is known', () => {
    const open = { kind: 'undecided', layouts: ['three'] };
    assert.deepEqual(verdictOf(withRatios([1], [0.5], 0.45), 'write=5').recommendation, open);
    assert.deepEqual(verdictOf({ ...twoLayouts(), memory: [], scenarios: [] }).recommendation, open);
  });

  it('says of what less should be believed', () => {
    assert.deepEqual(verdictOf(twoLayouts()).caveats, []);
    assert.deepEqual(verdictOf(fourLayouts()).caveats, ['interrupted', 'filtered', 'quick']);
    const { seed } = twoLayouts();
    const builtIn = { ...twoLayouts(), seed: { ...seed, form: 'built-in' as const } };
    assert.deepEqual(verdictOf(builtIn).caveats, ['built-in']);
  });

  it('is the other way round with the layouts in the other order', () => {
    const mirror = { better: 'worse', worse: 'better', same: 'same', undecided: 'undecided' };
    const ratios = fc.array(
      fc.integer({ min: 20, max: 300 }).map((ratio) => ratio / 100),
      { minLength: 1, maxLength: 4 },
    );
    const weight = fc.integer({ min: 0, max: 5 });
    fc.assert(
      fc.property(ratios, ratios, weight, weight, (reads, writes, operations, write) => {
        const run = withRatios(reads, writes);
        const weights = { ...DEFAULT_WEIGHTS, operations, write };
        const [there] = evaluateVerdict(run, weights)?.layouts ?? [];
        const [back] = evaluateVerdict(turned(run), weights)?.layouts ?? [];
        assert.ok(there && back);
        assert.equal(back.outcome, mirror[there.outcome]);
      }),
    );
  });

  it('does not depend on names', () => {
    const text = JSON.stringify(withRatios([1.3], [0.5]));
    const renamed = JSON.parse(text.replaceAll('"single"', '"x"').replaceAll('"three"', '"y"'));
    const [there] = verdictOf(JSON.parse(text)).layouts;
    const [renamedLayout] = verdictOf(renamed).layouts;
    assert.deepEqual({ ...renamedLayout, layout: '' }, { ...there, layout: '' });
  });
});

describe('of several layouts', () => {
  const layout = (
    name: string,
    outcome: 'better' | 'worse' | 'same' | 'undecided',
    value = 0,
    half = 0.01,
  ) => ({
    layout: name,
    outcome,
    score: { value, low: value - half, high: value + half },
  });

  it('the best is taken; who cannot be told from it is named', () => {
    const some = [layout('a', 'better', 0.2), layout('b', 'better', 0.215), layout('c', 'better', 0.1)];
    assert.deepEqual(recommend(some), { kind: 'prefer', layout: 'b', alike: ['a'] });
    assert.deepEqual(recommend([...some, layout('d', 'undecided')]), {
      kind: 'prefer',
      layout: 'b',
      alike: ['a'],
    });
  });

  it('what is open comes before what is the same, and that before keeping', () => {
    const [worse, same, open] = [layout('w', 'worse'), layout('s', 'same'), layout('o', 'undecided')];
    assert.deepEqual(recommend([worse, same, open]), { kind: 'undecided', layouts: ['o'] });
    assert.deepEqual(recommend([worse, same]), { kind: 'same', layouts: ['s'] });
    assert.deepEqual(recommend([worse, worse]), { kind: 'keep' });
  });
});

it('the first layout need not be one file: then it is kept by its name', () => {
  const run = turned(withRatios([1.5], [8]));
  const verdict = verdictOf(run, 'operations=0,integrity=0,atomicity=0');
  assert.equal(verdict.base, layoutOf(run, 0).name);
  assert.equal(verdict.recommendation.kind, 'prefer');
});
