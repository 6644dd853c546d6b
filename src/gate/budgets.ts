import { BUDGET_FIGURES, type Budget, type BudgetFigure } from '../model/budget.ts';
import type { BudgetResult, Level } from '../model/gate.ts';
import type { LayoutResult } from '../model/run.ts';
import type { Interval, MeasuredTrial, ScenarioResult } from '../model/run-trials.ts';
import { generationInterval } from '../stats/generation.ts';
import { mean } from '../stats/summary.ts';

/** The parts of a run document that budgets are about. */
export interface BudgetedRun {
  readonly layouts: readonly Pick<LayoutResult, 'name'>[];
  readonly scenarios: readonly ScenarioResult[];
}

/** A figure as it was measured. exact: compared as it is; otherwise its interval decides, and none decides nothing. */
interface Found {
  readonly value: number | null;
  readonly interval: Interval | null;
  readonly exact: boolean;
}

const MISSING: Found = { value: null, interval: null, exact: false };

/**
 * Every budget of the scenarios and layouts of a run, against what was measured. There is a row where the figure has a
 * meaning: ratios not for the first layout, writes only of scenarios that write, recall only of vector searches.
 * @param budgetsFor of a scenario (kind/name) on a layout
 */
export function checkBudgets(
  run: BudgetedRun,
  budgetsFor: (scenario: string, layout: string) => readonly Budget[],
): BudgetResult[] {
  const first = run.layouts[0]?.name ?? '';
  return run.scenarios.flatMap((scenario) =>
    run.layouts.flatMap(({ name: layout }) =>
      budgetsFor(`${scenario.kind}/${scenario.name}`, layout)
        .filter(({ figure }) => applies(figure, scenario, layout, first))
        .map((budget): BudgetResult => {
          const found = findFigure(budget.figure, scenario, layout, first);
          const { unit, atLeast } = BUDGET_FIGURES[budget.figure];
          const { value, interval } = found;
          const { kind, name } = scenario;
          const judged = judge(budget, found, atLeast);
          return {
            kind,
            scenario: name,
            layout,
            figure: budget.figure,
            unit,
            atLeast,
            value,
            interval,
            ...judged,
          };
        }),
    ),
  );
}

function applies(figure: BudgetFigure, scenario: ScenarioResult, layout: string, first: string): boolean {
  if (figure === 'ratio') return layout !== first;
  if (figure === 'recallAt10') return scenario.kind === 'vector';
  return !/^(wal|write)/.test(figure) || scenario.writes;
}

function findFigure(figure: BudgetFigure, scenario: ScenarioResult, layout: string, first: string): Found {
  if (figure === 'ratio') {
    const compared = scenario.comparisons.find((one) => one.layout === layout && one.against === first);
    return compared ? { value: compared.ratio, interval: compared.interval, exact: false } : MISSING;
  }
  const trial = scenario.trials.find((one) => one.layout === layout);
  return trial?.status === 'measured' ? figureOf(figure, trial) : MISSING;
}

function figureOf(figure: Exclude<BudgetFigure, 'ratio'>, { summary, generations, figures }: MeasuredTrial) {
  const writes = figures?.writes;
  const perCall = (total: number | null | undefined) =>
    exact(writes && typeof total === 'number' ? total / writes.calls : null);
  switch (figure) {
    case 'median':
      return { value: summary.medianSeconds, interval: summary.interval, exact: false };
    case 'mean':
      return { value: summary.meanSeconds, interval: meanInterval(generations), exact: false };
    // Of these a run keeps no value per generation, so there is no interval.
    case 'p95':
      return exact(summary.p95Seconds);
    case 'p99':
      return exact(summary.p99Seconds);
    case 'min':
      return exact(summary.minSeconds);
    case 'walBytesPerCall':
      return perCall(writes?.walBytes);
    case 'walFramesPerCall':
      return perCall(writes?.walFrames);
    case 'writeCallsPerCall':
      return perCall(writes?.writeCalls);
    case 'writeBytesPerCall':
      return perCall(writes?.writeBytes);
    case 'recallAt10':
      return exact(figures?.recallAt10 ?? null);
  }
}

function exact(value: number | null): Found {
  return { value, interval: null, exact: true };
}

/** Blocks have the same number of calls, so the mean of their means is the mean of the calls. */
function meanInterval(generations: MeasuredTrial['generations']): Interval | null {
  const means = generations.flatMap(({ blockMeans }) => (blockMeans.length > 0 ? [mean(blockMeans)] : []));
  const interval = generationInterval(means);
  return interval && { ...interval, low: Math.max(0, interval.low) };
}

type Standing = 'broken' | 'open' | 'met';

/** Wholly on the wrong side of the limit, wholly on the right one, or neither. On the limit is on the right side. */
function standing({ value, interval, exact }: Found, limit: number, atLeast: boolean): Standing {
  const range = exact && value !== null ? { low: value, high: value } : interval;
  if (range === null) return 'open';
  if (atLeast ? range.high < limit : range.low > limit) return 'broken';
  return (atLeast ? range.low >= limit : range.high <= limit) ? 'met' : 'open';
}

/** The level, and the limit that it comes from; of a budget that is met, the one that would fail. */
function judge({ warn, fail }: Budget, found: Found, atLeast: boolean): { level: Level; limit: number } {
  const at = (limit: number | null) => (limit === null ? 'met' : standing(found, limit, atLeast));
  const [failing, warning] = [at(fail), at(warn)];
  if (fail !== null && failing === 'broken') return { level: 'fail', limit: fail };
  if (fail !== null && failing === 'open') return { level: 'open', limit: fail };
  // What may be beyond the limit that warns, and is not beyond the one that fails, is worth a warning and no more.
  if (warn !== null && warning !== 'met') return { level: 'warn', limit: warn };
  return { level: 'pass', limit: (fail ?? warn) as number };
}
