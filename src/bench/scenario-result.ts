import type { Layout } from '../model/layout.ts';
import type { Comparison, ScenarioResult } from '../model/run-trials.ts';
import type { Scenario } from '../model/scenario.ts';
import { compareTrials, type Statistic } from '../stats/compare.ts';
import { blockMeans, blockMedians, summarise } from '../stats/trial.ts';
import type { Measured, Measurement } from './measure.ts';

/** The row of the run document: every layout's figures, and each pair of layouts compared. */
export function scenarioResult(
  scenario: Scenario,
  layouts: readonly Layout[],
  { callsPerSample, samplesPerBlock, trials: measured }: Measurement,
): ScenarioResult {
  const trials = layouts.map(({ name }): ScenarioResult['trials'][number] => {
    const trial = measured.get(name);
    if (trial?.status !== 'measured')
      return { status: 'failed', layout: name, reason: trial?.reason ?? 'not run' };
    return {
      status: 'measured',
      layout: name,
      plan: trial.plan,
      callsPerSample,
      samplesPerBlock,
      generations: generationsOf(trial),
      summary: summarise(trial.samples, callsPerSample),
    };
  });
  const good = [...measured.values()].filter((trial) => trial.status === 'measured');
  return {
    name: scenario.name,
    kind: scenario.kind,
    description: scenario.description,
    tables: [...scenario.tables],
    writes: scenario.writes === true,
    digest: good[0]?.digest ?? null,
    trials,
    comparisons: compareAll(layouts, measured, scenario.writes ? 'mean' : 'median'),
  };
}

type MeasuredTrial = Extract<Measured, { status: 'measured' }>;

function generationsOf({ samples }: MeasuredTrial) {
  const means = blockMeans(samples);
  return blockMedians(samples).map((medians, g) => ({ blockMedians: medians, blockMeans: means[g] ?? [] }));
}

/** Every pair of layouts once: each with those before it, so with the first foremost. */
function compareAll(
  layouts: readonly Layout[],
  measured: ReadonlyMap<string, Measured>,
  statistic: Statistic,
): Comparison[] {
  const blocks = statistic === 'mean' ? blockMeans : blockMedians;
  const trials = layouts.flatMap(({ name }) => {
    const trial = measured.get(name);
    return trial?.status === 'measured' ? [{ name, blocks: blocks(trial.samples) }] : [];
  });
  return trials.flatMap((trial, index) =>
    trials
      .slice(0, index)
      .map((before) => compareTrials(trial.name, trial.blocks, before.name, before.blocks, statistic)),
  );
}
