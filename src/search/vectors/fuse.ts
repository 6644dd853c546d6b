/** G. Cormack, C. Clarke and S. Buettcher, SIGIR 2009: with 60, first places count, but not alone. */
const SMOOTHING = 60;

/**
 * Several rankings in one (reciprocal rank fusion): each id scores 1 / (60 + its rank) in every list that has it. The best
 * first; of equals the one that stands first in the earliest list.
 */
export function fuse(...rankings: readonly (readonly number[])[]): number[] {
  const scores = new Map<number, number>();
  for (const ranking of rankings)
    for (const [index, id] of ranking.entries())
      scores.set(id, (scores.get(id) ?? 0) + 1 / (SMOOTHING + index + 1));
  return [...scores].sort(([, a], [, b]) => b - a).map(([id]) => id);
}
