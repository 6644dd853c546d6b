import type { BudgetResult } from '../model/gate.ts';
import { budgetText, budgetWords } from '../render/gate-budgets.ts';
import { formatCount } from '../render/units.ts';
import { code, text } from './escape.ts';
import { folded } from './gate-tables.ts';
import { columns, markdownTable, section } from './markdown-table.ts';

const ORDER = ['fail', 'open', 'warn'] as const;

/** Budgets that are broken or not decided; those that are met are counted, and folded. '' when there is none. */
export function budgetsSection(budgets: readonly BudgetResult[]): string {
  const met = budgets.filter(({ level }) => level === 'pass');
  const others = ORDER.flatMap((level) => budgets.filter((budget) => budget.level === level));
  const count = `${formatCount(met.length)} ${met.length === 1 ? 'budget' : 'budgets'} met`;
  return section(
    '### Budgets',
    others.length === 0 ? '' : table(others),
    met.length === 0 ? '' : folded(count, table(met)),
  );
}

function table(budgets: readonly BudgetResult[]): string {
  const rows = budgets.map((budget) => [
    budget.level === 'fail' ? `**${text(budgetWords(budget))}**` : text(budgetWords(budget)),
    code(`${budget.kind}/${budget.scenario}`),
    code(budget.layout),
    code(budget.figure),
    text(budgetText(budget)),
  ]);
  return markdownTable(columns('Result', 'Scenario', 'Layout', 'Figure', 'Measured'), rows);
}
