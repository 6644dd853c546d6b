import assert from 'node:assert/strict';
import { test } from 'node:test';
import { project, standardise } from '../../../src/search/audio/embed.ts';
import { describe, FEATURES } from '../../../src/search/audio/features.ts';
import { STANDARD } from '../../../src/search/audio/standard.ts';
import { clip, TIMBRES } from '../../support/audio/synth.ts';

const SECONDS = 3;
const VARIATIONS = 12;

function vectorOf(samples: Float32Array): Float32Array {
  return project(standardise(describe({ parts: [samples], seconds: samples.length / 22_050 })));
}

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

test('same timbre near, different far: precision among the 5 nearest of 108 pieces in other keys, tempos and loudness', () => {
  const pieces = TIMBRES.flatMap((timbre) =>
    Array.from({ length: VARIATIONS }, (_, variation) => ({
      timbre,
      vector: vectorOf(clip(timbre, variation, { seconds: SECONDS })),
    })),
  );
  let hits = 0;
  const [same, different] = [[] as number[], [] as number[]];
  for (const piece of pieces) {
    const others = pieces
      .filter((other) => other !== piece)
      .map((other) => ({ timbre: other.timbre, near: cosine(piece.vector, other.vector) }))
      .sort((a, b) => b.near - a.near);
    hits += others.slice(0, 5).filter(({ timbre }) => timbre === piece.timbre).length;
    for (const { timbre, near } of others) (timbre === piece.timbre ? same : different).push(near);
  }
  const precision = hits / (5 * pieces.length);
  // 0.88 when the model was made; by chance it is 0.10.
  assert.ok(precision >= 0.8, `precision@5 ${precision.toFixed(3)}`);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  // 0.66 and 0.04 then.
  assert.ok(mean(same) > 0.5 && mean(different) < 0.2, `${mean(same)} and ${mean(different)}`);
});

test('a vector has 64 finite numbers and length 1, and the same samples give the same bits', () => {
  for (const timbre of TIMBRES) {
    const [once, again] = [0, 1].map(() => vectorOf(clip(timbre, 77, { seconds: 1 })));
    assert.equal(once?.length, 64);
    assert.deepEqual(once, again);
    assert.ok(Math.abs(Math.hypot(...(once ?? [])) - 1) < 1e-6);
  }
});

test('how loud it is, and a constant offset, change nothing that counts', () => {
  const piece = clip('brass', 3, { seconds: 2 });
  const usual = vectorOf(piece.slice());
  assert.ok(cosine(usual, vectorOf(piece.map((value) => value * 0.02))) > 0.9999);
  assert.ok(cosine(usual, vectorOf(piece.map((value) => value + 0.3))) > 0.999);
});

test('each feature has its standard, and no feature is lost on the way to 64 dimensions', () => {
  assert.equal(STANDARD.length, FEATURES.length);
  assert.ok(STANDARD.every(([mean, deviation]) => Number.isFinite(mean) && deviation > 0));
  const alone = FEATURES.map((_, index) =>
    project(Float64Array.from(FEATURES, (_, other) => (other === index ? 1 : 0))),
  );
  // Directions at right angles: the angle between vectors is the one between their features.
  for (const [i, a] of alone.entries())
    for (const [j, b] of alone.entries()) assert.ok(Math.abs(cosine(a, b) - (i === j ? 1 : 0)) < 1e-6);
});

test('what has no sound has no vector, and it is said why', () => {
  const describing = (samples: Float32Array) => () =>
    describe({ parts: [samples], seconds: samples.length / 22_050 });
  const silence = new Float32Array(22_050);
  const [gap, click] = [silence.slice(), silence.slice()];
  gap.fill(0.5);
  for (let i = 0; i < 20; i++) click[i] = i % 2 === 0 ? 0.5 : -0.5;
  assert.throws(describing(silence), /is silent/);
  assert.throws(describing(gap), /is silent/, 'a constant is no sound');
  assert.throws(describing(click), /is silent but for a moment/);
  assert.throws(describing(new Float32Array(100)), /is too short: 0\.00 s, at least 0\.5 s/);
  assert.throws(describing(new Float32Array(0)), /holds no audio/);
  assert.throws(describing(clip('organ', 1, { seconds: 1 }).fill(Number.NaN, 5, 6)), /no numbers/);
});
