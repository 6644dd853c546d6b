import { Failure } from '../../model/failure.ts';
import type { Excerpts } from './excerpts.ts';
import { type Frame, frames, level, MFCCS, PITCH_CLASSES } from './frames.ts';
import { measureTempo } from './tempo.ts';

/** Less has no beat and hardly a timbre. */
export const LEAST_SECONDS = 0.5;
/** Fewer frames than these (a quarter of a second) that are no pause tell nothing. */
const LEAST_FRAMES = 5;

/** One number of a recording, and how much it pulls in the vector. */
export interface Feature {
  readonly name: string;
  /** The share that a standard deviation of it has; of a group of features that say one thing, each has less. */
  readonly weight: number;
}

const numbered = (name: string, count: number, weight: number): Feature[] =>
  Array.from({ length: count }, (_, index) => ({ name: `${name}-${index + 1}`, weight }));

/**
 * What a recording is described by, in the order of the numbers that `describe` gives. The weights are ours: timbre first,
 * then its movement and the rhythm, the key least, since a song in another key is the same song.
 */
export const FEATURES: readonly Feature[] = [
  ...numbered('mfcc-mean', MFCCS, 1),
  ...numbered('mfcc-deviation', MFCCS, 0.6),
  ...numbered('chroma-mean', PITCH_CLASSES, 0.2),
  { name: 'chroma-deviation', weight: 0.6 },
  { name: 'centroid-mean', weight: 1 },
  { name: 'centroid-deviation', weight: 0.6 },
  { name: 'rolloff-mean', weight: 1 },
  { name: 'rolloff-deviation', weight: 0.6 },
  { name: 'flatness-mean', weight: 1 },
  { name: 'flatness-deviation', weight: 0.6 },
  { name: 'crossings-mean', weight: 1 },
  { name: 'crossings-deviation', weight: 0.6 },
  { name: 'loudness-deviation', weight: 0.8 },
  { name: 'loudness-steps', weight: 0.8 },
  { name: 'onsets', weight: 0.8 },
  { name: 'beat-clarity', weight: 0.8 },
  { name: 'tempo-cosine', weight: 0.6 },
  { name: 'tempo-sine', weight: 0.6 },
];

/**
 * One number for each of FEATURES. Frequencies as octaves, loudness as nepers: as the ear compares them. The tempo is an
 * angle, an octave is once round, so that 70 and 140 beats a minute are alike; without a clear beat it has no length.
 * @throws Failure: the reason why this recording has no vector
 */
export function describe({ parts, seconds }: Excerpts): Float64Array {
  if (seconds === 0) throw new Failure('holds no audio');
  if (seconds < LEAST_SECONDS)
    throw new Failure(`is too short: ${seconds.toFixed(2)} s, at least ${LEAST_SECONDS} s are needed`);
  if (!level(parts)) throw new Failure('is silent (as mono, all of it is below -70 dB)');
  const tempo = measureTempo(parts);
  const [statistics, steps] = summarise(frames(parts));
  if (statistics.count < LEAST_FRAMES) throw new Failure('is silent but for a moment');
  const angle = tempo.bpm === 0 ? 0 : 2 * Math.PI * Math.log2(tempo.bpm / 120);
  const pairs = (from: number) => [statistics.mean(from), statistics.deviation(from)];
  const range = (from: number, count: number, of: (index: number) => number) =>
    Array.from({ length: count }, (_, index) => of(from + index));
  const chroma = range(MFCCS, PITCH_CLASSES, statistics.deviation);
  const rest = MFCCS + PITCH_CLASSES;
  return Float64Array.from([
    ...range(0, MFCCS, statistics.mean),
    ...range(0, MFCCS, statistics.deviation),
    ...range(MFCCS, PITCH_CLASSES, statistics.mean),
    chroma.reduce((sum, value) => sum + value, 0) / chroma.length,
    ...[rest, rest + 1, rest + 2, rest + 3].flatMap(pairs),
    statistics.deviation(rest + 4),
    steps,
    tempo.onsets,
    tempo.clarity,
    tempo.clarity * Math.cos(angle),
    tempo.clarity * Math.sin(angle),
  ]);
}

interface Statistics {
  readonly count: number;
  readonly mean: (index: number) => number;
  readonly deviation: (index: number) => number;
}

/** Mean and deviation of each number over the frames, in one pass; and how much the loudness changes between frames. */
function summarise(all: Iterable<Frame>): [Statistics, number] {
  const size = MFCCS + PITCH_CLASSES + 5;
  const [mean, squares] = [new Float64Array(size), new Float64Array(size)];
  let [count, steps, before] = [0, 0, 0];
  for (const frame of all) {
    const loudness = Math.log(frame.rms);
    if (count > 0) steps += Math.abs(loudness - before);
    before = loudness;
    count++;
    for (const [index, value] of numbersOf(frame, loudness).entries()) {
      // Welford's recurrence: no difference of large sums.
      const delta = value - (mean[index] as number);
      mean[index] = (mean[index] as number) + delta / count;
      squares[index] = (squares[index] as number) + delta * (value - (mean[index] as number));
    }
  }
  const statistics: Statistics = {
    count,
    mean: (index) => mean[index] as number,
    deviation: (index) => Math.sqrt((squares[index] as number) / Math.max(1, count - 1)),
  };
  return [statistics, count < 2 ? 0 : steps / (count - 1)];
}

function numbersOf(frame: Frame, loudness: number): readonly number[] {
  return [
    ...frame.mfcc,
    ...frame.chroma,
    Math.log2(Math.max(1, frame.centroidHertz)),
    Math.log2(Math.max(1, frame.rolloffHertz)),
    // From -7 (a tone) to 0 (noise).
    Math.log(frame.flatness + 1e-3),
    frame.crossings,
    loudness,
  ];
}
