import { estimatePaired, type Generations } from '../../stats/estimate.ts';
import { CONFIDENCE } from '../../stats/judge.ts';
import { mean, median } from '../../stats/summary.ts';

/** How many times as long one arm takes as another; low and high null with fewer than two processes. */
export interface Ratio {
  readonly ratio: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** With its 95 % interval over processes, from blocks that alternated (see estimatePaired). */
export function ratioOf(arm: Generations, base: Generations): Ratio {
  const { ratio, interval } = estimatePaired(arm, base, 'median', CONFIDENCE);
  return { ratio, low: interval?.low ?? null, high: interval?.high ?? null };
}

/** Seconds per call: the mean over processes of the median of their blocks. */
export function typical(generations: Generations): number {
  return mean(generations.map(median));
}
