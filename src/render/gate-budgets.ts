import type { BudgetResult } from '../model/gate.ts';
import { distinct, exact, percent } from './gate-figures.ts';
import { levelNote } from './gate-words.ts';
import { brief } from './plain.ts';
import { formatBytes, formatRatio, formatSeconds } from './units.ts';

const NAME_LENGTH = 60;

export function budgetWords({ level, value }: BudgetResult): string {
  if (level === 'open') return value === null ? 'not measured' : 'undecided';
  return level === 'pass' ? 'met' : `broken${levelNote('broken', level)}`;
}

/** "median of join/x on three" */
export function budgetName({ figure, kind, scenario, layout }: BudgetResult): string {
  const [what, of, on] = [figure, `${kind}/${scenario}`, layout].map((name) => brief(name, NAME_LENGTH));
  return `${what} of ${of} on ${on}`;
}

/** "1.31 ms (1.27 ms to 1.35 ms), limit 1.00 ms"; of what was not measured, the limit alone. */
export function budgetText(budget: BudgetResult): string {
  const { limit, atLeast, value, interval, level } = budget;
  const word = atLeast ? 'at least' : 'limit';
  if (value === null) return `${word} ${valueText(budget, limit, false)}`;
  const [measured, bound] = distinct(value, limit, (one, whole) => valueText(budget, one, whole));
  const range = interval
    ? ` (${valueText(budget, interval.low, false)} to ${valueText(budget, interval.high, false)})`
    : '';
  const why = level === 'open' && interval ? ', which the interval holds' : '';
  return `${measured}${range}, ${word} ${bound}${why}`;
}

function valueText({ unit }: BudgetResult, value: number, whole: boolean): string {
  switch (unit) {
    case 'seconds':
      return whole ? `${Number((value * 1e6).toPrecision(12))} us` : formatSeconds(value);
    case 'bytes':
      return whole ? `${exact(value, whole)} bytes` : formatBytes(value);
    case 'count':
      return exact(value, whole);
    case 'fraction':
      return percent(value, whole);
    case 'ratio':
      return whole ? String(value) : formatRatio(value);
  }
}
