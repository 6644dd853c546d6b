import type { RunDocument } from '../model/run.ts';
import { trialOf } from '../render/view.ts';

/** The medians, in seconds, of a kind's scenarios on a layout, and how many scenarios of the kind there are. */
export function mediansOf(
  run: RunDocument,
  kind: string,
  layout: string,
): { medians: number[]; scenarios: number } {
  const scenarios = run.scenarios.filter((scenario) => scenario.kind === kind);
  const medians = scenarios.flatMap((scenario) => {
    const trial = trialOf(scenario, layout);
    return trial?.status === 'measured' ? [trial.summary.medianSeconds] : [];
  });
  return { medians, scenarios: scenarios.length };
}
