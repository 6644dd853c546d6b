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

const TURNED = { slower: 'faster', faster: 'slower', same: 'same', inconclusive: 'inconclusive' } as const;

/** The comparison of `layout` with `against`, turned round where the run holds it the other way; undefined if absent. */
export function comparisonOf(
  scenario: ScenarioResult,
  layout: string,
  against: string,
): Comparison | undefined {
  const straight = scenario.comparisons.find((one) => one.layout === layout && one.against === against);
  if (straight) return straight;
  const other = scenario.comparisons.find((one) => one.layout === against && one.against === layout);
  return other && turned(other);
}

function turned(other: Comparison): Comparison {
  const { layout, against, ratio, interval, shiftSeconds, verdict } = other;
  return {
    ...other,
    layout: against,
    against: layout,
    ratio: 1 / ratio,
    shiftSeconds: -shiftSeconds,
    // An interval that reaches down to 0 would have no upper end when turned round.
    interval:
      interval && interval.low > 0
        ? { low: 1 / interval.high, high: 1 / interval.low, level: interval.level }
        : null,
    verdict: TURNED[verdict],
  };
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
    ...run.traces.flatMap((trace) => rows(`trace of ${trace.scenario}`, [trace])),
  ];
}

/** A warning with its advice, as one sentence. */
export function warningText({ message, advice }: Warning): string {
  return `${message}${/[.!?:;]$/.test(message) ? '' : ';'} ${advice}`.trim();
}

export interface Range {
  readonly median: number;
  readonly most: number;
}

function rangeOf(values: readonly number[]): Range | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const [median, most] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted.at(-1)];
  return median === undefined || most === undefined ? undefined : { median, most };
}

/** The smallest effects that the comparisons of a run could have shown, as fractions. */
export function smallestEffects(run: RunDocument): Range | undefined {
  return rangeOf(
    run.scenarios.flatMap((scenario) => scenario.comparisons.flatMap((one) => one.smallestEffect ?? [])),
  );
}

/** The noise floors of a run's kinds, as fractions. */
export function noiseFloors(run: RunDocument): Range | undefined {
  return rangeOf(run.noise.flatMap(({ floor }) => floor ?? []));
}

export function hasVerdict(run: RunDocument, verdict: Comparison['verdict']): boolean {
  return run.scenarios.some((scenario) => scenario.comparisons.some((one) => one.verdict === verdict));
}

/** "1.14"; "~" where there is no difference, "?" where that could not be decided, with the ratio if it has an interval. */
export function ratioText({ ratio, verdict, interval }: Comparison): string {
  if (verdict === 'same') return '~';
  if (verdict !== 'inconclusive') return formatRatio(ratio);
  return interval ? `? ${formatRatio(ratio)}` : '?';
}
