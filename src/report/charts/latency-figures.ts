import type { RunDocument } from '../../model/run.ts';
import type { MeasuredTrial, ScenarioResult } from '../../model/run-trials.ts';
import { byKind } from '../../render/view.ts';
import { quantile } from './scale.ts';

/** How the blocks of one trial spread, seconds per call. */
export interface Spread {
  readonly layout: number;
  readonly low: number;
  readonly quartile1: number;
  readonly median: number;
  readonly quartile3: number;
  readonly high: number;
  /** Of the samples, not of the blocks: what single calls now and then take. */
  readonly p99: number;
}

export interface ScenarioSpreads {
  readonly name: string;
  readonly spreads: readonly Spread[];
}

export interface KindSpreads {
  readonly kind: string;
  readonly scenarios: readonly ScenarioSpreads[];
}

/** By kind and scenario; what was not measured on any layout is not in it. `layout` counts in run.layouts. */
export function latencySpreads(run: RunDocument): readonly KindSpreads[] {
  return byKind(run.scenarios)
    .map(({ kind, scenarios }) => ({
      kind,
      scenarios: scenarios
        .map((scenario) => ({ name: scenario.name, spreads: spreadsOf(run, scenario) }))
        .filter(({ spreads }) => spreads.length > 0),
    }))
    .filter(({ scenarios }) => scenarios.length > 0);
}

function spreadsOf(run: RunDocument, scenario: ScenarioResult): readonly Spread[] {
  return run.layouts.flatMap(({ name }, layout) => {
    const trial = scenario.trials.find((one) => one.layout === name);
    if (trial?.status !== 'measured') return [];
    // What is too short for the clock has no place on a logarithmic axis.
    const blocks = blocksOf(scenario, trial)
      .filter((seconds) => seconds > 0)
      .sort((a, b) => a - b);
    const [low, high] = [blocks[0], blocks.at(-1)];
    if (low === undefined || high === undefined || !(trial.summary.p99Seconds > 0)) return [];
    const [quartile1, median, quartile3] = [0.25, 0.5, 0.75].map((p) => quantile(blocks, p)) as [
      number,
      number,
      number,
    ];
    return [{ layout, low, quartile1, median, quartile3, high, p99: trial.summary.p99Seconds }];
  });
}

/** The statistic that the run compares: medians of what reads, means of what writes. */
function blocksOf({ writes }: ScenarioResult, { generations }: MeasuredTrial): number[] {
  return generations.flatMap(({ blockMeans, blockMedians }) => (writes ? blockMeans : blockMedians));
}
