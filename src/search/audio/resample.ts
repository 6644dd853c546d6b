/** Zero crossings of the sinc on each side: more make the edge steeper and the work longer. */
const ZERO_CROSSINGS = 8;
/** Where the low-pass filter begins to fall, as a share of the lower of the two Nyquist frequencies. */
const PASS = 0.95;

/** Turns samples of one rate into samples of another. */
export interface Resampler {
  /** Input samples that the output sample at 0 reaches back, and that the last reaches on. */
  readonly reach: number;
  /**
   * `count` output samples. What lies outside of the input counts as silence.
   * @param first where in the input the first output sample lies, in input samples; may be a fraction
   */
  resample(input: Float32Array, first: number, count: number): Float32Array;
}

/**
 * A windowed-sinc low-pass filter (Hann), evaluated at the phases that the two rates have (J. O. Smith, Digital Audio
 * Resampling, https://ccrma.stanford.edu/~jos/resample/). Frequencies above the lower Nyquist frequency are taken away, so
 * that nothing folds back.
 * @param from, to samples per second, whole numbers
 */
export function makeResampler(from: number, to: number): Resampler {
  if (from === to)
    return { reach: 0, resample: (input, first, count) => padded(input, Math.round(first), count) };
  const step = from / to;
  const cutoff = PASS * Math.min(1, to / from);
  const reach = Math.ceil(ZERO_CROSSINGS / cutoff);
  const phases = to / greatestCommonDivisor(from, to);
  const filters = Array.from({ length: phases }, (_, phase) => phaseFilter(phase / phases, cutoff, reach));
  return {
    reach,
    resample: (input, first, count) => {
      const output = new Float32Array(count);
      for (let i = 0; i < count; i++) {
        const position = first + i * step;
        // To the nearest phase: exact where `first` is a whole output sample, and the rates are whole numbers.
        const ticks = Math.round(position * phases);
        const whole = Math.floor(ticks / phases);
        const filter = filters[ticks - whole * phases] as Float64Array;
        output[i] = convolve(input, filter, whole - reach + 1);
      }
      return output;
    },
  };
}

function convolve(input: Float32Array, filter: Float64Array, begin: number): number {
  let sum = 0;
  const from = Math.max(0, -begin);
  const to = Math.min(filter.length, input.length - begin);
  for (let tap = from; tap < to; tap++) sum += (filter[tap] as number) * (input[begin + tap] as number);
  return sum;
}

/** The taps for an output sample that lies `offset` (0 to 1) after an input sample; they add up to 1. */
function phaseFilter(offset: number, cutoff: number, reach: number): Float64Array {
  const taps = Float64Array.from({ length: 2 * reach }, (_, tap) => {
    const distance = tap - reach + 1 - offset;
    const x = Math.PI * cutoff * distance;
    const window = Math.abs(distance) >= reach ? 0 : 0.5 + 0.5 * Math.cos((Math.PI * distance) / reach);
    return (x === 0 ? 1 : Math.sin(x) / x) * window;
  });
  const sum = taps.reduce((total, value) => total + value, 0);
  return taps.map((value) => value / sum);
}

function padded(input: Float32Array, first: number, count: number): Float32Array {
  const output = new Float32Array(count);
  output.set(input.subarray(Math.max(0, first), first + count), Math.max(0, -first));
  return output;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
