import type { LayoutResult, RunDocument, Warning } from '../model/run.ts';
import type { Comparison, MeasuredTrial, ScenarioResult, Trial } from '../model/run-trials.ts';
import { SCENARIO_KINDS } from '../model/scenario.ts';
import { formatRatio } from './units.ts';

/** What every reader of the run document asks it. Nothing is measured or guessed here. */

export interface KindGroup {
  readonly kind: string;
  readonly scenarios: readonly ScenarioResult[];
}

/** Scenarios by kind: the kinds in their usual order, kinds of the user's own after them. */
export function byKind(scenarios: readonly ScenarioResult[]): readonly KindGroup[] {
  const found = new Set(scenarios.map((scenario) => scenario.kind));
  const known = SCENARIO_KINDS.filter((kind) => found.delete(kind));
  return [...known, ...found].map((kind) => ({
    kind,
    scenarios: scenarios.filter((one) => one.kind === kind),
  }));
}

/** The layout that the others are compared with, and the others. */
export function baseAndOthers(run: RunDocument): { base: LayoutResult; others: readonly LayoutResult[] } {
  const [base, ...others] = run.layouts;
  if (base === undefined) throw new TypeError('a run document has at least one layout');
  return { base, others };
}

export function trialOf(scenario: ScenarioResult, layout: string): Trial | undefined {
  return scenario.trials.find((trial) => trial.layout === layout);
}

const TURNED = { slower: 'faster', faster: 'slower', same: 'same', unknown: 'unknown' } as const;

/** The comparison of `layout` with `against`, turned round where the run holds it the other way; undefined if absent. */
export function comparisonOf(
  scenario: ScenarioResult,
  layout: string,
  against: string,
): Comparison | undefined {
  const straight = scenario.comparisons.find((one) => one.layout === layout && one.against === against);
  if (straight) return straight;
  const other = scenario.comparisons.find((one) => one.layout === against && one.against === layout);
  return (
    other && {
      layout,
      against,
      statistic: other.statistic,
      ratio: 1 / other.ratio,
      // An interval that reaches down to 0 would have no upper end when turned round.
      interval:
        other.interval && other.interval.low > 0
          ? { low: 1 / other.interval.high, high: 1 / other.interval.low, level: other.interval.level }
          : null,
      verdict: TURNED[other.verdict],
    }
  );
}

/** What stands for a trial where one figure has to: the median of what reads, the mean of what writes. Seconds. */
export function typicalSeconds(scenario: ScenarioResult, trial: MeasuredTrial): number {
  return scenario.writes ? trial.summary.meanSeconds : trial.summary.medianSeconds;
}

/** What an application plan does in place of one statement or transaction. */
export function applicationText({ writes }: ScenarioResult): string {
  return writes ? 'a transaction per connection' : 'joined in the application';
}

export interface FailedRow {
  readonly what: string;
  readonly layout: string;
  readonly reason: string;
}

/** Everything that failed, named: trials as kind/name, then memory and WAL measurements. */
export function failedRows(run: RunDocument): readonly FailedRow[] {
  const rows = (
    what: string,
    results: readonly { status: string; layout: string; reason?: string }[],
  ): FailedRow[] =>
    results.flatMap(({ status, layout, reason = '' }) =>
      status === 'failed' ? [{ what, layout, reason }] : [],
    );
  return [
    ...run.scenarios.flatMap((scenario) => rows(`${scenario.kind}/${scenario.name}`, scenario.trials)),
    ...rows('memory', run.memory),
    ...rows('WAL', run.wal),
  ];
}

/** A warning with its advice, as one sentence. */
export function warningText({ message, advice }: Warning): string {
  return `${message}${/[.!?:;]$/.test(message) ? '' : ';'} ${advice}`.trim();
}

/**
 * How much a "no difference found" can hide: of the comparisons that found none, half the width of the interval relative
 * to the ratio, and never less than the smallest difference that is claimed at all.
 */
export function resolution(run: RunDocument): { median: number; widest: number } | undefined {
  const least = run.options.smallestDifference;
  const halves = run.scenarios
    .flatMap((scenario) => scenario.comparisons)
    .filter(({ verdict }) => verdict === 'same')
    .flatMap(({ ratio, interval }) =>
      interval ? [Math.max(least, (interval.high - interval.low) / 2 / ratio)] : [],
    )
    .sort((a, b) => a - b);
  const median = halves[Math.floor((halves.length - 1) / 2)];
  const widest = halves.at(-1);
  return median === undefined || widest === undefined ? undefined : { median, widest };
}

export function hasVerdict(run: RunDocument, verdict: Comparison['verdict']): boolean {
  return run.scenarios.some((scenario) => scenario.comparisons.some((one) => one.verdict === verdict));
}

/** "1.14", "~" where no difference was found, "?" where there are too few processes to tell. */
export function ratioText({ ratio, verdict }: Comparison): string {
  if (verdict === 'same') return '~';
  return verdict === 'unknown' ? '?' : formatRatio(ratio);
}
