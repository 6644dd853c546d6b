import type { Interval } from '../model/run-trials.ts';
import { normalWithin } from './normal.ts';
import { randomBelow, seededRandom } from './random.ts';
import { studentTwoSidedBetween } from './student.ts';
import { mean, median, quantileSorted } from './summary.ts';

/*
 * Rounds within process generations. Whole generations are resampled, each by its centre: to resample their rounds too
 * counts the spread within twice (Davison and Hinkley, _Bootstrap Methods and Their Application_, 1997, section 3.8; Ren
 * et al., "Nonparametric bootstrapping for hierarchical data", 2010).
 *
 * Percentiles of a few resampled groups are too narrow: their variance is (n - 1) / n of what it should be, and they have
 * a normal distribution's tails where Student's t is due. Hesterberg ("What Teachers Should Know About the Bootstrap",
 * 2015) takes percentiles further out, which few groups do not have: no resampled mean lies beyond the largest group.
 * Here the percentiles stay, and their distances from the mean are stretched by sqrt(n / (n - 1)) and by t / z.
 *
 * Coverage in % of 10,000 simulated samples, a cell for 5, 8 and 20 groups (spread of groups 0.5 %, of rounds 2 %; 12
 * rounds; 2,000 resamples; standard error 0.2 at 95 %, 0.1 at 99 %), and width beside Student's t at 8 groups on normal
 * data, median and 95th percentile. both levels: rounds resampled as well (3,000 samples, 500 resamples).
 *
 *                      normal            t, 3 degrees      lognormal         width
 *   95 % percentile    83.7 89.0 92.7    83.1 88.4 92.7    80.4 85.4 90.3    0.77 0.80
 *        both levels   97.2 98.4 98.9    97.3 97.7 98.1    97.5 97.8 97.5    1.05 1.52
 *        expanded      91.6 94.3 94.6    91.5 94.1 94.9    89.0 91.7 92.7    0.97 1.02
 *        bootstrap-t   94.5 95.0 94.9    94.7 94.3 94.2    93.0 93.1 93.4    1.06 1.43
 *        stretched     94.2 94.9 94.8    94.7 94.7 95.0    91.6 92.0 92.6    0.99 1.03
 *        Student's t   94.8 95.0 94.9    95.5 95.2 95.5    91.8 92.0 92.3    1    1
 *   99 % percentile    89.6 94.5 97.5    89.3 94.3 97.7    86.6 91.9 95.9    0.67 0.70
 *        expanded      92.8 97.4 98.6    92.6 97.5 98.9    90.3 95.8 97.3    0.85 0.94
 *        bootstrap-t   98.7 98.5 98.7    98.9 98.5 98.7    98.2 98.0 97.9    1.12 1.77 (5 groups: 2.39 24.5)
 *        stretched     98.5 98.6 98.8    98.8 98.7 99.0    96.9 97.1 97.4    0.97 1.02
 *        Student's t   99.0 98.9 98.9    99.2 99.1 99.2    97.6 97.3 97.3    1    1
 */

export interface BootstrapOptions {
  /** Confidence, as a fraction. */
  level: number;
  /** The same seed gives the same interval. */
  seed: number;
  /** Too few to have a percentile of the level is a RangeError. */
  resamples?: number;
  /** What stands for a group; the median of its values by default. */
  centre?: (values: readonly number[]) => number;
}

export const RESAMPLES = 10_000;

/** A list per process generation: the figures (log ratios) of its rounds. */
export type Groups = readonly (readonly number[])[];

/**
 * Interval of the mean over groups of each group's centre; holds `mean` of the centres always, and has no width where
 * they are all equal. A RangeError with fewer than 2 groups, or a centre that is not finite. Where the groups themselves
 * are far out on one side (lognormal, and their spread four times that of the rounds) it covers 83 to 90 % instead of
 * 95 %, as Student's t does (82 to 89 %).
 */
