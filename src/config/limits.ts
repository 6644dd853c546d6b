import { z } from 'zod';
import { BUDGET_FIGURES, type Budget, type BudgetFigure, type Threshold } from '../model/budget.ts';
import { shownValue } from './messages.ts';
import { suggestion } from './nearest.ts';
import { COUNT, FRACTION, type Leaf, notWanted, RATIO, SIZE, TIME } from './values.ts';

/** Limits that fail or warn: a single value fails; {warn, fail} has both. warn must not be laxer than fail. */

const LEAVES = { seconds: TIME, bytes: SIZE, count: COUNT, fraction: FRACTION, ratio: RATIO } as const;

type Report = (path: readonly string[], message: string) => void;

/** @param atLeast true: the figure has to reach the limit, so a laxer limit is a smaller one */
function readLimits(
  value: unknown,
  { read, wanted }: Leaf,
  atLeast: boolean,
  report: Report,
): { warn: number | null; fail: number | null } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const fail = read(value);
    if (fail === undefined) report([], notWanted(wanted, value));
    return { warn: null, fail: fail ?? null };
  }
  for (const key of Object.keys(value))
    if (key !== 'warn' && key !== 'fail')
      report([key], `there is no such key; ${suggestion(key, ['warn', 'fail'])}`);
  const given = value as { readonly warn?: unknown; readonly fail?: unknown };
  const one = (key: 'warn' | 'fail'): number | null => {
    if (given[key] === undefined) return null;
    const limit = read(given[key]);
    if (limit === undefined) report([key], notWanted(wanted, given[key]));
    return limit ?? null;
  };
  const limits = { warn: one('warn'), fail: one('fail') };
  if (limits.warn !== null && limits.fail !== null)
    if (atLeast ? limits.warn < limits.fail : limits.warn > limits.fail)
      report(
        ['warn'],
        `${shownValue(given.warn)} is laxer than fail, ${shownValue(given.fail)}: give a ${atLeast ? 'larger' : 'smaller'} one`,
      );
  return limits;
}

export const threshold = z.unknown().transform((value, context): Threshold => {
  const report: Report = (path, message) => context.addIssue({ code: 'custom', path: [...path], message });
  const { warn, fail } = readLimits(value, FRACTION, false, report);
  if (fail !== null) return { warn, fail };
  if (context.issues.length === 0) report(['fail'], `is missing: give ${FRACTION.wanted}`);
  return z.NEVER;
});

/** One figure's limits; null for "off". */
export function budget(figure: BudgetFigure) {
  const { unit, atLeast } = BUDGET_FIGURES[figure];
  const wanted = LEAVES[unit];
  return z.unknown().transform((value, context): Budget | null => {
    if (value === 'off') return null;
    const report: Report = (path, message) => context.addIssue({ code: 'custom', path: [...path], message });
    const limits = readLimits(value, wanted, atLeast, report);
    if (limits.warn === null && limits.fail === null && context.issues.length === 0)
      report([], 'give warn, fail or both');
    return { figure, ...limits };
  });
}
