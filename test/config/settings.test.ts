import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkConfig } from '../../src/config/check.ts';
import { DEFAULT_CONFIG } from '../../src/config/config.ts';
import { editDistance, nearest } from '../../src/config/nearest.ts';
import { checkPatterns, settingsFor } from '../../src/config/settings.ts';
import { failure } from './failure.ts';

const config = (scenarios: unknown) => checkConfig({ scenarios }, 'c.json');

test('without a rule: the threshold, and no budgets', () => {
  assert.deepEqual(settingsFor(DEFAULT_CONFIG, 'select/a', 'single'), {
    threshold: { warn: null, fail: 0.02 },
    budgets: [],
  });
});

test('the more specific pattern wins key by key, whatever the order in the file', () => {
  const rules = config({
    'select/a': { budgets: { p95: '1ms' } },
    '*': {
      threshold: '9%',
      budgets: { p95: { warn: '8ms', fail: '9ms' }, min: '9ms' },
    },
    'select/*': { threshold: '5%', budgets: { p95: '5ms', median: '5ms', min: 'off' } },
  });
  assert.deepEqual(settingsFor(rules, 'select/a', 'single'), {
    threshold: { warn: null, fail: 0.05 },
    budgets: [
      { figure: 'median', warn: null, fail: 0.005 },
      { figure: 'p95', warn: null, fail: 0.001 },
    ],
  });
  assert.deepEqual(settingsFor(rules, 'join/a', 'single').budgets, [
    { figure: 'p95', warn: 0.008, fail: 0.009 },
    { figure: 'min', warn: null, fail: 0.009 },
  ]);
});

const PATTERNS = ['*', 'select/*', 'select/a'] as const;

test('of all subsets of rules the last of: each pattern by specificity, then its layout', () => {
  const rule = fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(rule, rule), { minLength: 3, maxLength: 3 }),
      fc.nat(5),
      (given, rotate) => {
        const entries = PATTERNS.map((pattern, i) => {
          const [general, own] = given[i] ?? [];
          const limit = (ms: number | undefined) => (ms === undefined ? {} : { mean: `${ms}ms` });
          return [pattern, { budgets: limit(general), layouts: { three: { budgets: limit(own) } } }] as const;
        });
        const turned = [...entries.slice(rotate % 3), ...entries.slice(0, rotate % 3)];
        const rules = config(Object.fromEntries(turned));
        const limit = (layout: string) => settingsFor(rules, 'select/a', layout).budgets[0]?.fail;
        const seconds = (list: (number | undefined)[]) => {
          const last = list.findLast((one) => one !== undefined);
          return last === undefined ? undefined : Number(`${last}e-3`);
        };
        assert.equal(limit('single'), seconds(given.map(([general]) => general)));
        assert.equal(limit('three'), seconds(given.flat()));
      },
    ),
  );
});

test('a layout that is called like something of every object has no settings by that', () => {
  const rules = config({ '*': { layouts: { three: { budgets: { min: '1ms' } } } } });
  assert.deepEqual(settingsFor(rules, 'select/constructor', 'constructor').budgets, []);
});

const NAMES = ['select/track-by-id', 'select/track-page', 'write/write-job'];

test('a pattern that fits nothing is named with the nearest', () => {
  const misspelt: readonly (readonly [string, string])[] = [
    ['select/track-by-idd', 'did you mean select/track-by-id?'],
    ['track-page', 'did you mean select/track-page?'],
    ['join/write-job', 'did you mean write/write-job?'],
    ['selcet/*', 'did you mean select/*?'],
    ['select/track*', 'there are select/*, write/*.'],
    ['z/z', 'there are select/*, write/*.'],
    ['', 'there are select/*, write/*.'],
  ];
  for (const [pattern, advice] of misspelt)
    assert.throws(
      () => checkPatterns(config({ [pattern]: {} }), NAMES),
      failure(`c.json: scenarios[${JSON.stringify(pattern)}]: there is no such scenario; ${advice}`),
    );
  checkPatterns(config({ '*': {}, 'select/*': {}, 'write/write-job': {} }), NAMES);
  checkPatterns(config({ '*': {} }), []);
});

test('a layout that is not there is named, where the layouts are known', () => {
  const rules = config({ '*': { layouts: { tree: { budgets: { min: '1ms' } } } } });
  checkPatterns(rules, NAMES);
  checkPatterns(rules, NAMES, ['tree']);
  assert.throws(
    () => checkPatterns(rules, NAMES, ['single', 'three']),
    failure('c.json: scenarios["*"].layouts.tree: there is no such layout; did you mean three?'),
  );
});

test('the edit distance is one, whichever single slip it was', () => {
  const word = fc.string({ minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(word, fc.nat(), fc.constantFrom('_', 'q'), (text, n, letter) => {
      const at = n % (text.length - 1);
      const slips = [
        text.slice(0, at) + text.slice(at + 1),
        text.slice(0, at) + letter + text.slice(at),
        text.slice(0, at) + letter + text.slice(at + 1),
        text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2),
      ];
      for (const slip of slips) {
        assert.equal(editDistance(text, slip), slip === text ? 0 : 1);
        assert.equal(editDistance(slip, text), slip === text ? 0 : 1);
      }
    }),
  );
  assert.equal(nearest('zzz', ['p95', 'mean']), undefined);
});
