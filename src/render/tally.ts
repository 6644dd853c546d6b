import type { RunDocument } from '../model/run.ts';
import { comparisonOf } from './view.ts';

export interface Tally {
  readonly slower: number;
  readonly faster: number;
  readonly same: number;
  readonly inconclusive: number;
  /** Scenarios without a comparison: failed or not run on one of the two layouts. */
  readonly missing: number;
}

/** How many scenarios are slower, faster, ... on `layout` than on `against`. */
export function tally(run: RunDocument, layout: string, against: string): Tally {
  const counts = { slower: 0, faster: 0, same: 0, inconclusive: 0, missing: 0 };
  for (const scenario of run.scenarios)
    counts[comparisonOf(scenario, layout, against)?.verdict ?? 'missing'] += 1;
  return counts;
}

/** "2 slower, 1 faster, 4 the same", and what could not be told, where there is any. */
export function tallyText({ slower, faster, same, inconclusive, missing }: Tally): string {
  return [
    `${slower} slower`,
    `${faster} faster`,
    `${same} the same`,
    ...(inconclusive > 0 ? [`${inconclusive} inconclusive`] : []),
    ...(missing > 0 ? [`${missing} not measured on both`] : []),
  ].join(', ');
}
