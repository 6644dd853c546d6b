/**
 * Jain's index: 1 where all got the same, 1/n where one of n got everything (Jain, Chiu and Hawe, "A Quantitative Measure
 * of Fairness and Discrimination", DEC TR-301, 1984). Here over the share of its own offered writes that each process
 * got done. Null for fewer than two processes, or where none got anything.
 */
export function jainIndex(shares: readonly number[]): number | null {
  const sum = shares.reduce((total, share) => total + share, 0);
  if (shares.length < 2 || !(sum > 0)) return null;
  return sum ** 2 / (shares.length * shares.reduce((total, share) => total + share ** 2, 0));
}
