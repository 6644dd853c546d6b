import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openHypotheses } from '../../../src/experiments/open/hypotheses.ts';
import { single, three } from '../../../src/layouts/index.ts';
import type { Layout } from '../../../src/model/layout.ts';

/** The pool claim about a layout whose first set takes `first` bytes and each other one `each`. */
function pool(layout: Layout, first: number, each: number) {
  const sets = [1, 4, 16].map((count) => ({
    layout: layout.name,
    sets: count,
    openSeconds: 1e-3,
    querySeconds: 1e-3,
    closeSeconds: 1e-3,
    descriptors: null,
    privateBytes: first + (count - 1) * each,
    inMemoryBytes: 0,
  }));
  const found = openHypotheses([layout], sets);
  const claim = layout === single ? /pool of one file/ : /pools of three/;
  return found.find((one) => claim.test(one.claim)) ?? assert.fail('no such claim');
}

test('one file: the document says one connection, so that one decides', () => {
  assert.equal(pool(single, 5e6, 1e6).outcome, 'confirmed');
  const { outcome, because } = pool(single, 1e6, 0.5e6);
  assert.equal(outcome, 'refuted');
  assert.match(because, /so 5\.00 MB is what about 9 connections take$/);
});

test('three databases: without a count nothing is decided, and the count that would fit is told', () => {
  for (const [first, each, says] of [
    [3e6, 1e6, /so 15\.0 MB is what about 13 sets take$/],
    [15e6, 1e6, /so 15\.0 MB is what about 1 set takes$/],
    [20e6, 1e6, /1 takes more than 15\.0 MB already$/],
    [3e6, 0, /how it grows cannot be told$/],
  ] as const) {
    const { outcome, because } = pool(three, first, each);
    assert.equal(outcome, 'not decided');
    assert.match(because, says);
  }
});