export function bootstrapMean(groups: Groups, options: BootstrapOptions): Interval {
  const sample = sampleOf(groups, options);
  const errors = resample(sample, options.seed, resamplesOf(options));
  return intervalOf(sample.mean, errors, sample.deviations.length - 1, options.level);
}

/**
 * Interval of how far the mean of `a` lies above that of `b`, two independent sets of groups, as bootstrapMean's. Exactly
 * mirrored when they are exchanged: for half of the resamples, the two sequences of random numbers are.
 */
export function bootstrapDifference(a: Groups, b: Groups, options: BootstrapOptions): Interval {
  const [first, second] = [sampleOf(a, options), sampleOf(b, options)];
  const half = Math.ceil(resamplesOf(options) / 2);
  const errors = new Float64Array(2 * half);
  for (const exchanged of [0, 1]) {
    const above = resample(first, options.seed + exchanged, half);
    const below = resample(second, options.seed + 1 - exchanged, half);
    for (let i = 0; i < half; i++) errors[exchanged * half + i] = (above[i] as number) - (below[i] as number);
  }
  return intervalOf(first.mean - second.mean, errors, welchDegrees(first, second), options.level);
}

interface Sample {
  mean: number;
  /** Of the centres from their mean, times sqrt(n / (n - 1)): what is resampled has the variance of the sample. */
  deviations: Float64Array;
}

function sampleOf(groups: Groups, { centre = median }: BootstrapOptions): Sample {
  if (groups.length < 2) throw new RangeError('a bootstrap interval needs at least two groups');
  const centres = Float64Array.from(groups, centre);
  const middle = mean(centres);
  if (!Number.isFinite(middle)) throw new RangeError('a bootstrap interval needs finite centres');
  // The mean of equal numbers can differ from them in its last digit, which is no spread.
  const equal = centres.every((value) => value === centres[0]);
  const stretch = Math.sqrt(centres.length / (centres.length - 1));
  return { mean: middle, deviations: centres.map((value) => (equal ? 0 : (value - middle) * stretch)) };
}

/** How far the means of resampled groups lie from the sample's mean. */
function resample({ deviations }: Sample, seed: number, count: number): Float64Array {
  const random = seededRandom(seed);
  const groups = deviations.length;
  const errors = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let draw = 0; draw < groups; draw++) sum += deviations[randomBelow(random, groups)] as number;
    errors[i] = sum / groups;
  }
  return errors;
}

function intervalOf(estimate: number, errors: Float64Array, degrees: number, level: number): Interval {
  errors.sort();
  const stretch = studentTwoSidedBetween(level, degrees) / normalWithin(level);
  const outside = (1 - level) / 2;
  return {
    low: estimate + stretch * Math.min(0, quantileSorted(errors, outside)),
    high: estimate + stretch * Math.max(0, quantileSorted(errors, 1 - outside)),
    level,
  };
}

/**
 * Degrees of freedom of a difference of means of unequal variances (Welch, "The Generalization of 'Student's' Problem",
 * 1947). Without any spread the interval has no width whatever they are: then the smaller ones.
 */
function welchDegrees(a: Sample, b: Sample): number {
  const [m, n] = [a.deviations.length, b.deviations.length];
  // In units of the largest, so that no square is lost or infinite.
  const unit = [...a.deviations, ...b.deviations].reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  if (unit === 0) return Math.min(m, n) - 1;
  const squares = ({ deviations }: Sample) => deviations.reduce((sum, one) => sum + (one / unit) ** 2, 0);
  const [u, v] = [squares(a) / m ** 2, squares(b) / n ** 2];
  const share = u / (u + v);
  return 1 / (share ** 2 / (m - 1) + (1 - share) ** 2 / (n - 1));
}

function resamplesOf({ resamples = RESAMPLES, level }: BootstrapOptions): number {
  if (!(level > 0 && level < 1)) throw new RangeError(`no interval of level ${level}`);
  if (!Number.isInteger(resamples) || resamples * (1 - level) < 2)
    throw new RangeError(`${resamples} resamples have no interval of level ${level}`);
  return resamples;
}
