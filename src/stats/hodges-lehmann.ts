import { median } from './summary.ts';

/**
 * Hodges and Lehmann's estimates of a shift ("Estimates of Location Based on Rank Tests", 1963): the estimate that
 * belongs to a rank test, nearly as exact as a mean on normal data, and unmoved by a few wild values. In the unit of the
 * values. Time and memory grow with the number of pairs: for hundreds of values, not for raw samples.
 */

/** Of one sample, or of the differences of pairs: the median of all averages (d_i + d_j) / 2 with i <= j. */
export function hodgesLehmann(differences: readonly number[]): number {
  assertValues(differences);
  const averages = new Float64Array((differences.length * (differences.length + 1)) / 2);
  let at = 0;
  for (const [i, first] of differences.entries())
    for (let j = i; j < differences.length; j++) averages[at++] = (first + (differences[j] as number)) / 2;
  return median(averages);
}

/** Of two samples: by how much `a` lies above `b`, the median of all a_i - b_j. */
export function hodgesLehmannShift(a: readonly number[], b: readonly number[]): number {
  assertValues(a);
  assertValues(b);
  const differences = new Float64Array(a.length * b.length);
  let at = 0;
  for (const first of a) for (const second of b) differences[at++] = first - second;
  return median(differences);
}

function assertValues(values: readonly number[]): void {
  if (values.length === 0 || !values.every(Number.isFinite))
    throw new RangeError('a Hodges-Lehmann estimate needs at least one value on each side, and finite ones');
}
