import type { LayoutResult, RunDocument } from '../../model/run.ts';
import type { CriterionName, Effect, Judgement } from '../../model/verdict.ts';

/** One thing by which layouts are judged. A new one is a file and a line in criteria.ts. */
export interface Criterion {
  readonly name: CriterionName;
  readonly title: string;
  /** Of the section of the report that holds its evidence; null where there is none yet. */
  readonly heading: string | null;
  /**
   * From what the run document holds and nothing else. Turning the two layouts round turns the effect round: a layout
   * is not favoured for being the first.
   */
  judge(run: RunDocument, layout: LayoutResult, base: LayoutResult): Judgement;
}

/** The bounds of a ratio within which it counts as no difference. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** A threshold of 2 % as bounds that stay the same when the ratio is turned round. */
export function within(threshold: number): Bounds {
  return { low: 1 / (1 + threshold), high: 1 + threshold };
}

/**
 * The share of the larger figure that the smaller one saves: 0.5 -> 0.5, 2 -> -0.5, 0.1 -> 0.9. Chosen (ours, no
 * standard) because it is bounded without being cut off, turns round with the ratio, and is on one scale with "6 of 24
 * lost". Within `none` it is 0.
 */
export function shareOf(ratio: number, none: Bounds): number {
  if (ratio >= none.low && ratio <= none.high) return 0;
  return ratio > 1 ? 1 / ratio - 1 : 1 - ratio;
}

/** An effect of a ratio with its interval. A smaller ratio is better, so the ends change places. */
export function effectOf(ratio: Bounds & { readonly value: number }, none: Bounds): Effect {
  return {
    value: shareOf(ratio.value, none),
    low: shareOf(ratio.high, none),
    high: shareOf(ratio.low, none),
  };
}

/** A figure without noise: a count, a size of a file. */
export function exact(value: number): Effect {
  return { value, low: value, high: value };
}
