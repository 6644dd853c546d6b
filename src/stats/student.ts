/**
 * Student's t distribution.
 * The distribution function in closed form for whole degrees of freedom (Abramowitz and Stegun, 26.7.3 and 26.7.4), the
 * quantile by bisection on it: slow beside an approximation, exact to about 1e-12, and called once per row.
 */
export function studentWithin(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const cos2 = Math.cos(angle) ** 2;
  if (degrees === 1) return (2 * angle) / Math.PI;
  let term = degrees % 2 === 0 ? 1 : Math.cos(angle);
  let total = term;
  for (let k = degrees % 2 === 0 ? 1 : 2; k <= degrees - 3; k += 2) {
    term *= (k / (k + 1)) * cos2;
    total += term;
  }
  return degrees % 2 === 0 ? Math.sin(angle) * total : (2 / Math.PI) * (angle + Math.sin(angle) * total);
}

/** The t beyond which, on both sides together, lies 1 - level: studentTwoSided(0.95, 2) = 4.303. */
export function studentTwoSided(level: number, degrees: number): number {
  if (!(level > 0 && level < 1) || !Number.isInteger(degrees) || degrees < 1)
    throw new RangeError(`no t quantile for level ${level}, ${degrees} degrees of freedom`);
  let [low, high] = [0, 1];
  while (studentWithin(high, degrees) < level) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-13 * high; step++) {
    const middle = (low + high) / 2;
    if (studentWithin(middle, degrees) < level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The same quantile for degrees of freedom that need not be whole, as Welch's are: linear in 1 / degrees between the
 * whole neighbours, where the quantile is nearly straight. Never too small; too large by at most 1 % from 3 degrees on and
 * 0.05 % from 7 on (levels up to 0.99).
 */
export function studentTwoSidedBetween(level: number, degrees: number): number {
  const below = Math.floor(degrees);
  const few = studentTwoSided(level, below);
  if (below === degrees) return few;
  const share = (1 / below - 1 / degrees) / (1 / below - 1 / (below + 1));
  return few + share * (studentTwoSided(level, below + 1) - few);
}

/**
 * Two-sided p value: the chance of a value at least |t| from 0, for whole degrees of freedom. Beyond 1 it is summed as
 * the incomplete beta function I_x(degrees / 2, 1/2), x = degrees / (degrees + t^2) (Abramowitz and Stegun, 26.7.1 and
 * 26.5.4), so that a small p keeps its digits where 1 - studentWithin has none left. Never 0: what is too small for a
 * number is the smallest one.
 */
export function studentP(t: number, degrees: number): number {
  if (Number.isNaN(t) || !Number.isInteger(degrees) || degrees < 1)
    throw new RangeError(`no p value for t ${t}, ${degrees} degrees of freedom`);
  if (Math.abs(t) < 1) return 1 - studentWithin(Math.abs(t), degrees);
  const ratio = (t * t) / degrees;
  const x = 1 / (1 + ratio);
  let beta = degrees % 2 === 0 ? 2 : Math.PI;
  for (let k = degrees % 2 === 0 ? 2 : 1; k < degrees; k += 2) beta *= k / (k + 1);
  let power = 1;
  let total = 2 / degrees;
  for (let k = 1, added = total; added > total * Number.EPSILON; k++) {
    power *= (x * (k - 0.5)) / k;
    added = power / (degrees / 2 + k);
    total += added;
  }
  return Math.max(
    Number.MIN_VALUE,
    Math.min(1, (Math.exp((-degrees / 2) * Math.log1p(ratio)) * total) / beta),
  );
}
