import type { CriterionResult, Effect, Outcome, Weights } from '../../model/verdict.ts';

/** Less known than this part of the weights, and nothing is recommended (ours): the unknown would outweigh the known. */
export const LEAST_KNOWN = 0.5;

/** An effect that is known, with the weight of its criterion. */
export interface Weighed {
  readonly name: CriterionResult['name'];
  readonly weight: number;
  readonly effect: Effect;
}

/** What the score is made of. */
export interface Parts {
  readonly known: readonly Weighed[];
  /** Together. */
  readonly unknownWeight: number;
}

export function partsOf(criteria: readonly Pick<CriterionResult, 'name' | 'weight' | 'judgement'>[]): Parts {
  return {
    known: criteria.flatMap(({ name, weight, judgement }) =>
      judgement.status === 'known' ? [{ name, weight, effect: judgement.effect }] : [],
    ),
    unknownWeight: criteria.reduce(
      (sum, { weight, judgement }) => sum + (judgement.status === 'unknown' ? weight : 0),
      0,
    ),
  };
}

/**
 * The weighted mean of the known effects; null where none has a weight. What is unknown is left out: as 0 it would
 * count as a tie. The ends of the interval are the means of the ends: wider than if the errors were independent.
 */
export function scoreOf({ known }: Parts): Effect | null {
  const weights = known.reduce((sum, { weight }) => sum + weight, 0);
  if (weights === 0) return null;
  const mean = (end: keyof Effect) =>
    known.reduce((sum, { weight, effect }) => sum + weight * effect[end], 0) / weights;
  return { value: mean('value'), low: mean('low'), high: mean('high') };
}

/** The part of all weights that is known, from 0 to 1. */
export function knownOf({ known, unknownWeight }: Parts): number {
  const weights = known.reduce((sum, { weight }) => sum + weight, 0);
  return weights === 0 ? 0 : weights / (weights + unknownWeight);
}

/** @param margin a score of no more than this, above or below 0, is no material difference */
export function outcomeOf(parts: Parts, margin: number): Outcome {
  const score = scoreOf(parts);
  if (score === null || knownOf(parts) < LEAST_KNOWN) return 'undecided';
  if (score.low > margin) return 'better';
  if (score.high < -margin) return 'worse';
  return score.low >= -margin && score.high <= margin ? 'same' : 'undecided';
}

export function reweighed<T extends Pick<CriterionResult, 'name' | 'weight'>>(
  criteria: readonly T[],
  weights: Partial<Weights>,
): T[] {
  return criteria.map((one) => ({ ...one, weight: weights[one.name] ?? one.weight }));
}
