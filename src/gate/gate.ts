import type { Budget } from '../model/budget.ts';
import type { Change, Gate } from '../model/gate.ts';
import type { RunDocument } from '../model/run.ts';
import { checkBudgets } from './budgets.ts';
import { outcomeOf } from './levels.ts';

/** What an open row means: the gate cannot pass, or a warning. */
export type Inconclusive = 'fail' | 'warn';

/** Gives a change its outcome. Nothing in common is no pass: nothing was compared. */
export function concludeChange(change: Omit<Change, 'outcome'>, inconclusive: Inconclusive): Change {
  const scenarios = change.rows.filter(({ scenario }) => scenario !== null);
  if (scenarios.length === 0) return { ...change, outcome: 'not-comparable' };
  const levels = change.rows.map(({ level }) => level);
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
  const levels = [...(change?.rows ?? []), ...budgets].map(({ level }) => level);
  return { outcome: outcomeOf(levels, inconclusive), change, budgets };
}
