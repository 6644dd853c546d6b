import type { Estimate, Interval, Statistic } from '../model/run-trials.ts';
import { bootstrapDifference, bootstrapMean } from './bootstrap.ts';
import { hodgesLehmann, hodgesLehmannShift } from './hodges-lehmann.ts';
import { mannWhitney } from './mann-whitney.ts';
import { studentP } from './student.ts';
import { mean, median, variance } from './summary.ts';

/** A figure per block in seconds, a list per process generation; block b of one arm ran beside block b of the other. */
export type Generations = readonly (readonly number[])[];

/** The bootstrap draws from this: fixed, so that the same figures give the same interval, now and when read again. */
const BOOTSTRAP_SEED = 20261122;

/**
 * How many times as long `a` takes as `b`, both measured in turns. Within a generation the log ratios of neighbouring
 * blocks, so that drift hits both sides alike: their median; where means are compared, the log ratio of the sums, so that
 * rare dear calls count in full. Generations, not blocks, are the unit of inference (Kalibera and Jones, "Rigorous
 * Benchmarking in Reasonable Time", 2013, section 6).
 *
 * p is Student's, over generations. A rank test of so few processes cannot reach the level that Holm demands: with 50
 * comparisons Wilcoxon's signed ranks need 11 pairs, all of one sign, where t needs three or four.
 *
 * @param level of the interval, as a fraction
 */
export function estimatePaired(
  a: Generations,
  b: Generations,
  statistic: Statistic,
  level: number,
): Estimate {
  const groups = a.map((blocks, g) => logRatios(blocks, pairOf(blocks, b[g]), statistic));
  const centres = groups.map(median);
  const ratio = Math.exp(mean(centres));
  const centre = statistic === 'mean' ? mean : median;
  const shifts = a.map((blocks, g) => centre(blocks) - centre(b[g] as readonly number[]));
  const shiftSeconds = hodgesLehmann(shifts);
  if (groups.length < 2) return { statistic, ratio, interval: null, shiftSeconds, p: null };
  const interval = exponential(bootstrapMean(groups, { level, seed: BOOTSTRAP_SEED, centre: median }));
  return { statistic, ratio, interval, shiftSeconds, p: pairedP(centres) };
}

function pairOf(blocks: readonly number[], others: readonly number[] | undefined): readonly number[] {
  if (others?.length !== blocks.length)
    throw new RangeError('arms to compare have the same generations and rounds');
  return others;
}

function logRatios(a: readonly number[], b: readonly number[], statistic: Statistic): readonly number[] {
  if (statistic === 'mean') return [Math.log(mean(a) / mean(b))];
  return a.map((block, i) => Math.log(block / (b[i] as number)));
}

function pairedP(centres: readonly number[]): number {
  const spread = Math.sqrt(variance(centres) / centres.length);
  const centre = mean(centres);
  if (spread === 0) return centre === 0 ? 1 : Number.MIN_VALUE;
  return studentP(centre / spread, centres.length - 1);
}

/**
 * The same of two stored runs, which did not alternate: a figure per generation relative to the reference query that
 * alternated with each. Mann-Whitney over generations gives p.
 * @param a figures of head, one per generation, relative to its reference; @param b the same of base
 * @param secondsPerReference what one reference call takes, so that the shift is in seconds
 */
export function estimateStored(
  a: readonly number[],
  b: readonly number[],
  statistic: Statistic,
  level: number,
  secondsPerReference: number,
): Estimate {
  const [logsA, logsB] = [a.map(Math.log), b.map(Math.log)];
  const ratio = Math.exp(mean(logsA) - mean(logsB));
  const shiftSeconds = hodgesLehmannShift(a, b) * secondsPerReference;
  if (a.length < 2 || b.length < 2) return { statistic, ratio, interval: null, shiftSeconds, p: null };
  const grouped = (logs: readonly number[]) => logs.map((value) => [value]);
  const interval = bootstrapDifference(grouped(logsA), grouped(logsB), { level, seed: BOOTSTRAP_SEED });
  return { statistic, ratio, interval: exponential(interval), shiftSeconds, p: mannWhitney(a, b).p };
}

function exponential({ low, high, level }: Interval): Interval {
  return { low: Math.exp(low), high: Math.exp(high), level };
}
