import type { Statistic, Summary } from '../model/run-trials.ts';
import type { Generations } from '../stats/estimate.ts';
import { mean, median } from '../stats/summary.ts';
import { blockMeans, blockMedians, summarise } from '../stats/trial.ts';
import type { Measured, Measurement } from './arm.ts';

type MeasuredArm = Extract<Measured, { status: 'measured' }>;

/** What is computed of an arm: all of it follows from its samples. */
export interface ArmFigures {
  readonly medians: Generations;
  readonly means: Generations;
  readonly summary: Summary;
  /** Per generation, of what is compared; null where the reference query did not run. */
  readonly toReference: readonly (number | null)[];
}

const known = new WeakMap<readonly unknown[], { generations: number; figures: ArmFigures }>();

/** The figures of an arm, computed once for as many generations as it has: a run asks for them after each scenario. */
export function armFigures(
  arm: MeasuredArm,
  { callsPerSample, reference }: Measurement,
  statistic: Statistic,
): ArmFigures {
  const before = known.get(arm.samples);
  if (before?.generations === arm.samples.length) return before.figures;
  const [medians, means] = [blockMedians(arm.samples), blockMeans(arm.samples)];
  const figures = {
    medians,
    means,
    summary: summarise(arm.samples, callsPerSample),
    toReference: (statistic === 'mean' ? means : medians).map((blocks, g) =>
      relative(blocks, reference[g] ?? null, statistic),
    ),
  };
  known.set(arm.samples, { generations: arm.samples.length, figures });
  return figures;
}

/** What is compared of an arm, a figure per block. */
export function compared({ medians, means }: ArmFigures, statistic: Statistic): Generations {
  return statistic === 'mean' ? means : medians;
}

/** Of means the ratio of the sums, so that rare dear calls count in full here too. */
function relative(
  blocks: readonly number[],
  reference: readonly number[] | null,
  statistic: Statistic,
): number | null {
  if (reference === null || reference.length !== blocks.length) return null;
  if (statistic === 'mean') return mean(blocks) / mean(reference);
  return median(blocks.map((block, i) => block / (reference[i] as number)));
}
