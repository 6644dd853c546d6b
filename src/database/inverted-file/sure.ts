/** How sure a recall is to be reached: one-sided 99 %, as a quantile of the normal distribution and as the doubt left. */
const SURE = 2.326;
const DOUBT = 0.01;

/** What queries missed, each a share of its true nearest: the means of the shares, of their squares and of their cubes. */
export interface Missed {
  readonly share: number;
  readonly square: number;
  readonly cube: number;
}

/**
 * The recall that is reached with 99 % certainty, from a sample of queries. Most queries miss nothing and few miss much, so
 * that a sample which happens to lack the few looks both good and certain: the usual bound (mean less 2.3 standard
 * errors) failed 2 to 6 % of the time. Hence the term for skewness: an Edgeworth expansion of the studentised mean (P. Hall, On the removal
 * of skewness by transformation, J. R. Statist. Soc. B 54, 1992). And where nothing was missed at all, as many
 * queries are taken to miss one each as a sample of this size misses to see in one of a hundred cases.
 * @param depth how many nearest each query seeks
 */
export function sureRecall({ share, square, cube }: Missed, queries: number, depth: number): number {
  const variance = Math.max(0, square - share * share);
  const error = Math.sqrt(variance / Math.max(1, queries - 1));
  const skewness = variance > 0 ? (cube - 3 * share * square + 2 * share ** 3) / variance ** 1.5 : 0;
  const quantile = SURE + (skewness * (2 * SURE * SURE + 1)) / (6 * Math.sqrt(queries));
  const unseen = (1 - DOUBT ** (1 / queries)) / depth;
  return Math.max(0, 1 - Math.max(unseen, share + quantile * error));
}
