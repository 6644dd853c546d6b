import { Failure, Interrupted, throwIfInterrupted } from '../model/failure.ts';
import type { Interval } from '../model/run-trials.ts';
import { ChildFailed } from '../process/child.ts';
import { formatPercent, formatSeconds } from '../render/units.ts';
import type { Finding } from './finding.ts';

/** The same work measured against itself (A/A). */
export interface SelfComparison {
  /** Of one side to the other; what differs from 1 is error. */
  readonly ratio: number;
  readonly interval: Interval;
  /** Noise floor, as a fraction. */
  readonly floor: number;
  /** The smallest change that a measurement of this length could have shown, as a fraction. */
  readonly smallestEffect: number;
  /** Processes per side. */
  readonly generations: number;
  /** How long it took. */
  readonly seconds: number;
}

/**
 * @param seconds about how long to measure @param work an empty folder for databases, removed by the caller
 * @throws Interrupted; Failure and ChildFailed where it could not be measured
 */
export type MeasureAA = (
  seconds: number,
  work: string,
  signal: AbortSignal,
  onProgress: (doing: string, fraction: number) => void,
) => Promise<SelfComparison>;

/** As a fraction: what bench claims no difference below (docs/measuring.md). Worse than that, the machine decides. */
const LARGEST_EFFECT = 0.02;

export function selfComparisonFinding(measured: SelfComparison): Finding {
  const { ratio, interval, floor, smallestEffect, generations, seconds } = measured;
  // Around 1 three significant digits would hide what matters: 0.997 to 1.01.
  const [middle, low, high] = [ratio, interval.low, interval.high].map((one) => one.toFixed(3));
  // From too few processes no smallest effect follows.
  const known = Number.isFinite(smallestEffect);
  const coarse = !known || smallestEffect > LARGEST_EFFECT || Math.abs(ratio - 1) > LARGEST_EFFECT;
  const shown = known
    ? `a change of ${formatPercent(smallestEffect)} or more can be shown`
    : 'how small a change can be shown does not follow';
  return {
    check: 'self-comparison',
    level: coarse ? 'warn' : 'ok',
    found: `the same work against itself: ${middle} (${low} to ${high}); ${shown} in a run of this length (${formatSeconds(seconds)})`,
    advice: coarse
      ? 'measure longer (doctor --time 60s; bench --generations 10), or on a quieter machine'
      : null,
    value: {
      ratio,
      intervalLow: interval.low,
      intervalHigh: interval.high,
      intervalLevel: interval.level,
      floor,
      smallestEffect: known ? smallestEffect : null,
      generations,
      seconds,
    },
  };
}

/** Runs it. That it could not be measured is a finding, and an unfit machine; interruption and our defects are thrown. */
export async function compareWithItself(
  measure: () => Promise<SelfComparison>,
  signal: AbortSignal,
): Promise<Finding> {
  try {
    const measured = await measure();
    throwIfInterrupted(signal);
    return selfComparisonFinding(measured);
  } catch (error) {
    throwIfInterrupted(signal);
    const explained = error instanceof Failure || error instanceof ChildFailed;
    if (!explained || error instanceof Interrupted) throw error;
    return {
      check: 'self-comparison',
      level: 'fail',
      found: `the same work against itself could not be measured: ${error.message}`,
      advice: 'mend that, or look at the rest alone with --no-measure',
      value: { reason: error.message },
    };
  }
}
