import type { Change, CriterionResult, Figure, Outcome } from '../../model/verdict.ts';
import { LEAST_KNOWN, type Parts, partsOf, type Weighed } from './score.ts';

type Target = 'better' | 'worse';

/**
 * What would make the layout better than the first, or worse, where it is not: for each criterion a weight and a figure,
 * everything else as it is, and for the unknown ones together their mean effect. Of the intervals the end counts that
 * speaks against the change, as in outcomeOf.
 */
export function changesOf(
  criteria: readonly CriterionResult[],
  outcome: Outcome,
  margin: number,
): readonly Change[] {
  const targets: readonly Target[] =
    outcome === 'better' ? ['worse'] : outcome === 'worse' ? ['better'] : ['better', 'worse'];
  const parts = partsOf(criteria);
  return targets.flatMap((to) => [
    ...parts.known.flatMap((one) => weightChange(parts, one, to, margin) ?? []),
    ...criteria.flatMap((one) => figureChange(parts, one, to, margin) ?? []),
    ...unknownChange(criteria, parts, to, margin),
  ]);
}

/** How much an effect is beyond the margin towards the target; their weighted sum must be above 0 to reach it. */
function gain({ effect }: Weighed, to: Target, margin: number): number {
  return (to === 'better' ? effect.low : -effect.high) - margin;
}

function gainOf(parts: readonly Weighed[], to: Target, margin: number): number {
  return parts.reduce((sum, one) => sum + one.weight * gain(one, to, margin), 0);
}

/** parseWeights takes none above 1000, and the words round upwards. */
const MOST = 990;

function weightChange(parts: Parts, one: Weighed, to: Target, margin: number): Change | null {
  const others = parts.known.filter(({ name }) => name !== one.name);
  const rest = gainOf(others, to, margin);
  const own = gain(one, to, margin);
  if (own === 0) return null;
  const limit = -rest / own;
  const about = { kind: 'weight', criterion: one.name, to, now: one.weight } as const;
  // Enough must be known: (others + weight) / (others + weight + unknown) >= LEAST_KNOWN.
  const least =
    (parts.unknownWeight * LEAST_KNOWN) / (1 - LEAST_KNOWN) -
    others.reduce((sum, { weight }) => sum + weight, 0);
  if (own > 0) {
    const needed = Math.max(limit, least);
    return needed >= one.weight && needed <= MOST ? { ...about, direction: 'above', limit: needed } : null;
  }
  return limit > Math.max(0, least) && limit <= one.weight ? { ...about, direction: 'below', limit } : null;
}

function figureChange(
  parts: Parts,
  { name, weight, judgement }: CriterionResult,
  to: Target,
  margin: number,
): Change | null {
  if (judgement.status === 'unknown' || weight === 0) return null;
  const all = parts.known.reduce((sum, one) => sum + one.weight, 0);
  if (all / (all + parts.unknownWeight) < LEAST_KNOWN) return null;
  const rest = gainOf(
    parts.known.filter((one) => one.name !== name),
    to,
    margin,
  );
  const limit = figureLimit(judgement.figure, margin - rest / weight, to);
  if (limit === null) return null;
  const direction = to === 'better' ? 'below' : 'above';
  return { kind: 'figure', criterion: name, to, direction, limit, now: judgement.figure.value };
}

/** What sums of weights and effects may be off by: an effect as close to 1 as this has no ratio that can be told. */
const ROUNDING = 1e-9;

/** The figure beyond which the effect towards the target is above `needed`; null where every figure or none is. */
export function figureLimit(figure: Figure, needed: number, to: Target): number | null {
  if (Math.abs(needed) >= 1 - ROUNDING) return null;
  if (figure.kind === 'share') {
    const limit = to === 'better' ? figure.base - needed : figure.base + needed;
    return (to === 'better' ? limit > 0 && limit <= 1 : limit >= 0 && limit < 1) ? limit : null;
  }
  // The ratio with just that effect (shareOf turned round), moved out of what counts as none.
  const { low, high } = figure.none;
  if (to === 'better') return needed >= 0 ? Math.min(1 - needed, low) : Math.max(1 / (1 + needed), high);
  return needed >= 0 ? Math.max(1 / (1 - needed), high) : Math.min(1 + needed, low);
}

function unknownChange(
  criteria: readonly CriterionResult[],
  parts: Parts,
  to: Target,
  margin: number,
): readonly Change[] {
  const unknown = criteria.filter(({ judgement, weight }) => judgement.status === 'unknown' && weight > 0);
  if (unknown.length === 0) return [];
  const needed = margin - gainOf(parts.known, to, margin) / parts.unknownWeight;
  const limit = needed >= 1 ? null : Math.max(needed, -1);
  const signed = limit === null || to === 'better' ? limit : -limit;
  return [{ kind: 'unknown', criteria: unknown.map(({ name }) => name), to, limit: signed }];
}
