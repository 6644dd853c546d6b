import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkConfig } from '../../src/config/check.ts';
import { type BudgetTexts, type ConfigFile, defineConfig } from '../../src/config/define.ts';
import { ConfigSchema } from '../../src/config/schema.ts';

const BUDGETS: Required<BudgetTexts> = {
  median: '1 µs',
  mean: { warn: '1us', fail: '2ms' },
  p95: { warn: '500ns' },
  p99: '1.5s',
  min: 'off',
  ratio: 1.1,
  walBytesPerCall: '0B',
  walFramesPerCall: { fail: 2 },
  writeCallsPerCall: 3,
  writeBytesPerCall: { warn: '1kB', fail: '1.5 KiB' },
  recallAt10: { warn: 0.99, fail: '90 %' },
};

/** Every key is there: the compiler says so. */
const COMPLETE: Required<ConfigFile> = {
  monitor: {
    alerts: {
      orphans: 'off',
      'wal-large': { limit: '128MB', for: '10m', severity: 'critical' },
      'backup-old': { limit: '8d', for: '1h' },
      busy: { limit: '80%' },
      'database-down': { for: '0s' },
    },
  },
  threshold: { warn: '1%', fail: 0.02 },
  figures: {
    plan: 'off',
    bytecode: 'off',
    rows: 'off',
    wal: 'off',
    writes: 'off',
    pages: 'off',
    pragmas: 'off',
    recall: 'off',
  },
  inconclusive: 'warn',
  bench: {
    seed: 'a',
    layouts: ['b'],
    scenarios: 'c',
    filter: 'd',
    size: '1MB',
    generations: 2,
    rounds: 3,
    maxTime: '1min',
  },
  scenarios: { '*': { threshold: 0.01, budgets: BUDGETS, layouts: { three: { budgets: BUDGETS } } } },
};

test('what the types take is a configuration, and they know every key', () => {
  assert.equal(defineConfig(COMPLETE), COMPLETE);
  const config = checkConfig(COMPLETE, 'c.ts');
  assert.equal(config.rules[0]?.budgets.size, Object.keys(BUDGETS).length);
  assert.deepEqual(new Set(Object.values(config.figures)), new Set(['off']));
  assert.deepEqual(Object.keys(COMPLETE).sort(), Object.keys(ConfigSchema.shape).sort());
});

test('the compiler refuses what the file would be refused for', () => {
  const wrong = [
    // @ts-expect-error: no such key
    defineConfig({ scenarios: { '*': { budgets: { p96: '2ms' } } } }),
    // @ts-expect-error: no time
    defineConfig({ scenarios: { '*': { budgets: { p95: 'fast' } } } }),
    // @ts-expect-error: a size is needed
    defineConfig({ scenarios: { '*': { budgets: { walBytesPerCall: 4096 } } } }),
    // @ts-expect-error: fail is missing
    defineConfig({ threshold: { warn: '1%' } }),
    // @ts-expect-error: no such level
    defineConfig({ figures: { plan: 'error' } }),
  ];
  for (const config of wrong) assert.throws(() => checkConfig(config, 'c.ts'), /^Failure: c\.ts: /);
});
