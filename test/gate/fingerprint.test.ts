import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foreignParts } from '../../src/gate/fingerprint.ts';
import { sampleRun } from './sample-change.ts';

test('a run is not foreign to itself, nor to one with another history of the same machine', () => {
  assert.deepEqual(foreignParts(sampleRun(), sampleRun()), []);
  const later = sampleRun({ 'fts-tracks': 2 });
  later.id = 'another';
  later.tool = { version: '9.9.9', commit: 'abc' };
  later.environment.loadAverage = 7;
  later.environment.pinnedCore = 0;
  later.options = {
    ...later.options,
    generations: 61,
    randomSeed: 8,
    filter: 'fts',
    maxSeconds: 5,
    looks: 6,
  };
  later.scenarios.reverse();
  assert.deepEqual(foreignParts(sampleRun(), later), []);
});

test('each difference is told once, from both sides, and what it forbids', () => {
  const head = sampleRun();
  head.environment.processor = 'Another CPU';
  head.environment.pinnedCore = null;
  head.dataset = { ...head.dataset, digest: 'ff'.repeat(32) };
  const there = foreignParts(sampleRun(), head);
  assert.deepEqual(there, [
    { what: 'dataset', base: 'abababababab x 25', head: 'ffffffffffff x 25', forbids: 'everything' },
    { what: 'processor', base: 'Example CPU @ 2.40GHz', head: 'Another CPU', forbids: 'times' },
    { what: 'trials kept on one core', base: 'yes', head: 'no', forbids: 'times' },
  ]);
  assert.deepEqual(
    foreignParts(head, sampleRun()),
    there.map(({ base, head, ...rest }) => ({ ...rest, base: head, head: base })),
  );
});

test('PRAGMAs are compared by layout, in any order; a layout of one side alone is nothing to compare', () => {
  const [base, head] = [sampleRun(), sampleRun()];
  for (const { databases } of head.layouts)
    for (const one of databases) one.pragmas = Object.fromEntries(Object.entries(one.pragmas).reverse());
  assert.deepEqual(foreignParts(base, head), []);
  const main = head.layouts[0]?.databases[0];
  assert.ok(main);
  main.pragmas.cache_size = -1;
  assert.deepEqual(
    foreignParts(base, head).map(({ what, forbids }) => [what, forbids]),
    [['PRAGMAs of single', 'times']],
  );
  for (const run of [base, head]) {
    const [single, three] = run.layouts;
    assert.ok(single && three);
    run.layouts = run === base ? [three] : [single];
  }
  assert.deepEqual(foreignParts(base, head), []);
});
