import type { CriterionName } from '../../model/verdict.ts';
import type { Criterion } from './criterion.ts';

/** A criterion that no measurement of this version speaks to: it counts as unknown, never as alike. */
export function unmeasured(name: CriterionName, title: string, why: string): Criterion {
  return { name, title, heading: null, judge: () => ({ status: 'unknown', why }) };
}
