import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { benchmarkJson } from '../../../src/report/ci/benchmark.ts';
import { fourLayouts, measured, scenario, twoLayouts } from '../../render/sample-run.ts';

interface Entry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra: string;
}

const entries = (run = twoLayouts()): Entry[] => JSON.parse(benchmarkJson(run));

it('a number of microseconds per scenario and layout, with its interval', () => {
  assert.equal(entries().length, 10);
  assert.deepEqual(entries()[0], {
    name: 'select/track-by-id (single)',
    unit: 'us',
    value: 8.31,
    range: '± 3.00%',
    extra:
      'median\np95 12.5 us\nExample CPU @ 2.40GHz, 2 cores, linux 6.1.0 x64\nNode 24.21.0, SQLite 3.54.1',
  });
});

it('one unit for all, from nanoseconds to seconds', () => {
  const run = twoLayouts();
  run.scenarios = [scenario('select', 's', [measured('single', 61e-9), measured('three', 1.5)], [])];
  assert.deepEqual(
    entries(run).map(({ value, unit }) => [value, unit]),
    [
      [0.061, 'us'],
      [1_500_000, 'us'],
    ],
  );
});

it('the mean of what writes, without the interval of its median', () => {
  const write = entries().find(({ name }) => name === 'write/write-comment (single)');
  assert.equal(write?.value, 22.68);
  assert.equal(write.range, undefined);
  assert.match(write.extra, /^mean\n/);
});

it('failed trials are left out', () => {
  const names = entries(fourLayouts()).map(({ name }) => name);
  assert.equal(names.includes('select/track-by-id (two)'), false);
  assert.equal(names.includes('select/track-by-id (three)'), true);
});

it('has no control character in a name, and is JSON whatever names are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const run = twoLayouts();
      for (const one of run.scenarios) one.name = name;
      run.environment.processor = name;
      for (const entry of entries(run)) assert.doesNotMatch(entry.name + entry.extra, /[^\P{Cc}\n]/u);
    }),
  );
});
