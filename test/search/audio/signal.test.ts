import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ANALYSIS_RATE, EXCERPT, ExcerptTaker, MOST_EXCERPTS } from '../../../src/search/audio/excerpts.ts';
import { makeResampler } from '../../../src/search/audio/resample.ts';
import { measureTempo } from '../../../src/search/audio/tempo.ts';

function tone(hertz: number, rate: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.sin((2 * Math.PI * hertz * i) / rate));
}

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
}

test('a tone keeps its pitch, phase and loudness at another rate; what would fold back is taken away', () => {
  for (const from of [8_000, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 44_099]) {
    const { resample } = makeResampler(from, ANALYSIS_RATE);
    const output = resample(tone(1000, from, from), 0, ANALYSIS_RATE);
    const expected = tone(1000, ANALYSIS_RATE, ANALYSIS_RATE);
    const middle = { from: 500, to: ANALYSIS_RATE - 500 };
    for (let i = middle.from; i < middle.to; i++)
      assert.ok(Math.abs((output[i] ?? 0) - (expected[i] ?? 0)) < 0.01, `${from} Hz, sample ${i}`);
    if (from < 44_000) continue;
    const above = resample(tone(15_000, from, from), 0, ANALYSIS_RATE);
    assert.ok(rms(above.subarray(middle.from, middle.to)) < 0.002, `${from} Hz folds back`);
  }
});

test('the excerpts do not depend on how the samples are cut into chunks', () => {
  const rate = 44_100;
  const left = Float32Array.from({ length: 3 * rate }, (_, i) => Math.sin(i * i * 1e-7));
  const right = left.map((value, i) => value * Math.cos(i / 999));
  const take = (cuts: readonly number[]) => {
    const taker = new ExcerptTaker();
    let from = 0;
    for (const to of [...cuts, left.length]) {
      taker.push({ channelData: [left.subarray(from, to), right.subarray(from, to)], sampleRate: rate });
      from = to;
    }
    return taker.end();
  };
  const whole = take([]);
  assert.equal(whole.seconds, 3);
  assert.equal(whole.parts[0]?.length, 3 * ANALYSIS_RATE);
  fc.assert(
    fc.property(fc.array(fc.nat(left.length), { maxLength: 20 }), (cuts) => {
      assert.deepEqual(take(cuts.sort((a, b) => a - b)), whole);
    }),
    { numRuns: 25 },
  );
});

test('of a long recording a bounded number of excerpts is kept, spread over all of it', () => {
  for (const excerpts of [MOST_EXCERPTS, MOST_EXCERPTS + 1, 40, 333]) {
    const taker = new ExcerptTaker();
    // Each excerpt holds its number, so that it can be told where it is from.
    for (let index = 0; index < excerpts; index++)
      taker.push({ channelData: [new Float32Array(EXCERPT).fill(index)], sampleRate: ANALYSIS_RATE });
    const { parts, seconds } = taker.end();
    assert.ok(Math.abs(seconds - (excerpts * EXCERPT) / ANALYSIS_RATE) < 1e-9);
    assert.ok(parts.length > MOST_EXCERPTS / 2 - 1 && parts.length <= MOST_EXCERPTS, `${parts.length}`);
    const from = parts.map((part) => part[100] ?? -1);
    const stride = (from[1] ?? 0) - (from[0] ?? 0);
    assert.deepEqual(
      from,
      from.map((_, index) => index * stride),
    );
    assert.ok((from.at(-1) ?? 0) + stride >= excerpts, 'the end is heard as well');
  }
});

test('another sample rate in the middle, none at all, and one that no music has are refused', () => {
  const push = (...rates: number[]) => {
    const taker = new ExcerptTaker();
    for (const sampleRate of rates) taker.push({ channelData: [new Float32Array(100)], sampleRate });
  };
  assert.throws(() => push(44_100, 48_000), /changes its sample rate from 44100 to 48000 Hz/);
  for (const rate of [0, 3, 1e9, 44_100.5]) assert.throws(() => push(rate), /has a sample rate of/);
});

test('the tempo of clicks is found, also over several excerpts; noise has none', () => {
  for (const bpm of [80, 100, 120, 144]) {
    const click = (60 / bpm) * ANALYSIS_RATE;
    const part = Float32Array.from({ length: EXCERPT }, (_, i) => {
      const since = i % click;
      return since < 600 ? Math.sin(i / 3) * Math.exp(-since / 150) : 0;
    });
    const tempo = measureTempo([part, part]);
    assert.ok(Math.abs(tempo.bpm / bpm - 1) < 0.03, `${bpm}: ${tempo.bpm}`);
    assert.ok(tempo.clarity > 0.5, `${bpm}: ${tempo.clarity}`);
  }
  let state = 1;
  const noise = Float32Array.from({ length: EXCERPT }, () => {
    state = (Math.imul(state, 1103515245) + 12345) | 0;
    return state / 2 ** 32;
  });
  assert.ok(measureTempo([noise]).clarity < 0.3);
  assert.deepEqual(measureTempo([]), { bpm: 0, clarity: 0, onsets: 0 });
});
