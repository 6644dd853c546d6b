import { BUDGET_FIGURE_NAMES, type Budget, type BudgetFigure, type Threshold } from '../model/budget.ts';
import { Failure } from '../model/failure.ts';
import type { Config } from './config.ts';
import { placed } from './messages.ts';
import { nearest, suggestion } from './nearest.ts';

export interface Settings {
  readonly threshold: Threshold;
  readonly budgets: readonly Budget[];
}

/**
 * What the configuration says of a scenario on a layout. Key by key the more specific pattern wins, and within one
 * pattern what it says of the layout: the threshold is one key, each figure of the budgets is one.
 * @param scenario as kind/name
 */
export function settingsFor(config: Config, scenario: string, layout: string): Settings {
  let { threshold } = config;
  const budgets = new Map<BudgetFigure, Budget | null>();
  for (const rule of config.rules) {
    if (!matches(rule.pattern, scenario) || (rule.layout !== null && rule.layout !== layout)) continue;
    threshold = rule.threshold ?? threshold;
    for (const [figure, budget] of rule.budgets) budgets.set(figure, budget);
  }
  return { threshold, budgets: BUDGET_FIGURE_NAMES.flatMap((figure) => budgets.get(figure) ?? []) };
}

function matches(pattern: string, scenario: string): boolean {
  if (pattern === '*') return true;
  return pattern.endsWith('/*') ? scenario.startsWith(pattern.slice(0, -1)) : pattern === scenario;
}

/**
 * A misspelt pattern would set nothing, and nobody would hear of it.
 * @param names every scenario there is as kind/name, also those that a filter leaves out
 * @param layouts every layout there is, also those not measured; without it layouts are not checked
 * @throws Failure (exit 2) that names the pattern and the nearest scenario
 */
export function checkPatterns(config: Config, names: readonly string[], layouts?: readonly string[]): void {
  for (const { pattern, layout } of config.rules) {
    if (pattern !== '*' && !names.some((name) => matches(pattern, name)))
      throw new Failure(
        placed(
          config.shown,
          ['scenarios', pattern],
          `there is no such scenario; ${nearestScenario(pattern, names)}`,
        ),
      );
    if (layout !== null && layouts !== undefined && !layouts.includes(layout))
      throw new Failure(
        placed(
          config.shown,
          ['scenarios', pattern, 'layouts', layout],
          `there is no such layout; ${suggestion(layout, layouts)}`,
        ),
      );
  }
}

/** People leave the kind out, or take the wrong one: then the name decides. */
function nearestScenario(pattern: string, names: readonly string[]): string {
  const kinds = [...new Set(names.map((name) => `${name.split('/', 1)[0]}/*`))];
  if (pattern.endsWith('*')) return suggestion(pattern, kinds);
  const last = (name: string) => name.slice(name.indexOf('/') + 1);
  const byName = nearest(pattern, names) ?? names.find((name) => last(name) === last(pattern));
  return suggestion(byName ?? pattern, byName === undefined ? kinds : [byName]);
}
