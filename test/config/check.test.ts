import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkConfig } from '../../src/config/check.ts';
import { DEFAULT_CONFIG } from '../../src/config/config.ts';
import { parseJson } from '../../src/config/json.ts';
import { BUDGET_FIGURE_NAMES, BUDGET_FIGURES } from '../../src/model/budget.ts';
import { assertFailure, failure } from './failure.ts';

const check = (value: unknown) => checkConfig(value, 'c.json');
const budgets = (given: unknown, pattern = 'select/track-by-id') => ({
  scenarios: { [pattern]: { budgets: given } },
});

test('an empty configuration is the defaults', () => {
  const defaults = { ...DEFAULT_CONFIG, shown: 'c.json' };
  assert.deepEqual(check({}), defaults);
  const unset = {
    threshold: undefined,
    figures: { plan: undefined },
    bench: { seed: undefined },
    scenarios: undefined,
  };
  assert.deepEqual(check(unset), defaults);
});

test('values come out in base units', () => {
  const config = check({
    threshold: { warn: 0.01, fail: '2.5%' },
    figures: { plan: 'warn' },
    inconclusive: 'warn',
    bench: {
      seed: 'a.sqlite',
      layouts: ['two'],
      scenarios: 'own',
      filter: 'x',
      size: '1.5MB',
      generations: 3,
      rounds: 9,
      maxTime: '2m',
    },
    scenarios: {
      'write/*': {
        threshold: '4%',
        budgets: {
          mean: { warn: '500us', fail: '1.5ms' },
          walBytesPerCall: '0B',
          writeBytesPerCall: '4KiB',
          walFramesPerCall: 2.5,
          ratio: 1.2,
          p99: 'off',
        },
      },
    },
  });
  assert.deepEqual(config.threshold, { warn: 0.01, fail: 0.025 });
  assert.deepEqual(config.figures, { ...DEFAULT_CONFIG.figures, plan: 'warn' });
  assert.equal(config.inconclusive, 'warn');
  assert.deepEqual(config.bench, {
    seed: 'a.sqlite',
    layouts: ['two'],
    scenarios: 'own',
    filter: 'x',
    size: 1_500_000,
    generations: 3,
    rounds: 9,
    maxTime: 120,
  });
  assert.equal(config.rules.length, 1);
  assert.deepEqual(config.rules[0]?.threshold, { warn: null, fail: 0.04 });
  assert.deepEqual(Object.fromEntries(config.rules[0]?.budgets ?? []), {
    mean: { figure: 'mean', warn: 0.0005, fail: 0.0015 },
    walBytesPerCall: { figure: 'walBytesPerCall', warn: null, fail: 0 },
    writeBytesPerCall: { figure: 'writeBytesPerCall', warn: null, fail: 4096 },
    walFramesPerCall: { figure: 'walFramesPerCall', warn: null, fail: 2.5 },
    ratio: { figure: 'ratio', warn: null, fail: 1.2 },
    p99: null,
  });
});

const TIME = 'give a time such as 500us or 2ms';
const FRACTION = 'give a fraction up to 1, such as "2%" or 0.02';
const AT = 'scenarios["select/track-by-id"].budgets';

