import type { Layout } from '../model/layout.ts';
import type { ScenarioResult } from '../model/run-trials.ts';
import type { Scenario } from '../model/scenario.ts';
import { compareTrials } from '../stats/compare.ts';
import { blockMedians, summarise } from '../stats/trial.ts';
import type { Measured, Measurement } from './measure.ts';

/** The row of the run document: every layout's figures, and each layout compared with the first. */
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
      generations: blockMedians(trial.samples).map((medians) => ({ blockMedians: medians })),
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
    comparisons: compareWithFirst(layouts, measured),
  };
}

function compareWithFirst(layouts: readonly Layout[], measured: ReadonlyMap<string, Measured>) {
  const [first, ...others] = layouts;
  const base = first && measured.get(first.name);
  if (first === undefined || base?.status !== 'measured') return [];
  return others.flatMap(({ name }) => {
    const trial = measured.get(name);
    if (trial?.status !== 'measured') return [];
    return [compareTrials(name, blockMedians(trial.samples), first.name, blockMedians(base.samples))];
  });
}
