import type { RunDocument } from '../model/run.ts';
import type { Judged, ScenarioResult } from '../model/run-trials.ts';
import { estimateStored } from '../stats/estimate.ts';
import { CONFIDENCE, judgeAll, type ToJudge } from '../stats/judge.ts';
import { median } from '../stats/summary.ts';

/**
 * Two runs of the same code at different times differ by more than either can see of itself: memory lies elsewhere,
 * neighbours come and go. The furthest two of eight runs, every second beside a half busy core, were 19 % apart, relative
 * to the reference query (57 % as they are; docs/measuring.md, Stored runs). Nothing below is claimed; --against sees far
 * less.
 */
export const STORED_FLOOR = 0.2;

/** Of how far the scenarios of these two runs differ, in robust standard deviations, one has to stand out. */
const OUTSTANDING = 3;
/** Makes a median absolute deviation comparable to a standard deviation of normal data (Rousseeuw and Croux, 1993). */
const MAD_TO_DEVIATION = 1.4826;
/** With fewer scenarios their spread says nothing. */
const LEAST_FOR_SPREAD = 8;

export interface StoredChange {
  readonly scenario: string;
  readonly layout: string;
  readonly judged: Judged;
}

/**
 * Judges the times of two stored runs, each relative to its own reference query.
 * @param level of the intervals: of one look, where head is measured until this says something
 */
export function judgeStored(
  base: RunDocument,
  head: RunDocument,
  thresholdOf: (scenario: ScenarioResult) => number,
  level: number = CONFIDENCE,
): StoredChange[] {
  const second = head.reference?.medianSeconds ?? 1;
  const rows = head.scenarios.flatMap((scenario) => {
    const other = base.scenarios.find(({ name, kind }) => name === scenario.name && kind === scenario.kind);
    return scenario.trials.flatMap(({ layout }) => {
      const [a, b] = [relative(scenario, layout), other && relative(other, layout)];
      if (!a || !b || scenario.digest !== other?.digest) return [];
      const statistic = scenario.writes ? 'mean' : 'median';
      return [{ scenario, layout, estimate: estimateStored(a, b, statistic, level, second) }];
    });
  });
  const spread = spreadOf(rows.map(({ estimate }) => estimate.ratio));
  const family = rows.map(({ scenario, estimate }): ToJudge => {
    const floor = Math.max(STORED_FLOOR, spread, floorIn(base, scenario), floorIn(head, scenario));
    // Neither a difference nor its absence can be told more finely than two runs of the same code differ.
    return { estimate, threshold: Math.max(thresholdOf(scenario), STORED_FLOOR), floor };
  });
  return judgeAll(family, 1 - level).map((judged, i) => {
    const { scenario, layout } = rows[i] as (typeof rows)[number];
    // Where these two runs differ by more than that for no reason, an interval within it is luck.
    const lucky = judged.verdict === 'same' && (judged.floor ?? 0) > judged.threshold;
    return {
      scenario: scenario.name,
      layout,
      judged: lucky ? { ...judged, verdict: 'inconclusive' as const } : judged,
    };
  });
}

/** A figure per generation relative to the reference query; undefined where there is none for each of them. */
function relative(scenario: ScenarioResult, layout: string): number[] | undefined {
  const trial = scenario.trials.find((one) => one.layout === layout);
  if (trial?.status !== 'measured') return undefined;
  const figures = trial.generations.flatMap(({ toReference }) => toReference ?? []);
  return figures.length === trial.generations.length ? figures : undefined;
}

/** How far most scenarios of two runs differ from each other, as a fraction: most have not changed. */
function spreadOf(ratios: readonly number[]): number {
  if (ratios.length < LEAST_FOR_SPREAD) return 0;
  const logs = ratios.map(Math.log);
  const centre = median(logs);
  const deviation = MAD_TO_DEVIATION * median(logs.map((value) => Math.abs(value - centre)));
  return Math.exp(OUTSTANDING * deviation) - 1;
}

function floorIn(run: RunDocument, { kind, writes }: ScenarioResult): number {
  return run.noise.find((one) => one.kind === kind && one.writes === writes)?.floor ?? 0;
}
