import type { Expression } from './expression.ts';

/** What a condition is decided on: one database's figures. */
export interface Figures {
  /** Unix seconds. */
  readonly now: number;
  /** Of the latest look. */
  latest(metric: string): number | undefined;
  /** Growth of a counter within the last `seconds`, restarts left out; since its beginning where it is watched for less. */
  increase(metric: string, seconds: number): number | undefined;
}

/**
 * Decides a condition as Prometheus would on the same figures.
 * @returns undefined where a figure was not measured, or a share of nothing is asked for: then it is not known
 */
export function holds(expression: Expression, figures: Figures): boolean | undefined {
  switch (expression.kind) {
    case 'and': {
      const sides = [holds(expression.left, figures), holds(expression.right, figures)];
      return sides.includes(false) ? false : sides.includes(undefined) ? undefined : true;
    }
    case '>':
    case '<':
    case '==': {
      const left = figure(expression.left, figures);
      const right = figure(expression.right, figures);
      if (left === undefined || right === undefined) return undefined;
      return expression.kind === '>' ? left > right : expression.kind === '<' ? left < right : left === right;
    }
    case 'absent':
      // Whoever evaluates this measures.
      return false;
    default:
      throw new TypeError(`${expression.kind} is no condition`);
  }
}

/** The figure on a condition's left side: what there is to say about it. */
export function figureOf(expression: Expression, figures: Figures): number | undefined {
  if (expression.kind === 'and') return figureOf(expression.left, figures);
  if (
    'left' in expression &&
    (expression.kind === '>' || expression.kind === '<' || expression.kind === '==')
  )
    return figure(expression.left, figures);
  return undefined;
}

function figure(expression: Expression, figures: Figures): number | undefined {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'now':
      return figures.now;
    case 'metric':
      return figures.latest(expression.metric);
    case 'increase':
      return figures.increase(expression.metric, expression.seconds);
    case '+':
    case '-':
    case '/': {
      const left = figure(expression.left, figures);
      const right = figure(expression.right, figures);
      if (left === undefined || right === undefined) return undefined;
      const value =
        expression.kind === '+' ? left + right : expression.kind === '-' ? left - right : left / right;
      return Number.isFinite(value) ? value : undefined;
    }
    default:
      throw new TypeError(`${expression.kind} is no figure`);
  }
}
