import type { Interval } from '../model/run-trials.ts';
import { CONFIDENCE } from './judge.ts';
import { studentTwoSided } from './student.ts';
import { mean, variance } from './summary.ts';

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
