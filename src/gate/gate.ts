import type { Budget } from '../model/budget.ts';
import type { Change, Gate, Level } from '../model/gate.ts';
import type { RunDocument } from '../model/run.ts';
import { checkBudgets } from './budgets.ts';
import { outcomeOf } from './levels.ts';

/** What an open row means: the gate cannot pass, or a warning. */
export type Inconclusive = 'fail' | 'warn';

/**
 * Gives a change its outcome. Nothing in common, or nothing measured on both sides, is no pass: nothing was compared. What
 * only base has is a warning: it may have been renamed because it had become slow.
 */
export function concludeChange(change: Omit<Change, 'outcome'>, inconclusive: Inconclusive): Change {
  const scenarios = change.rows.filter(({ scenario }) => scenario !== null);
  const compared = scenarios.filter(
    ({ time, figures, figuresEqual }) => time || figures.length + figuresEqual > 0,
  );
  const failed = scenarios.some(({ level }) => level === 'fail');
  if (compared.length === 0 && !failed) return { ...change, outcome: 'not-comparable' };
  const levels = levelsOf(change);
  return { ...change, outcome: outcomeOf(levels, inconclusive) };
}

/** A change and the budgets of a run as one gate; null where there is neither. */
export function makeGate(
  run: RunDocument,
  change: Change | null,
  budgetsFor: (scenario: string, layout: string) => readonly Budget[],
  inconclusive: Inconclusive,
): Gate | null {
  const budgets = checkBudgets(run, budgetsFor);
  if (change === null && budgets.length === 0) return null;
  if (change?.outcome === 'not-comparable') return { outcome: change.outcome, change, budgets };
  const levels = [...(change ? levelsOf(change) : []), ...budgets.map(({ level }) => level)];
  return { outcome: outcomeOf(levels, inconclusive), change, budgets };
}

/** The levels of a change's rows, and a warning where base has what head has not. */
export function levelsOf({ rows, onlyBase }: Pick<Change, 'rows' | 'onlyBase'>): Level[] {
  return [...rows.map(({ level }) => level), ...(onlyBase.length > 0 ? (['warn'] as const) : [])];
}
