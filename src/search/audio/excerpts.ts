import { Failure } from '../../model/failure.ts';
import { makeResampler, type Resampler } from './resample.ts';

/** Samples per second of what is analysed; anything above 11 kHz says little of a timbre. */
export const ANALYSIS_RATE = 22_050;
/** Samples of a frame: 46 ms. */
export const FRAME = 1024;
/** Samples of an excerpt: 5.94 s, long enough to hear a beat. */
export const EXCERPT = 128 * FRAME;
/**
 * So many excerpts at most are kept, 4 to 8 of a long file: 24 to 48 s. meyda takes 0.2 ms a frame and is nearly all of the
 * work; half a minute is what music is usually told apart by (Tzanetakis and Cook 2002).
 */
export const MOST_EXCERPTS = 8;
/** Beyond these it is no recording of music, but a damaged header. */
const RATES = { least: 4_000, most: 384_000 } as const;
const MOST_CHANNELS = 64;

/** Decoded samples, as they come: one array per channel, all of the same length. */
export interface Samples {
  readonly channelData: readonly Float32Array[];
  readonly sampleRate: number;
}

export interface Excerpts {
  /** Mono, at ANALYSIS_RATE, in the order of the file; the last may be shorter. */
  readonly parts: readonly Float32Array[];
  /** Length of the whole file. */
  readonly seconds: number;
}

/**
 * Takes excerpts that are spread evenly over a recording whose length is not known beforehand, within a bounded memory
 * (5 MB and a chunk, however long it is): every excerpt at first; when there are too many, every second is dropped, and from then on
 * only every second kept, and so on. Short files are kept whole. The same samples give the same excerpts, however they are
 * cut into chunks.
 */
export class ExcerptTaker {
  #rate = 0;
  #resampler: Resampler | undefined;
  /** Input samples so far. */
  #seen = 0;
  #stride = 1;
  /** The excerpt that is being filled, counted from the beginning of the file, and its samples at the input's rate. */
  #index = 0;
  #input = new Float32Array(0);
  #filled = 0;
  #parts: { index: number; samples: Float32Array }[] = [];

  /** @throws Failure where the samples are none, or change their rate on the way */
  push({ channelData, sampleRate }: Samples): void {
    const [first] = channelData;
    if (first === undefined || first.length === 0) return;
    if (this.#rate === 0) this.#begin(sampleRate);
    else if (sampleRate !== this.#rate)
      throw new Failure(`changes its sample rate from ${this.#rate} to ${sampleRate} Hz`);
    if (channelData.length > MOST_CHANNELS) throw new Failure(`has ${channelData.length} channels`);
    for (let at = 0; at < first.length; ) {
      // A block that is not kept goes by unread; of one that is, up to its end is copied.
      const [begin, end] = [this.#begins(this.#index), this.#begins(this.#index + 1)];
      const count = Math.min(first.length - at, end - this.#seen);
      if (this.#index % this.#stride === 0) this.#copy(channelData, at, count, this.#seen - begin);
      at += count;
      this.#seen += count;
      if (this.#seen === end) this.#close();
    }
  }

  end(): Excerpts {
    if (this.#filled > 0) this.#close();
    return {
      parts: this.#parts.map(({ samples }) => samples),
      seconds: this.#rate === 0 ? 0 : this.#seen / this.#rate,
    };
  }

  #begin(sampleRate: number): void {
    if (!(sampleRate >= RATES.least && sampleRate <= RATES.most) || !Number.isInteger(sampleRate))
      throw new Failure(`has a sample rate of ${sampleRate} Hz (${RATES.least} to ${RATES.most} are read)`);
    this.#rate = sampleRate;
    this.#resampler = makeResampler(sampleRate, ANALYSIS_RATE);
    this.#input = new Float32Array(Math.ceil((EXCERPT * sampleRate) / ANALYSIS_RATE) + 1);
  }

  /** The input sample at which an excerpt begins. */
  #begins(index: number): number {
    return Math.ceil((index * EXCERPT * this.#rate) / ANALYSIS_RATE);
  }

  #copy(channels: readonly Float32Array[], at: number, count: number, to: number): void {
    const input = this.#input;
    const share = 1 / channels.length;
    const [left, right] = channels as readonly [Float32Array, Float32Array];
    if (channels.length === 2)
      for (let i = 0; i < count; i++)
        input[to + i] = ((left[at + i] as number) + (right[at + i] as number)) / 2;
    else
      for (let i = 0; i < count; i++) {
        let sum = 0;
        for (const channel of channels) sum += channel[at + i] as number;
        input[to + i] = sum * share;
      }
    this.#filled = to + count;
  }

  #close(): void {
    if (this.#filled > 0) {
      const input = this.#input.subarray(0, this.#filled);
      const exact = (this.#index * EXCERPT * this.#rate) / ANALYSIS_RATE;
      const whole = this.#begins(this.#index + 1) - this.#begins(this.#index);
      const count =
        this.#filled === whole ? EXCERPT : Math.floor((this.#filled * ANALYSIS_RATE) / this.#rate);
      const samples = (this.#resampler as Resampler).resample(
        input,
        exact - this.#begins(this.#index),
        Math.min(EXCERPT, count),
      );
      this.#parts.push({ index: this.#index, samples });
    }
    this.#index++;
    this.#filled = 0;
    if (this.#parts.length > MOST_EXCERPTS) {
      this.#stride *= 2;
      this.#parts = this.#parts.filter(({ index }) => index % this.#stride === 0);
    }
  }
}
