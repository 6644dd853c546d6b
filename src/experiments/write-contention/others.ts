import { formatPercent } from '../../render/units.ts';
import { mean } from '../../stats/summary.ts';
import type { Cell } from './summary.ts';

/**
 * More of all cores than this used by programs that are not ours, and a cell decides nothing: on two cores it is a third
 * of one. Below it lie the operating system's own work and this command's. The choice is ours.
 */
export const OTHERS = 0.15;

/** The share of the machine's processors that other programs used, over the repeats; null where it is not known. */
function othersShare({ outcomes }: Cell): number | null {
  const known = outcomes.flatMap(({ cpu, cpuOwn }) => (cpu === null ? [] : [cpu - cpuOwn]));
  return known.length === 0 ? null : mean(known);
}

/** Said where other programs used so much that the figures of the worst of these cells are theirs as well; else null. */
export function othersText(cells: readonly Cell[]): string | null {
  const shares = cells.flatMap((cell) => othersShare(cell) ?? []).filter((share) => share > OTHERS);
  return shares.length === 0
    ? null
    : `other programs used ${formatPercent(Math.max(...shares))} of the processor`;
}