const BAD: readonly (readonly [unknown, string])[] = [
  [null, 'give an object, not null.'],
  [[], 'give an object, not a list.'],
  [() => ({}), 'give an object, not a function.'],
  [{ treshold: 1 }, 'treshold: there is no such key; did you mean threshold?'],
  [
    { 'a b': 1 },
    '["a b"]: there is no such key; there are threshold, figures, inconclusive, bench, scenarios, monitor.',
  ],
  [{ threshold: 2 }, `threshold: ${FRACTION}, not 2.`],
  [{ threshold: '0%' }, `threshold: ${FRACTION}, not "0%".`],
  [{ threshold: Number.NaN }, `threshold: ${FRACTION}, not NaN.`],
  [{ threshold: null }, `threshold: ${FRACTION}, not null.`],
  [{ threshold: { warn: '1%' } }, `threshold.fail: is missing: ${FRACTION}.`],
  [{ threshold: { fail: 'x', warn: '1%' } }, `threshold.fail: ${FRACTION}, not "x".`],
  [
    { threshold: { warn: '3%', fail: 0.02 } },
    'threshold.warn: "3%" is laxer than fail, 0.02: give a smaller one.',
  ],
  [{ threshold: { fial: 0.02 } }, 'threshold.fial: there is no such key; did you mean fail?'],
  [{ figures: 'fail' }, 'figures: give an object, not "fail".'],
  [{ figures: { plans: 'fail' } }, 'figures.plans: there is no such key; did you mean plan?'],
  [{ figures: { plan: true } }, 'figures.plan: give "fail", "warn" or "off", not true.'],
  [{ inconclusive: 'off' }, 'inconclusive: give "fail" or "warn", not "off".'],
  [{ bench: { seed: '' } }, 'bench.seed: give a file, not "".'],
  [{ bench: { layouts: 'single' } }, 'bench.layouts: give a list of layouts, not "single".'],
  [{ bench: { layouts: [] } }, 'bench.layouts: give at least one layout.'],
  [{ bench: { layouts: ['single', 3] } }, 'bench.layouts[1]: give a layout by name or file, not 3.'],
  [{ bench: { scale: 1.5 } }, 'bench.scale: give a whole number from 1 to 100,000, not 1.5.'],
  [
    { bench: { scale: 2, size: '1MB' } },
    'bench.size: scale says how much data to build as well; leave one of them out.',
  ],
  [{ bench: { size: 50 } }, 'bench.size: give a size such as 50MB or 1GB, not 50.'],
  [{ bench: { maxTime: '2d' } }, `bench.maxTime: ${TIME}, not "2d".`],
  [
    { bench: { quick: true } },
    'bench.quick: there is no such key; there are seed, layouts, scenarios, filter, scale, size, generations, rounds, maxTime.',
  ],
  [{ scenarios: [] }, 'scenarios: give an object, not a list.'],
  [{ scenarios: { 'select/*': '2ms' } }, 'scenarios["select/*"]: give an object, not "2ms".'],
  [
    { scenarios: { '*': { budget: {} } } },
    'scenarios["*"].budget: there is no such key; did you mean budgets?',
  ],
  [
    { scenarios: { '*': { layouts: { three: { threshold: 1 } } } } },
    'scenarios["*"].layouts.three.threshold: there is no such key; there is budgets.',
  ],
  [
    { scenarios: { '*': { layouts: { 'a-b': { budgets: { min: 3 } } } } } },
    `scenarios["*"].layouts["a-b"].budgets.min: ${TIME}, not 3.`,
  ],
  [budgets({ p96: '2ms' }), `${AT}.p96: there is no such key; did you mean p95?`],
  [budgets({ p95: { fail: 'fast' } }), `${AT}.p95.fail: ${TIME}, not "fast".`],
  [budgets({ p95: '0ms' }), `${AT}.p95: ${TIME}, not "0ms".`],
  [budgets({ p95: {} }), `${AT}.p95: give warn, fail or both.`],
  [budgets({ p95: ['2ms'] }), `${AT}.p95: ${TIME}, not a list.`],
  [
    budgets({ p95: { warn: '3ms', fail: '2ms' } }),
    `${AT}.p95.warn: "3ms" is laxer than fail, "2ms": give a smaller one.`,
  ],
  [
    budgets({ recallAt10: { warn: 0.9, fail: '95%' } }),
    `${AT}.recallAt10.warn: 0.9 is laxer than fail, "95%": give a larger one.`,
  ],
  [budgets({ ratio: '120%' }), `${AT}.ratio: give a number above 0, such as 1.2, not "120%".`],
  [
    budgets({ walFramesPerCall: -1 }),
    `${AT}.walFramesPerCall: give a number from 0, such as 2 or 1.5, not -1.`,
  ],
  [budgets({ walBytesPerCall: 4096 }), `${AT}.walBytesPerCall: give a size such as 512B or 4KiB, not 4096.`],
  [budgets(null), `${AT}: give an object, not null.`],
];

test('what makes no sense is named with its place and what to give', () => {
  for (const [value, message] of BAD) assert.throws(() => check(value), failure(`c.json: ${message}`));
});

test('of several errors the first is named and the others are counted', () => {
  assert.throws(
    () => check(budgets({ p95: 'a', median: 'b', min: { warn: 'c', fail: 'd' } })),
    failure(`c.json: ${AT}.median: ${TIME}, not "b". (and 3 more)`),
  );
  assert.throws(() => check({ a: 1, b: 2 }), failure(/^c.json: a: .*\(and 1 more\)$/));
});

test('a warning at the limit itself is not laxer', () => {
  assert.deepEqual(check({ threshold: { warn: '2%', fail: 0.02 } }).threshold, { warn: 0.02, fail: 0.02 });
});

test('a getter that throws, an object that holds itself', () => {
  const throws = {
    get threshold(): never {
      throw new Error('boom\nat somewhere');
    },
  };
  assert.throws(() => check(throws), failure('c.json cannot be read: boom at somewhere. Export plain data.'));
  const around: Record<string, unknown> = {};
  around.threshold = around;
  assert.throws(() => check(around), failure(/^c.json: threshold.threshold: there is no such key/));
});

