/**
 * The chance that a standard normal value lies at least |z| from 0, on either side: normalTwoSided(1.96) = 0.05.
 * Near 0 the series of the inside (Abramowitz and Stegun, 26.2.11), further out the continued fraction of the tail
 * (26.2.14), so that a tail keeps its digits: relative error below 1e-12. 0 where it underflows (|z| above 38).
 */
export function normalTwoSided(z: number): number {
  const x = Math.abs(z);
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (x < 3) {
    let term = x;
    let inside = x;
    for (let k = 3; term > inside * Number.EPSILON; k += 2) {
      term *= (x * x) / k;
      inside += term;
    }
    return 1 - 2 * density * inside;
  }
  let fraction = x;
  for (let k = 100; k > 0; k--) fraction = x + k / fraction;
  return (2 * density) / fraction;
}

/** The z within which, on both sides together, lies `level`: normalWithin(0.95) = 1.96. By bisection. */
export function normalWithin(level: number): number {
  if (!(level > 0 && level < 1)) throw new RangeError(`no normal quantile for level ${level}`);
  let [low, high] = [0, 40];
  for (let step = 0; step < 100 && high - low > 1e-14 * high; step++) {
    const middle = (low + high) / 2;
    if (1 - normalTwoSided(middle) < level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
