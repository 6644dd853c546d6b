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