/** Mostly right, so that it gets behind the first check; what is wrong is wrong in any way. */
const wrong = fc.oneof(
  fc.constantFrom<unknown>('off', 'a\u001b[31m\nb', '0ms', -1),
  fc.jsonValue({ maxDepth: 1 }),
);
const mostly = (right: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 30, arbitrary: right }, { weight: 1, arbitrary: wrong });
const limit = (...values: readonly unknown[]) => {
  const one = mostly(fc.constantFrom(...values));
  return fc.oneof(one, fc.record({ warn: one, fail: one }, { requiredKeys: [] }));
};
const RIGHT = {
  seconds: ['2ms', '3us'],
  bytes: ['0B', '4KiB'],
  count: [0, 1.5],
  fraction: ['2%', 0.5],
  ratio: [1, 2],
};
const someBudgets = fc.record(
  {
    ...Object.fromEntries(
      BUDGET_FIGURE_NAMES.map((figure) => [figure, limit(...RIGHT[BUDGET_FIGURES[figure].unit])]),
    ),
  },
  { requiredKeys: [] },
);
const scenario = fc.record(
  {
    threshold: limit(...RIGHT.fraction),
    budgets: someBudgets,
    layouts: fc.dictionary(fc.string(), fc.record({ budgets: someBudgets }), { maxKeys: 1 }),
  },
  { requiredKeys: [] },
);
const file = mostly(
  fc.record(
    {
      threshold: limit(...RIGHT.fraction),
      figures: fc.dictionary(fc.constantFrom('plan', 'wal'), mostly(fc.constantFrom('fail', 'off'))),
      inconclusive: mostly(fc.constantFrom('fail', 'warn')),
      bench: fc.record({ seed: mostly(fc.string()), scale: mostly(fc.nat()) }, { requiredKeys: [] }),
      scenarios: fc.dictionary(
        fc.oneof(fc.constantFrom('*', 'select/*'), fc.string({ unit: 'binary' })),
        scenario,
        { maxKeys: 2 },
      ),
    },
    { requiredKeys: [] },
  ),
);

test('any JSON is a configuration or a Failure of one line', () => {
  let [taken, refused] = [0, 0];
  fc.assert(
    fc.property(
      fc.oneof({ weight: 3, arbitrary: file }, { weight: 1, arbitrary: fc.jsonValue() }),
      (given) => {
        try {
          const config = checkConfig(parseJson(JSON.stringify(given), 'c.json'), 'c.json');
          taken++;
          assert.ok(config.threshold.fail > 0 && config.threshold.fail <= 1);
          for (const { budgets: map } of config.rules)
            for (const [figure, budget] of map)
              if (budget !== null) {
                assert.equal(budget.figure, figure);
                assert.ok(budget.warn !== null || budget.fail !== null);
              }
        } catch (error) {
          refused++;
          assertFailure(error);
          assert.ok(error.message.startsWith('c.json'));
        }
      },
    ),
    { numRuns: 500 },
  );
  assert.ok(
    taken > 20 && refused > 20,
    `${taken} taken, ${refused} refused: the property sees one side only`,
  );
});

test('alerts: what is set, in base units; what makes no sense is told with its place', () => {
  const { alerts } = checkConfig(
    {
      monitor: {
        alerts: {
          orphans: 'off',
          'wal-large': { limit: '128MB', for: '10m', severity: 'critical' },
          'backup-old': { limit: '8d' },
          'disk-full': { limit: '5%', for: '1.5h' },
          busy: { for: '0s' },
        },
      },
    },
    'c.json',
  );
  assert.deepEqual(alerts, {
    orphans: null,
    'wal-large': { limit: 128e6, forSeconds: 600, severity: 'critical' },
    'backup-old': { limit: 8 * 86_400 },
    'disk-full': { limit: 0.05, forSeconds: 5400 },
    busy: { forSeconds: 0 },
  });
  const cases: [unknown, RegExp][] = [
    [{ alerts: { 'wal-lage': 'off' } }, /monitor\.alerts\["wal-lage"\]: there is no such key; .*wal-large/],
    [
      { alerts: { 'wal-large': 'on' } },
      /\["wal-large"\]: give "off", or an object with limit, for, severity/,
    ],
    [{ alerts: { 'wal-large': { limit: '5s' } } }, /\["wal-large"\]\.limit: give a size/],
    [{ alerts: { 'wal-large': { limt: '5MB' } } }, /\["wal-large"\]\.limt: there is no such key; .*limit/],
    [{ alerts: { 'database-down': { limit: 1 } } }, /\["database-down"\]\.limit: there is no such key/],
    [
      { alerts: { 'backup-old': { limit: '9000d' } } },
      /\["backup-old"\]\.limit: give a time such as 90s, 5m, 26h or 2d/,
    ],
    // Above the whole is nothing: such an alert would be off without a word.
    [{ alerts: { busy: { limit: '100%' } } }, /alerts\.busy\.limit: give a fraction below 1, such as "50%"/],
    [{ alerts: { 'free-pages': { limit: 1 } } }, /\["free-pages"\]\.limit: give a fraction below 1/],
    [{ alerts: { busy: { severity: 'loud' } } }, /alerts\.busy\.severity: give "critical" or "warning"/],
    [{ alerts: [] }, /monitor\.alerts: give an object/],
    [{ alert: {} }, /monitor\.alert: there is no such key; .*alerts/],
  ];
  for (const [monitor, message] of cases)
    assert.throws(() => checkConfig({ monitor }, 'c.json'), { message });
});
