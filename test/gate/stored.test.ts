import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { judgeStored, STORED_FLOOR, type StoredChange } from '../../src/gate/stored.ts';
import type { RunDocument } from '../../src/model/run.ts';
import { type Factors, sampleRun, trialsOf } from './sample-change.ts';

const NAMES = ['track-by-id', 'customer-invoices', 'user-activity', 'fts-tracks', 'write-comment'] as const;
const LAYOUTS = ['single', 'three'];

const judge = (base: RunDocument, head: RunDocument) => judgeStored(base, head, () => 0.02);
const verdictsOf = (changes: readonly StoredChange[]) =>
  Object.fromEntries(
    changes.map(({ scenario, layout, judged }) => [`${scenario} ${layout}`, judged.verdict]),
  );
const rowsOf = (names: readonly string[]) =>
  names.flatMap((name) => LAYOUTS.map((layout) => `${name} ${layout}`));

test('one slower scenario among many that are the same is found, and it alone', () => {
  for (const name of NAMES) {
    const verdicts = verdictsOf(judge(sampleRun(), sampleRun({ [name]: 1.5 })));
    for (const row of rowsOf(NAMES))
      assert.equal(
        verdicts[row],
        row.startsWith(`${name} `) ? 'slower' : 'same',
        `${row} where ${name} is slower`,
      );
  }
});

test('a run against itself is the same throughout; of a writing scenario the mean is compared', () => {
  const run = sampleRun();
  const changes = judge(run, run);
  assert.deepEqual(
    changes.map(({ judged }) => judged.ratio),
    changes.map(() => 1),
  );
  assert.deepEqual(new Set(Object.values(verdictsOf(changes))), new Set(['same']));
  for (const { scenario, judged } of changes)
    assert.equal(judged.statistic, scenario === 'write-comment' ? 'mean' : 'median');
});

const factor = fc.double({ min: 0.5, max: 2, noNaN: true });
const factors = fc.record(Object.fromEntries(NAMES.map((name) => [name, factor])));

test('exchanging base and head turns slower into faster, and the ratio over', () => {
  const turned = { slower: 'faster', faster: 'slower', same: 'same', inconclusive: 'inconclusive' } as const;
  fc.assert(
    fc.property(factors, (drawn: Factors) => {
      const [a, b] = [sampleRun(), sampleRun(drawn)];
      const there = judge(a, b);
      for (const [index, back] of judge(b, a).entries()) {
        const { judged } = there[index] as StoredChange;
        assert.equal(back.judged.verdict, turned[judged.verdict]);
        assert.ok(Math.abs(back.judged.ratio * judged.ratio - 1) < 1e-12);
        assert.ok(Math.abs((back.judged.interval?.low ?? 0) * (judged.interval?.high ?? 0) - 1) < 1e-9);
      }
    }),
    { numRuns: 15 },
  );
});

test('nothing is claimed below the stored floor, or below what most scenarios differ by', () => {
  fc.assert(
    fc.property(
      fc.record(
        Object.fromEntries(
          NAMES.map((name) => [
            name,
            fc.double({ min: 1 / (1 + STORED_FLOOR) + 0.01, max: 1 + STORED_FLOOR - 0.01, noNaN: true }),
          ]),
        ),
      ),
      (drawn: Factors) => {
        for (const { judged } of judge(sampleRun(), sampleRun(drawn)))
          assert.ok(judged.verdict === 'same' || judged.verdict === 'inconclusive', `${judged.ratio}`);
      },
    ),
    { numRuns: 15 },
  );
  // A machine on which everything scatters by a third: 40 % stand out from nothing.
  const scattered = {
    'track-by-id': 0.75,
    'customer-invoices': 1.3,
    'user-activity': 0.85,
    'fts-tracks': 1.4,
  };
  const changes = judge(sampleRun(), sampleRun(scattered));
  for (const { judged } of changes) {
    assert.ok((judged.floor ?? 0) > 0.4);
    assert.ok(judged.verdict !== 'slower' && judged.verdict !== 'faster');
  }
});

test('the order of scenarios and layouts does not matter', () => {
  const head = sampleRun({ 'fts-tracks': 1.5, 'user-activity': 0.6 });
  const expected = verdictsOf(judge(sampleRun(), head));
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...NAMES], { minLength: NAMES.length }),
      fc.boolean(),
      (order, which) => {
        const [a, b] = [sampleRun(), structuredClone(head)];
        const turned = which ? a : b;
        turned.scenarios.sort((x, y) => order.indexOf(x.name as never) - order.indexOf(y.name as never));
        for (const { trials } of turned.scenarios) trials.reverse();
        assert.deepEqual(verdictsOf(judge(a, b)), expected);
      },
    ),
    { numRuns: 10 },
  );
});

test('no row where a time is missing: other results, a failure, no reference query, no counterpart', () => {
  const head = sampleRun();
  const [first, second, third, fourth] = head.scenarios;
  assert.ok(first && second && third && fourth);
  first.digest = 'ee'.repeat(32);
  second.trials = LAYOUTS.map((layout) => ({ status: 'failed', layout, reason: 'gone' }));
  for (const { generations } of trialsOf(head, third.name))
    (generations[2] as { toReference: null }).toReference = null;
  fourth.kind = 'another';
  for (const [a, b] of [
    [sampleRun(), head],
    [head, sampleRun()],
  ] as const)
    assert.deepEqual(Object.keys(verdictsOf(judge(a, b))), rowsOf(['write-comment']));
});

test("a run's own noise floor counts where it is larger", () => {
  const noisy = sampleRun({ 'track-by-id': 1.25, 'fts-tracks': 1.5 });
  const quiet = sampleRun();
  for (const [a, b] of [
    [quiet, noisy],
    [noisy, quiet],
  ] as const) {
    for (const one of noisy.noise) if (one.kind === 'select') one.floor = 0.3;
    const changed = judge(a, b).filter(({ judged }) => judged.verdict !== 'same');
    assert.deepEqual(
      changed.map(({ scenario, judged }) => [scenario, judged.verdict === 'inconclusive', judged.floor]),
      [
        ['track-by-id', true, 0.3],
        ['track-by-id', true, 0.3],
        ['fts-tracks', false, STORED_FLOOR],
        ['fts-tracks', false, STORED_FLOOR],
      ],
    );
  }
});
