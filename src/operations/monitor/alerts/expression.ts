import type { MetricName } from '../registry.ts';

/**
 * The condition of an alert as data, so that one definition serves two readers: promQl turns it into text for Prometheus, and
 * evaluate decides it on the monitor's own history. Every metric in it has the one label `db`, so both sides of an operator match.
 */
export type Expression =
  | { readonly kind: 'metric'; readonly metric: MetricName }
  /** By how much a counter has grown within the last `seconds`. */
  | { readonly kind: 'increase'; readonly metric: MetricName; readonly seconds: number }
  /** No database has this figure: nobody measures. */
  | { readonly kind: 'absent'; readonly metric: MetricName }
  | { readonly kind: 'number'; readonly value: number }
  /** The present, in Unix seconds. */
  | { readonly kind: 'now' }
  | { readonly kind: Operator; readonly left: Expression; readonly right: Expression };

export type Operator = '+' | '-' | '/' | '>' | '<' | '==' | 'and';

export const metric = (name: MetricName): Expression => ({ kind: 'metric', metric: name });
export const increase = (name: MetricName, seconds: number): Expression => ({
  kind: 'increase',
  metric: name,
  seconds,
});
export const absent = (name: MetricName): Expression => ({ kind: 'absent', metric: name });
export const NOW: Expression = { kind: 'now' };

type Operand = Expression | number;
const operator =
  (kind: Operator) =>
  (left: Operand, right: Operand): Expression => ({
    kind,
    left: expressionOf(left),
    right: expressionOf(right),
  });
export const plus = operator('+');
export const minus = operator('-');
export const share = operator('/');
export const above = operator('>');
export const below = operator('<');
export const equal = operator('==');
export const both = operator('and');

function expressionOf(operand: Operand): Expression {
  return typeof operand === 'number' ? { kind: 'number', value: operand } : operand;
}

/** https://prometheus.io/docs/prometheus/latest/querying/operators/#binary-operator-precedence */
const PRECEDENCE: Readonly<Record<Operator, number>> = {
  and: 1,
  '==': 2,
  '>': 2,
  '<': 2,
  '+': 3,
  '-': 3,
  '/': 4,
};

export function promQl(expression: Expression): string {
  switch (expression.kind) {
    case 'metric':
      return expression.metric;
    case 'increase':
      return `increase(${expression.metric}[${promTime(expression.seconds)}])`;
    case 'absent':
      return `absent(${expression.metric})`;
    case 'number':
      return String(expression.value);
    case 'now':
      return 'time()';
    default: {
      const { kind, left, right } = expression;
      return `${operand(left, PRECEDENCE[kind], false)} ${kind} ${operand(right, PRECEDENCE[kind], true)}`;
    }
  }
}

/** Operators of one rank are read from the left, so that on the right they need parentheses too. */
function operand(expression: Expression, rank: number, right: boolean): string {
  const text = promQl(expression);
  if (!('left' in expression)) return text;
  const own = PRECEDENCE[expression.kind];
  return own < rank || (right && own === rank) ? `(${text})` : text;
}

/** Whole seconds or milliseconds in the largest units that Prometheus takes: 93600 -> "1d2h". */
export function promTime(seconds: number): string {
  let rest = Math.round(seconds * 1000);
  if (rest === 0) return '0s';
  let text = '';
  for (const [unit, length] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
    ['ms', 1],
  ] as const) {
    if (rest >= length) text += `${Math.floor(rest / length)}${unit}`;
    rest %= length;
  }
  return text;
}

/** The metrics that a condition is decided by. */
export function metricsOf(expression: Expression): readonly MetricName[] {
  if ('left' in expression)
    return [...new Set([...metricsOf(expression.left), ...metricsOf(expression.right)])];
  return 'metric' in expression ? [expression.metric] : [];
}
