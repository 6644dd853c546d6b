/**
 * The p-quantile of sorted numbers, linear between neighbours (type 7 of Hyndman and Fan, "Sample Quantiles in
 * Statistical Packages", 1996; the default of R and NumPy).
 */
export function quantileSorted(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) throw new RangeError('a quantile of no numbers');
  const at = (sorted.length - 1) * p;
  const below = sorted[Math.floor(at)] as number;
  const above = sorted[Math.ceil(at)] as number;
  return below + (above - below) * (at - Math.floor(at));
}

export function median(values: ArrayLike<number>): number {
  return quantileSorted(Float64Array.from(values).sort(), 0.5);
}

export function mean(values: ArrayLike<number>): number {
  if (values.length === 0) throw new RangeError('a mean of no numbers');
  return sum(values) / values.length;
}

/** The unbiased sample variance; at least two values. */
export function variance(values: ArrayLike<number>): number {
  if (values.length < 2) throw new RangeError('a variance needs two numbers');
  const centre = mean(values);
  return sum(Array.from(values, (value) => (value - centre) ** 2)) / (values.length - 1);
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] as number;
  return total;
}
