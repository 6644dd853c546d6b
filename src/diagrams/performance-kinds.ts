import type { ScenarioResult } from '../model/run-trials.ts';
import { formatRatio, formatSeconds } from '../render/units.ts';
import { comparisonOf, trialOf, typicalSeconds } from '../render/view.ts';

/** What a kind's comparisons say together; mixed: some scenarios slower and some faster. */
export type Found = 'slower' | 'faster' | 'mixed' | 'same' | 'inconclusive';

export interface KindTally {
  /** Null where nothing was compared. */
  readonly found: Found | null;
  /** Ratios of time, smallest first. */
  readonly slower: readonly number[];
  readonly faster: readonly number[];
  readonly same: number;
  readonly inconclusive: number;
  /** Not measured on both layouts. */
  readonly missing: number;
}

/** The scenarios of one kind on `layout` against `base`. */
export function compareKind(scenarios: readonly ScenarioResult[], layout: string, base: string): KindTally {
  const comparisons = scenarios.flatMap((scenario) => comparisonOf(scenario, layout, base) ?? []);
  const ratios = (verdict: 'slower' | 'faster') =>
    comparisons
      .filter((one) => one.verdict === verdict)
      .map(({ ratio }) => ratio)
      .sort((a, b) => a - b);
  const count = (verdict: 'same' | 'inconclusive') =>
    comparisons.filter((one) => one.verdict === verdict).length;
  const tally = {
    slower: ratios('slower'),
    faster: ratios('faster'),
    same: count('same'),
    inconclusive: count('inconclusive'),
    missing: scenarios.length - comparisons.length,
  };
  return { found: foundIn(tally), ...tally };
}

/** A kind is the same only where all of it is: one scenario that could not be decided leaves the kind open. */
function foundIn({ slower, faster, same, inconclusive, missing }: Omit<KindTally, 'found'>): Found | null {
  if (slower.length > 0) return faster.length > 0 ? 'mixed' : 'slower';
  if (faster.length > 0) return 'faster';
  if (inconclusive > 0) return 'inconclusive';
  if (same === 0) return null;
  return missing > 0 ? 'inconclusive' : 'same';
}

/** "2 slower, 1.14 to 1.31", "3 the same", ... */
export function foundText({ slower, faster, same, inconclusive, missing }: KindTally): readonly string[] {
  const ratios = (values: readonly number[], what: string) => {
    const [low, high] = [values[0], values.at(-1)];
    if (low === undefined || high === undefined) return [];
    return [`${values.length} ${what}, ${range(formatRatio(low), formatRatio(high)).join(' ')}`];
  };
  const counted = (count: number, what: string) => (count > 0 ? [`${count} ${what}`] : []);
  return [
    ...ratios(slower, 'slower'),
    ...ratios(faster, 'faster'),
    ...counted(same, 'the same'),
    ...counted(inconclusive, 'inconclusive'),
    ...counted(missing, 'not compared'),
  ];
}

/**
 * "3.70 us", "to 23.1 us", and how many of the scenarios that is where it is not all of them. A line each: Mermaid
 * breaks lines of a box at 120 pixels by itself, between a figure and its unit.
 */
export function rangeText(scenarios: readonly ScenarioResult[], layout: string): readonly string[] {
  const times = scenarios.flatMap((scenario) => {
    const trial = trialOf(scenario, layout);
    return trial?.status === 'measured' ? [typicalSeconds(scenario, trial)] : [];
  });
  if (times.length === 0) return ['not measured'];
  const lines = range(formatSeconds(Math.min(...times)), formatSeconds(Math.max(...times)));
  return times.length === scenarios.length
    ? lines
    : [...lines, `${times.length} of ${scenarios.length} measured`];
}

function range(low: string, high: string): readonly string[] {
  return low === high ? [low] : [low, `to ${high}`];
}
