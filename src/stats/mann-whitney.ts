import { normalTwoSided } from './normal.ts';

/**
 * Up to so many pairs (50 values beside 50, or 8 beside 312), and without ties, p is counted exactly; that takes at most
 * pairs^2 / 2 additions, a few milliseconds. The normal approximation would be too large, never too small, for p below
 * 0.05: with 50 and 50 by up to 4 % from 0.01 on and 15 % from 0.001 on, with 50 and 8 by 19 and 84 % (all values of U
 * compared). A correction for many comparisons asks about just these tails.
 */
const EXACT_PAIRS = 2500;

export interface MannWhitney {
  /** Pairs in which `a` is larger, ties as half ones: from 0 to a.length * b.length. */
  u: number;
  /** Two-sided, in (0, 1]. */
  p: number;
  method: 'exact' | 'normal';
}

/**
 * Does one of two independent samples tend to larger values? Mann and Whitney, "On a Test of Whether one of Two Random
 * Variables is Stochastically Larger than the Other", 1947. With ties, or many values, the normal approximation with
 * midranks, their correction of the variance, and a continuity correction of 1/2 (Lehmann, _Nonparametrics_, 1975,
 * section 1.4).
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): MannWhitney {
  if (a.length === 0 || b.length === 0 || ![...a, ...b].every(Number.isFinite))
    throw new RangeError('a Mann-Whitney test needs at least one value on each side, and finite ones');
  const { u, ties } = rank(a, b);
  // The smaller sample first, so that p is the same to the last digit whichever is named first.
  const [m, n] = a.length < b.length ? [a.length, b.length] : [b.length, a.length];
  if (ties === 0 && m * n <= EXACT_PAIRS)
    return { u, p: exactP(Math.min(u, m * n - u), m, n), method: 'exact' };
  return { u, p: normalP(u, m, n, ties), method: 'normal' };
}

/** U of `a` from midranks, and the sum of t^3 - t over groups of t equal values. */
function rank(a: readonly number[], b: readonly number[]): { u: number; ties: number } {
  const pooled = Float64Array.from([...a, ...b]).sort();
  const midranks = new Map<number, number>();
  let ties = 0;
  for (let start = 0, end = 0; start < pooled.length; start = end) {
    const value = pooled[start] as number;
    while (end < pooled.length && pooled[end] === value) end++;
    midranks.set(value, (start + 1 + end) / 2);
    ties += (end - start) ** 3 - (end - start);
  }
  const rankSum = a.reduce((sum, value) => sum + (midranks.get(value) as number), 0);
  return { u: rankSum - (a.length * (a.length + 1)) / 2, ties };
}

/**
 * Twice the chance of at most `u`. Arrangements of m and n values with U = u end either with a value of the first sample
 * (which is above all n of the other) or of the second: f(m, n, u) = f(m - 1, n, u - n) + f(m, n - 1, u). Only sums of
 * positive numbers, so that a double holds even C(100, 50) = 1e29 well enough.
 */
function exactP(u: number, m: number, n: number): number {
  // counts[j][v]: arrangements of the i values so far of the first sample and j of the second with U = v.
  const counts = Array.from({ length: n + 1 }, () => new Float64Array(u + 1));
  for (const row of counts) row[0] = 1;
  for (let i = 1; i <= m; i++)
    for (let j = 1; j <= n; j++) {
      const row = counts[j] as Float64Array;
      const before = counts[j - 1] as Float64Array;
      for (let v = u; v >= 0; v--) row[v] = (v >= j ? (row[v - j] as number) : 0) + (before[v] as number);
    }
  let all = 1;
  for (let i = 1; i <= m; i++) all *= (n + i) / i;
  const atMost = (counts[n] as Float64Array).reduce((sum, count) => sum + count, 0);
  return Math.min(1, (2 * atMost) / all);
}

function normalP(u: number, m: number, n: number, ties: number): number {
  const all = m + n;
  const variance = ((m * n) / 12) * (all + 1 - ties / (all * (all - 1)));
  // Every value equal: nothing tells the samples apart.
  if (!(variance > 0)) return 1;
  const z = Math.max(0, Math.abs(u - (m * n) / 2) - 0.5) / Math.sqrt(variance);
  // Never 0: what is too small for a number is the smallest one.
  return Math.max(Number.MIN_VALUE, normalTwoSided(z));
}
