import { type Random, randomBelow, seededRandom } from '../../../src/stats/random.ts';

/** A tone of an instrument, as amplitude at a time; added to what is there. */
interface Voice {
  /** Amplitudes of the partials, and how far each lies from a whole multiple. */
  readonly partials: readonly number[];
  readonly stretch?: number;
  /** Seconds until it is loud, and until it has faded to a third; no `decay`: it sounds to its end. */
  readonly attack: number;
  readonly decay?: number;
  /** Share of breath or string noise. */
  readonly noise?: number;
  /** Vibrato in Hz and as a share of the pitch. */
  readonly vibrato?: readonly [number, number];
  /** Octaves above or below the melody. */
  readonly octave: number;
}

const harmonics = (count: number, of: (n: number) => number) =>
  Array.from({ length: count }, (_, index) => of(index + 1));

/** Instruments that differ in spectrum, attack, decay and noise; two more, drums and wind, have no pitch. */
const VOICES = {
  flute: { partials: [1, 0.25, 0.06], attack: 0.06, noise: 0.06, vibrato: [5, 0.006], octave: 1 },
  organ: { partials: [1, 0.8, 0.5, 0.6, 0.2, 0.4, 0.1, 0.3], attack: 0.02, octave: 0 },
  strings: {
    partials: harmonics(14, (n) => 1 / n),
    attack: 0.18,
    vibrato: [6, 0.009],
    octave: 0,
    noise: 0.02,
  },
  brass: { partials: harmonics(12, (n) => 1 / n ** 0.6), attack: 0.08, octave: 0 },
  plucked: { partials: harmonics(8, (n) => 1 / n ** 1.3), attack: 0.004, decay: 0.25, octave: 0 },
  bass: { partials: harmonics(5, (n) => 1 / n), attack: 0.01, decay: 0.4, octave: -2 },
  bell: { partials: [1, 0.7, 0.6, 0.5, 0.35], stretch: 0.37, attack: 0.002, decay: 0.8, octave: 1 },
} as const satisfies Record<string, Voice>;

export const TIMBRES = [...(Object.keys(VOICES) as (keyof typeof VOICES)[]), 'drums', 'wind'] as const;
export type Timbre = (typeof TIMBRES)[number];

export interface ClipOptions {
  readonly seconds?: number;
  /** Samples per second. */
  readonly rate?: number;
}

/**
 * A piece of music of one instrument, mono: melody, key, tempo and loudness are drawn from the variation's number, so that
 * two variations share the timbre and nothing else. The same numbers give the same samples.
 */
export function clip(timbre: Timbre, variation: number, options: ClipOptions = {}): Float32Array {
  const { seconds = 6, rate = 22_050 } = options;
  const random = seededRandom(TIMBRES.indexOf(timbre) * 1000 + variation);
  const samples = new Float32Array(Math.round(seconds * rate));
  const beat = 60 / (70 + 80 * random());
  if (timbre === 'drums') drums(samples, rate, beat, random);
  else if (timbre === 'wind') wind(samples, rate, random);
  else melody(samples, rate, beat, VOICES[timbre], random);
  return scaled(samples, 0.2 + 0.6 * random());
}

/** Several instruments at once with drums or without, as a song has; drawn from a number. */
export function mixture(variation: number, options: ClipOptions = {}): Float32Array {
  const random = seededRandom(900_000 + variation);
  const parts = Array.from({ length: 2 + randomBelow(random, 3) }, () => ({
    samples: clip(
      TIMBRES[randomBelow(random, TIMBRES.length)] as Timbre,
      100 + randomBelow(random, 10_000),
      options,
    ),
    gain: 0.2 + 0.8 * random(),
  }));
  const [first] = parts;
  const mixed = (first?.samples ?? new Float32Array(0)).map((_, i) =>
    parts.reduce((sum, { samples, gain }) => sum + (samples[i] ?? 0) * gain, 0),
  );
  return scaled(mixed, 0.3 + 0.6 * random());
}

const SCALE = [0, 2, 4, 5, 7, 9, 11, 12, 14];

function melody(samples: Float32Array, rate: number, beat: number, voice: Voice, random: Random): void {
  const tonic = 220 * 2 ** (randomBelow(random, 12) / 12 + voice.octave);
  for (let at = 0; at < samples.length / rate; ) {
    const length = beat * ([0.5, 1, 1, 2][randomBelow(random, 4)] as number);
    const pitch = tonic * 2 ** ((SCALE[randomBelow(random, SCALE.length)] as number) / 12);
    tone(samples, rate, at, length, pitch, voice, random);
    at += length;
  }
}

function tone(
  samples: Float32Array,
  rate: number,
  at: number,
  length: number,
  pitch: number,
  voice: Voice,
  random: Random,
): void {
  const { partials, stretch = 0, attack, decay, noise = 0, vibrato = [0, 0] } = voice;
  const release = 0.03;
  const begin = Math.round(at * rate);
  const end = Math.min(samples.length, Math.round((at + length) * rate));
  const frequencies = partials.map((_, index) => (index + 1) * (1 + stretch * index) * pitch);
  for (let i = begin; i < end; i++) {
    const time = (i - begin) / rate;
    const envelope =
      Math.min(1, time / attack, (end - i) / rate / release) *
      (decay === undefined ? 1 : Math.exp(-time / decay));
    const phase =
      time + (vibrato[0] === 0 ? 0 : (vibrato[1] / vibrato[0]) * Math.sin(vibrato[0] * time * 6.28));
    let value = noise * (random() * 2 - 1);
    for (const [index, frequency] of frequencies.entries())
      if (frequency < rate * 0.45)
        value += (partials[index] as number) * Math.sin(2 * Math.PI * frequency * phase);
    samples[i] = (samples[i] as number) + envelope * value;
  }
}

/** Kick, snare and hi-hat in a bar of eight. */
function drums(samples: Float32Array, rate: number, beat: number, random: Random): void {
  const step = beat / 2;
  for (let hit = 0; hit * step < samples.length / rate; hit++) {
    const begin = Math.round(hit * step * rate);
    const kick = hit % 4 === 0 || random() < 0.1;
    const snare = hit % 4 === 2;
    let smooth = 0;
    for (let i = begin; i < Math.min(samples.length, begin + rate * 0.25); i++) {
      const time = (i - begin) / rate;
      const white = random() * 2 - 1;
      smooth += 0.4 * (white - smooth);
      let value = 0.3 * white * Math.exp(-time / 0.02);
      if (kick)
        value +=
          1.5 * Math.sin(2 * Math.PI * (50 + 60 * Math.exp(-time / 0.03)) * time) * Math.exp(-time / 0.12);
      if (snare) value += smooth * Math.exp(-time / 0.09);
      samples[i] = (samples[i] as number) + value;
    }
  }
}

/** Noise through a low-pass filter that swells and fades. */
function wind(samples: Float32Array, rate: number, random: Random): void {
  const speed = 0.1 + 0.3 * random();
  let [low, lower] = [0, 0];
  for (let i = 0; i < samples.length; i++) {
    const swell = 0.55 + 0.45 * Math.sin((2 * Math.PI * speed * i) / rate);
    const open = 0.02 + 0.1 * swell;
    low += open * (random() * 2 - 1 - low);
    lower += open * (low - lower);
    samples[i] = swell * lower;
  }
}

function scaled(samples: Float32Array, peak: number): Float32Array {
  const loudest = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return loudest === 0 ? samples : samples.map((value) => (value / loudest) * peak);
}
