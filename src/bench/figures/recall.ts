/** How many of the nearest are asked for: recall@10. */
const NEAREST = 10;
/** Distances that differ by less, relative to the tenth, are ties: sqlite-vec computes them in 32-bit floats. */
const TIE = 1e-6;

/**
 * The fraction of the ten nearest candidates (of all, where there are fewer) that a search found. An id counts as found
 * if it is no farther than the tenth nearest, so that it does not matter which of several at one distance are returned.
 * Null without candidates: there was nothing to find.
 */
export function recallAt10(found: readonly number[], distances: ReadonlyMap<number, number>): number | null {
  const wanted = Math.min(NEAREST, distances.size);
  const farthest = [...distances.values()].sort((a, b) => a - b)[wanted - 1];
  if (farthest === undefined) return null;
  const limit = farthest + TIE * Math.abs(farthest);
  const near = [...new Set(found)].filter((id) => (distances.get(id) ?? Number.POSITIVE_INFINITY) <= limit);
  return Math.min(near.length, wanted) / wanted;
}
