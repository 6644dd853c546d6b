/**
 * p values corrected for their number, in the order given: the chance of even one false alarm among all of them stays
 * below the level that they are compared with, whatever their dependence (Holm, "A Simple Sequentially Rejective
 * Multiple Test Procedure", 1979). The smallest of m is multiplied by m, the next by m - 1, and none falls below the one
 * before.
 */
export function holm(ps: readonly number[]): number[] {
  for (const p of ps) if (!(p >= 0 && p <= 1)) throw new RangeError(`${p} is no p value`);
  const adjusted = new Array<number>(ps.length);
  let largest = 0;
  for (const [rank, { p, i }] of ps
    .map((p, i) => ({ p, i }))
    .sort((x, y) => x.p - y.p)
    .entries()) {
    largest = Math.max(largest, Math.min(1, p * (ps.length - rank)));
    adjusted[i] = largest;
  }
  return adjusted;
}
