import type { RunDocument } from '../../model/run.ts';
import { changePlan } from './change.ts';
import type { Chart, ChartPlan } from './chart.ts';
import { draw } from './draw.ts';
import { experimentPlans } from './experiments.ts';
import { latencyPlan } from './latency.ts';
import { memoryPlan } from './memory.ts';
import { ratiosPlan } from './ratios.ts';
import { sizesPlan } from './sizes.ts';
import { walPlan } from './wal.ts';

export type { Chart } from './chart.ts';

/** The charts of a run before they are drawn, in the order of the report. What has no figures has no chart. */
export function chartPlans(run: RunDocument): readonly ChartPlan[] {
  const plans = [ratiosPlan, changePlan, latencyPlan, memoryPlan, walPlan, sizesPlan].map((plan) =>
    plan(run),
  );
  return [...plans.filter((plan) => plan !== undefined), ...experimentPlans(run)];
}

/** The same run gives the same bytes. Loads ECharts when there is something to draw. */
export async function renderCharts(run: RunDocument): Promise<readonly Chart[]> {
  const charts: Chart[] = [];
  for (const plan of chartPlans(run)) {
    const { id, title, description } = plan;
    charts.push({ id, title, description, svg: await draw(plan) });
  }
  return charts;
}
