import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js';

/** Latencies of one process, in a form that crosses processes. */
export interface EncodedLatencies {
  readonly histogram: string;
  /** Seconds, exact: the histogram rounds to three digits. Null without a value. */
  readonly max: number | null;
}

/** Nanoseconds to an hour, three digits. */
const SHAPE = {
  lowestDiscernibleValue: 1,
  highestTrackableValue: 3600e9,
  numberOfSignificantValueDigits: 3,
} as const;

/** A percentile of which fewer values lie beyond is that of a few operations, not of a system: it is not given. */
const VALUES_BEYOND = 5;

/** Latencies in an HDR histogram (hdrhistogram.org); histograms of several processes add up without loss. */
export class Latencies {
  readonly #histogram: Histogram = build(SHAPE);
  #max: number | null = null;

  record(seconds: number): void {
    const positive = Math.max(0, seconds);
    this.#histogram.recordValue(Math.max(1, Math.round(positive * 1e9)));
    this.#max = Math.max(this.#max ?? 0, positive);
  }

  add({ histogram, max }: EncodedLatencies): void {
    if (max === null) return;
    this.#histogram.add(decodeFromCompressedBase64(histogram));
    this.#max = Math.max(this.#max ?? 0, max);
  }

  encode(): EncodedLatencies {
    return { histogram: encodeIntoCompressedBase64(this.#histogram), max: this.#max };
  }

  /** @param fraction 0.99 -> p99; seconds, or null where fewer than 5 values would lie beyond it */
  percentile(fraction: number): number | null {
    // The tolerance: 500 * (1 - 0.99) is a little below 5 in floating point.
    if (this.#max === null || this.count * (1 - fraction) < VALUES_BEYOND - 1e-6) return null;
    // The histogram gives the upper end of a value's bucket, which may lie above the largest value.
    return Math.min(this.#histogram.getValueAtPercentile(fraction * 100) / 1e9, this.#max);
  }

  get max(): number | null {
    return this.#max;
  }

  get count(): number {
    return this.#histogram.totalCount;
  }
}
