import { ANALYSIS_RATE } from './excerpts.ts';

/** Samples between two values of the onset envelope: 86 a second. */
const HOP = 256;
const PER_SECOND = ANALYSIS_RATE / HOP;
/** Beats per minute that are looked for. */
const SLOWEST = 40;
const FASTEST = 240;
/** The tempo at which people tap along most readily, and how fast that wears off, in octaves (Ellis 2007). */
const USUAL = 120;
const SPREAD_OCTAVES = 1;
/** An excerpt shorter than this has no tempo. */
const LEAST_SECONDS = 3;
/** Added to the energy of a hop before its logarithm, so that noise in the pauses is no onset (signal of RMS 0.1). */
const FLOOR = 1e-5;

export interface Tempo {
  /** Beats per minute; 0 where nothing repeats. */
  readonly bpm: number;
  /** How regularly it repeats: 0 (not at all) to 1 (each beat alike). */
  readonly clarity: number;
  /** The mean rise of the loudness from one hop to the next, in nepers a second: many and hard onsets are a high value. */
  readonly onsets: number;
}

/**
 * The beat, from the autocorrelation of the onset envelope (the rises of the logarithm of the energy), weighted towards
 * usual tempos: D. P. W. Ellis, Beat Tracking by Dynamic Programming, J. New Music Research 36 (2007).
 * @param parts mono at ANALYSIS_RATE, of RMS 0.1
 */
export function measureTempo(parts: readonly Float32Array[]): Tempo {
  const shortest = Math.floor((60 / FASTEST) * PER_SECOND);
  const longest = Math.ceil((60 / SLOWEST) * PER_SECOND);
  const sums = new Float64Array(longest + 1);
  let variance = 0;
  let [rises, hops] = [0, 0];
  for (const part of parts) {
    const onsets = onsetEnvelope(part);
    const mean = onsets.reduce((sum, value) => sum + value, 0) / Math.max(1, onsets.length);
    rises += mean * onsets.length;
    hops += onsets.length;
    if (onsets.length < LEAST_SECONDS * PER_SECOND) continue;
    const centred = onsets.map((value) => value - mean);
    // Divided by the number of pairs, so that a long lag is not taken for a weak one.
    variance += product(centred, 0) / centred.length;
    for (let lag = shortest; lag <= longest; lag++)
      sums[lag] = (sums[lag] as number) + product(centred, lag) / (centred.length - lag);
  }
  const onsets = hops === 0 ? 0 : (rises / hops) * PER_SECOND;
  if (variance < 1e-9) return { bpm: 0, clarity: 0, onsets };
  let [best, highest] = [0, 0];
  for (let lag = shortest; lag <= longest; lag++) {
    const octaves = Math.log2((60 * PER_SECOND) / lag / USUAL) / SPREAD_OCTAVES;
    const weighted = (sums[lag] as number) * Math.exp(-0.5 * octaves * octaves);
    if (weighted > highest) [best, highest] = [lag, weighted];
  }
  if (best === 0) return { bpm: 0, clarity: 0, onsets };
  return { bpm: (60 * PER_SECOND) / best, clarity: Math.min(1, (sums[best] as number) / variance), onsets };
}

function onsetEnvelope(part: Float32Array): Float64Array {
  const count = Math.floor(part.length / HOP);
  const envelope = new Float64Array(Math.max(0, count - 1));
  let before = 0;
  for (let hop = 0; hop < count; hop++) {
    let energy = 0;
    for (let i = hop * HOP; i < (hop + 1) * HOP; i++) energy += (part[i] as number) ** 2;
    const loudness = Math.log(energy / HOP + FLOOR);
    if (hop > 0) envelope[hop - 1] = Math.max(0, loudness - before);
    before = loudness;
  }
  return envelope;
}

function product(values: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < values.length; i++) sum += (values[i] as number) * (values[i - lag] as number);
  return sum;
}
