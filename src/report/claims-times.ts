import type { RunDocument } from '../model/run.ts';
import { trialOf, typicalSeconds } from '../render/view.ts';

/** The typical times, in seconds, of a kind's scenarios on a layout (medians; means of those that write), and how many scenarios of the kind there are. */
export function mediansOf(
  run: RunDocument,
  kind: string,
  layout: string,
): { medians: number[]; scenarios: number } {
  const scenarios = run.scenarios.filter((scenario) => scenario.kind === kind);
  const medians = scenarios.flatMap((scenario) => {
    const trial = trialOf(scenario, layout);
    return trial?.status === 'measured' ? [typicalSeconds(scenario, trial)] : [];
  });
  return { medians, scenarios: scenarios.length };
}
