/** How large a ratio has to be, in every repeat, to be called one. */
export interface Margins {
  /** At least this: larger. */
  readonly larger: number;
  /** At most this: not larger. */
  readonly notLarger: number;
  /** Jain's index below this: unfair. */
  readonly unfair: number;
  /** At least this: fair. */
  readonly fair: number;
}

/**
 * With three repeats, in alternating order, a fifth: twice what control arms of such a comparison were seen to differ by
 * (up to 9.5 %, pal-tamas/rask#670). A single short repeat decides only what is gross. The choice is ours.
 */
export function marginsOf(repeats: number): Margins {
  return repeats > 1
    ? { larger: 1.2, notLarger: 1.05, unfair: 0.9, fair: 0.98 }
    : { larger: 2, notLarger: 0.5, unfair: 0.75, fair: 0.99 };
}

/**
 * Whether `a` is larger than `b`: the ratio of every repeat has to say so. Null where they disagree, lie in between, or
 * there is none. Repeats in which either is not known are left out; with none left nothing is decided.
 */
export function isLarger(
  a: readonly (number | null)[],
  b: readonly (number | null)[],
  { larger, notLarger }: Pick<Margins, 'larger' | 'notLarger'>,
): boolean | null {
  const ratios = ratiosOf(a, b);
  if (ratios.length === 0) return null;
  if (ratios.every((ratio) => ratio >= larger)) return true;
  return ratios.every((ratio) => ratio <= notLarger) ? false : null;
}

/** a / b of each repeat in which both are known, and b is above 0. */
export function ratiosOf(a: readonly (number | null)[], b: readonly (number | null)[]): number[] {
  return a.flatMap((value, n) => {
    const other = b[n] ?? null;
    return value === null || other === null || other <= 0 ? [] : [value / other];
  });
}
