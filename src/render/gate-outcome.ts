import type { Gate, Level } from '../model/gate.ts';
import { scenarioRows } from './gate-rows.ts';

/** "regression: 1 of 22": the outcome in words, with the counts that it rests on. */
export function outcomeText(gate: Gate): string {
  const { outcome } = gate;
  if (outcome === 'not-comparable') return 'not comparable';
  const failed = counts(gate, 'fail', {
    rows: 'regression',
    layouts: 'layouts worse',
    budgets: 'budgets broken',
  });
  const open = counts(gate, 'open', {
    rows: 'inconclusive',
    layouts: 'layouts undecided',
    budgets: 'budgets undecided',
  });
  const warned = counts(gate, 'warn', {
    rows: 'warning',
    layouts: 'layouts with a warning',
    budgets: 'budgets with a warning',
  });
  switch (outcome) {
    case 'fail':
      return [...(failed.length === 0 ? ['fail'] : failed), ...open, ...warned].join('; ');
    case 'inconclusive':
      return `${[...(open.length === 0 ? ['inconclusive'] : open), ...warned].join('; ')} (${ADVICE})`;
    case 'warn':
      return ['pass', ...(warned.length === 0 ? ['with warnings'] : warned), ...open].join('; ');
    case 'pass':
      return ['pass', ...open].join('; ');
  }
}

const ADVICE = 'not measured enough to decide: give bench more --max-time, or a quieter machine';

interface Names {
  readonly rows: string;
  readonly layouts: string;
  readonly budgets: string;
}

function counts({ change, budgets }: Gate, level: Level, names: Names): string[] {
  const rows = change?.rows ?? [];
  const ofScenarios = scenarioRows(rows);
  const ofLayouts = rows.filter(({ scenario }) => scenario === null);
  const count = (name: string, all: readonly { readonly level: Level }[]): string[] => {
    const found = all.filter((one) => one.level === level).length;
    return found === 0 ? [] : [`${name}: ${found} of ${all.length}`];
  };
  return [
    ...count(names.rows, ofScenarios),
    ...count(names.layouts, ofLayouts),
    ...count(names.budgets, budgets),
  ];
}
