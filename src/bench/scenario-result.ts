import type { Figures } from '../model/figures.ts';
import type { Layout } from '../model/layout.ts';
import type { ScenarioResult, Statistic } from '../model/run-trials.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Measurement } from './arm.ts';
import { armFigures } from './arm-figures.ts';

/** Medians of what reads are compared; means of what writes, which carry their share of checkpoints. */
export function statisticOf({ writes }: { readonly writes?: boolean }): Statistic {
  return writes ? 'mean' : 'median';
}

/**
 * The row of the run document without its comparisons, which are judged among those of all scenarios.
 * @param armOf the id of the arm that measured a layout
 */
export function scenarioResult(
  scenario: Scenario,
  layouts: readonly Layout[],
  measurement: Measurement,
  armOf: (layout: string) => string,
  figuresOf: (layout: string) => Figures | null,
): ScenarioResult {
  const statistic = statisticOf(scenario);
  const trials = layouts.map(({ name }): ScenarioResult['trials'][number] => {
    const arm = measurement.arms.get(armOf(name));
    if (arm?.status !== 'measured')
      return { status: 'failed', layout: name, reason: arm?.reason ?? 'not run' };
    const { medians, means, summary, toReference } = armFigures(arm, measurement, statistic);
    return {
      status: 'measured',
      layout: name,
      plan: arm.plan,
      callsPerSample: measurement.callsPerSample,
      samplesPerBlock: measurement.samplesPerBlock,
      generations: medians.map((blocks, g) => ({
        blockMedians: [...blocks],
        blockMeans: [...(means[g] ?? [])],
        toReference: toReference[g] ?? null,
      })),
      summary,
      figures: figuresOf(name),
    };
  });
  const digests = layouts.flatMap(({ name }) => {
    const arm = measurement.arms.get(armOf(name));
    return arm?.status === 'measured' ? [arm.digest] : [];
  });
  return {
    name: scenario.name,
    kind: scenario.kind,
    description: scenario.description,
    tables: [...scenario.tables],
    writes: scenario.writes === true,
    digest: digests[0] ?? null,
    trials,
    comparisons: [],
  };
}
