import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coldHypotheses } from '../../../src/experiments/cold/hypotheses.ts';
import { single } from '../../../src/layouts/index.ts';

/** "Simple SELECT" of the document on one file: 2 to 5 ms. */
function decided(coldSeconds: number, warmSeconds: number, fileBytes = 50e6) {
  const first = (answerSeconds: number) => ({ openSeconds: 1e-3, answerSeconds, readBytes: 4096 });
  const pair = {
    layout: single.name,
    query: 'track-by-slug',
    cold: first(coldSeconds),
    warm: first(warmSeconds),
  };
  const found = coldHypotheses([{ layout: single, fileBytes }], [pair]);
  return found.find((one) => /Simple SELECT/.test(one.claim)) ?? assert.fail('no such figure');
}

test('confirmed where either state lies in the range, and it says which', () => {
  for (const [cold, warm, says] of [
    [4e-3, 3e-3, /inside both$/],
    [3e-3, 1e-5, /inside cold only$/],
    [50e-3, 3e-3, /inside warm only$/],
    [5e-3, 1e-5, /inside cold only$/],
  ] as const) {
    const { outcome, because } = decided(cold, warm);
    assert.equal(outcome, 'confirmed');
    assert.match(because, says);
  }
});

test('refuted only where both lie on one side: a range between warm and cold is left open', () => {
  assert.equal(decided(1e-3, 1e-5).outcome, 'refuted');
  assert.equal(decided(50e-3, 6e-3).outcome, 'refuted');
  assert.equal(decided(50e-3, 1e-5).outcome, 'not decided');
  assert.equal(decided(1e-5, 50e-3).outcome, 'not decided');
});

test('data of another size decide nothing, whatever was measured', () => {
  for (const [cold, warm] of [
    [3e-3, 3e-3],
    [1e-5, 1e-5],
  ] as const)
    for (const bytes of [0.6e6, 44e6, 56e6]) {
      const { outcome, because } = decided(cold, warm, bytes);
      assert.equal(outcome, 'not decided');
      assert.match(because, /^another size: (600 kB|44\.0 MB|56\.0 MB)/);
    }
  for (const bytes of [46e6, 54e6]) assert.equal(decided(3e-3, 3e-3, bytes).outcome, 'confirmed');
});
