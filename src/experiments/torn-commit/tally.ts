import type { Inspected, Look } from './inspect.ts';

/** What was found at the points of one arm. */
export interface Tally {
  /** Points that there are; the tried ones are fewer in the quick form. */
  readonly points: number;
  readonly tried: number;
  /** Every purchase in both tables. */
  readonly both: number;
  /** No purchase half there, but not all of them there: lost as a whole. */
  readonly lost: number;
  /** A purchase in one table and not in the other. */
  readonly torn: number;
  /** Torn, and integrity_check and foreign_key_check of every file found nothing. */
  readonly passed: number;
  /** integrity_check or foreign_key_check found something, or a file could not be read. */
  readonly unsound: number;
  /** Torn or unsound after the reconciler; null where none was run. */
  readonly left: number | null;
}

export const isTorn = (look: Look): boolean => look.log.join() !== look.invoices.join();

export function tallyOf(
  purchases: readonly string[],
  points: number,
  inspected: readonly Inspected[],
): Tally {
  const found = inspected.map((one) => one.found);
  const repaired = inspected.map((one) => one.repaired).filter((one) => one !== null);
  const count = (looks: readonly Look[], what: (look: Look) => boolean) => looks.filter(what).length;
  const all = (look: Look) => look.sound && !isTorn(look) && look.log.join() === purchases.join();
  return {
    points,
    tried: inspected.length,
    both: count(found, all),
    lost: count(found, (look) => look.sound && !isTorn(look) && !all(look)),
    torn: count(found, isTorn),
    passed: count(found, (look) => isTorn(look) && look.sound),
    unsound: count(found, (look) => !look.sound),
    left: repaired.length === 0 ? null : count(repaired, (look) => isTorn(look) || !look.sound),
  };
}

/** Of several arms together; a figure that one of them lacks comes from the others. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const total = (of: (tally: Tally) => number) => tallies.reduce((sum, one) => sum + of(one), 0);
  const repaired = tallies.filter((one) => one.left !== null);
  return {
    points: total((one) => one.points),
    tried: total((one) => one.tried),
    both: total((one) => one.both),
    lost: total((one) => one.lost),
    torn: total((one) => one.torn),
    passed: total((one) => one.passed),
    unsound: total((one) => one.unsound),
    left: repaired.length === 0 ? null : repaired.reduce((sum, one) => sum + (one.left ?? 0), 0),
  };
}

/** At most so many of a list, evenly spread, with its first and last. */
export function spread<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  const step = (all.length - 1) / Math.max(1, most - 1);
  return Array.from({ length: most }, (_, i) => all[Math.round(i * step)] as T);
}
