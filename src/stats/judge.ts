import type { Estimate, Interval, Judged, Verdict } from '../model/run-trials.ts';
import { holm } from './holm.ts';

/** Of the verdict on one comparison, over all looks at it. */
export const CONFIDENCE = 0.95;

/**
 * The level of the interval at one of several looks: the error is shared equally (Bonferroni). Looking again and again
 * until something shows would otherwise find something in most runs.
 */
export function levelPerLook(looks: number, confidence = CONFIDENCE): number {
  return 1 - (1 - confidence) / looks;
}

/**
 * The noise floor that an A/A comparison shows: the largest difference, as a fraction, that its interval does not
 * exclude. Null without an interval.
 */
export function floorOf({ interval }: { interval: Interval | null }): number | null {
  return (
    interval && Math.exp(Math.max(Math.abs(Math.log(interval.low)), Math.abs(Math.log(interval.high)))) - 1
  );
}

/** An estimate with what it is judged by, fractions; floor null: not measured. */
export interface ToJudge {
  readonly estimate: Estimate;
  readonly threshold: number;
  readonly floor: number | null;
}

/**
 * Judges a family of estimates together. A difference needs both: significance after Holm's correction for the size of
 * the family, and an interval wholly beyond max(threshold, floor). `same` needs an interval within the threshold.
 * Everything else is inconclusive, also what has no interval or no floor: nothing is known of its noise.
 * @param alpha the error allowed to this look, as a fraction: 1 - the level of the intervals
 */
export function judgeAll(family: readonly ToJudge[], alpha: number): Judged[] {
  const known = family.flatMap(({ estimate: { p } }) => (p === null ? [] : [p]));
  const adjusted = holm(known);
  let next = 0;
  return family.map(({ estimate, threshold, floor }) => {
    const adjustedP = estimate.p === null ? null : (adjusted[next++] ?? null);
    return {
      ...estimate,
      adjustedP,
      threshold,
      floor,
      smallestEffect: smallestEffect(estimate.interval, threshold, floor),
      verdict: verdictOf(estimate.interval, adjustedP, threshold, floor, alpha),
    };
  });
}

export function verdictOf(
  interval: Interval | null,
  adjustedP: number | null,
  threshold: number,
  floor: number | null,
  alpha: number,
): Verdict {
  if (interval === null || adjustedP === null) return 'inconclusive';
  if (interval.low >= 1 / (1 + threshold) && interval.high <= 1 + threshold) return 'same';
  if (floor === null || adjustedP > alpha) return 'inconclusive';
  const least = 1 + Math.max(threshold, floor);
  if (interval.low > least) return 'slower';
  return interval.high < 1 / least ? 'faster' : 'inconclusive';
}

/**
 * The smallest true effect, as a fraction, that a measurement of this precision would be expected to show: the larger of
 * threshold and floor, and half the width of the interval beyond it (in logarithms).
 */
function smallestEffect(interval: Interval | null, threshold: number, floor: number | null): number | null {
  if (interval === null || floor === null) return null;
  const half = (Math.log(interval.high) - Math.log(interval.low)) / 2;
  return Math.exp(Math.log(1 + Math.max(threshold, floor)) + half) - 1;
}
