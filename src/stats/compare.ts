import type { Comparison, Interval } from '../model/run-trials.ts';
import { studentTwoSided } from './student.ts';
import { mean, median, variance } from './summary.ts';

export const CONFIDENCE = 0.95;

/**
 * Below this no difference is claimed, however narrow the interval: alternating A/A measurements of one query on a
 * shared machine differed by 0.1 to 1 % mostly (docs/measuring.md), so twice that is left alone.
 */
export const SMALLEST_DIFFERENCE = 0.02;

/**
 * Confidence interval of a mean over process generations. Blocks of one process are not independent, processes are:
 * so the generation is the unit, and with few of them Student's t is wide, rightly (Kalibera and Jones, "Rigorous
 * Benchmarking in Reasonable Time", 2013, section 6). Null with fewer than two.
 */
export function generationInterval(values: readonly number[], level = CONFIDENCE): Interval | null {
  if (values.length < 2) return null;
  const centre = mean(values);
  const half = studentTwoSided(level, values.length - 1) * Math.sqrt(variance(values) / values.length);
  return { low: centre - half, high: centre + half, level };
}

/** A figure per block in seconds, a list per generation; block b of one layout ran beside block b of the other. */
export type Generations = readonly (readonly number[])[];

/**
 * median: of what reads; an outlier is the machine's doing. mean: of what writes; a checkpoint comes once in hundreds of
 * calls, never shows in a median, and is half of the cost (docs/measuring.md).
 */
export type Statistic = Comparison['statistic'];

/**
 * How many times as long `layout` takes as `against`. Per generation: of medians, the median over the rounds of
 * log(a_b / b_b), so that drift hits both sides alike; of means, the logarithm of the ratio of the sums, so that rare
 * dear calls count in full. Then the mean over generations, as a ratio.
 * @param a block medians of `layout`, or its block means; @param b the same of `against`
 */
export function compareTrials(
  layout: string,
  a: Generations,
  against: string,
  b: Generations,
  statistic: Statistic = 'median',
): Comparison {
  const logs = a.map((blocks, g) => {
    const others = blocks.map((_, i) => at(b, g, i));
    if (statistic === 'mean') return Math.log(mean(blocks) / mean(others));
    return median(blocks.map((block, i) => Math.log(block / (others[i] as number))));
  });
  const ratio = Math.exp(mean(logs));
  const interval = generationInterval(logs);
  const compared = { layout, against, statistic, ratio };
  if (interval === null) return { ...compared, interval, verdict: 'unknown' };
  const bounds = { low: Math.exp(interval.low), high: Math.exp(interval.high), level: interval.level };
  return { ...compared, interval: bounds, verdict: verdictOf(ratio, bounds) };
}

function at(generations: Generations, g: number, i: number): number {
  const value = generations[g]?.[i];
  if (value === undefined) throw new RangeError('trials to compare have the same generations and rounds');
  return value;
}

function verdictOf(ratio: number, { low, high }: Interval): Comparison['verdict'] {
  if (Math.abs(ratio - 1) < SMALLEST_DIFFERENCE || (low <= 1 && high >= 1)) return 'same';
  return ratio > 1 ? 'slower' : 'faster';
}
