import type { Random } from '../../stats/random.ts';

/**
 * How often each of `count` keys is asked for, the most popular first: the share of rank r is proportional to
 * 1 / (r + 1)^exponent, and they add up to 1. (Zipf's law; Breslau et al., "Web Caching and Zipf-like Distributions",
 * 1999, found exponents of 0.64 to 0.83 at web caches.)
 */
export function zipfShares(count: number, exponent: number): Float64Array {
  if (!Number.isInteger(count) || count < 1) throw new RangeError('Zipf needs at least one key');
  const weights = Float64Array.from({ length: count }, (_, rank) => (rank + 1) ** -exponent);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Draws ranks from 0 to below `count`, by inversion of the distribution function. */
export function zipf(count: number, exponent: number, random: Random): () => number {
  let reached = 0;
  const upTo = zipfShares(count, exponent).map((share) => {
    reached += share;
    return reached;
  });
  return () => {
    const at = random();
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (at < (upTo[middle] as number)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
