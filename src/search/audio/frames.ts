import { Failure } from '../../model/failure.ts';
import { ANALYSIS_RATE, FRAME } from './excerpts.ts';
import { type Meyda, ownMeyda } from './meyda.ts';

export const MFCCS = 13;
export const PITCH_CLASSES = 12;
/** What the whole recording is brought to before it is analysed: how loud it was mastered says nothing of it. */
const LEVEL = 0.1;
/** The loudest frame of music is louder than this (-70 dB of full scale). */
const SILENCE = 10 ** (-70 / 20);
/** A frame 50 dB below the mean is a pause, and has no timbre. */
const PAUSE = LEVEL * 10 ** (-50 / 20);

/** One frame, 46 ms, as meyda sees it. */
export interface Frame {
  /** Root mean square of the samples, of a recording at 0.1 as a whole. */
  readonly rms: number;
  readonly mfcc: readonly number[];
  /** Strength of each pitch class from C on, of the strongest: 0 to 1. */
  readonly chroma: readonly number[];
  readonly centroidHertz: number;
  readonly rolloffHertz: number;
  /** Geometric by arithmetic mean of the spectrum: 0 (a tone) to 1 (white noise). */
  readonly flatness: number;
  /** Crossings of zero per sample: 0 to 1. */
  readonly crossings: number;
}

const EXTRACTED = [
  'mfcc',
  'chroma',
  'spectralCentroid',
  'spectralRolloff',
  'spectralFlatness',
  'zcr',
] as const;

let analyser: Meyda | undefined;

/**
 * Removes what is constant, and brings the recording as a whole to the same level, in place.
 * @returns false where it is silent
 * @throws Failure where a sample is no number
 */
export function level(parts: readonly Float32Array[]): boolean {
  const count = parts.reduce((sum, part) => sum + part.length, 0);
  if (count === 0) return false;
  let sum = 0;
  for (const part of parts) for (const value of part) sum += value;
  if (!Number.isFinite(sum)) throw new Failure('holds samples that are no numbers');
  const mean = sum / count;
  let [squares, loudest] = [0, 0];
  for (const part of parts)
    for (let at = 0; at < part.length; at += FRAME) {
      const energy = centredEnergy(part, at, mean);
      squares += energy;
      loudest = Math.max(loudest, energy / Math.min(FRAME, part.length - at));
    }
  if (Math.sqrt(loudest) < SILENCE) return false;
  const factor = LEVEL / Math.sqrt(squares / count);
  for (const part of parts)
    for (let i = 0; i < part.length; i++) part[i] = ((part[i] as number) - mean) * factor;
  return true;
}

function centredEnergy(part: Float32Array, at: number, mean: number): number {
  let energy = 0;
  const end = Math.min(part.length, at + FRAME);
  for (let i = at; i < end; i++) energy += ((part[i] as number) - mean) ** 2;
  return energy;
}

/** The frames of levelled excerpts that are no pause, without overlap; what is left of a frame at an end is left out. */
export function* frames(parts: readonly Float32Array[]): Generator<Frame> {
  analyser ??= ownMeyda({
    sampleRate: ANALYSIS_RATE,
    bufferSize: FRAME,
    numberOfMFCCCoefficients: MFCCS,
  });
  for (const part of parts)
    for (let at = 0; at + FRAME <= part.length; at += FRAME) {
      const signal = part.subarray(at, at + FRAME);
      const rms = Math.sqrt(centredEnergy(signal, 0, 0) / FRAME);
      if (rms < PAUSE) continue;
      // One call: the spectrum is computed once for all of them.
      const found = analyser.extract(EXTRACTED, signal);
      yield {
        rms,
        mfcc: found.mfcc,
        chroma: found.chroma,
        centroidHertz: (found.spectralCentroid * ANALYSIS_RATE) / FRAME,
        rolloffHertz: found.spectralRolloff,
        flatness: found.spectralFlatness,
        crossings: found.zcr / FRAME,
      };
    }
}
