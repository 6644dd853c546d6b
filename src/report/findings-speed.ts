import type { RunDocument } from '../model/run.ts';
import type { Comparison, ScenarioResult } from '../model/run-trials.ts';
import { tally, tallyText } from '../render/tally.ts';
import { formatRatio } from '../render/units.ts';
import { applicationText, baseAndOthers, comparisonOf, trialOf } from '../render/view.ts';
import { code } from './escape.ts';

export interface Compared {
  readonly scenario: ScenarioResult;
  readonly layout: string;
  readonly comparison: Comparison;
}

/** Every scenario that has a ratio of this layout to the first. */
export function comparedOn(run: RunDocument, layout: string): readonly Compared[] {
  const { base } = baseAndOthers(run);
  return run.scenarios.flatMap((scenario) => {
    const comparison = comparisonOf(scenario, layout, base.name);
    return comparison ? [{ scenario, layout, comparison }] : [];
  });
}

/** How many scenarios are slower, faster, ... as a sentence of Markdown. */
export function speedText(run: RunDocument, layout: string): string {
  const { base } = baseAndOthers(run);
  const pair = `${code(layout)} against ${code(base.name)}`;
  if (comparedOn(run, layout).length === 0) return `**Speed**, ${pair}: no scenario was measured on both.`;
  return `**Speed**, ${pair}: of ${run.scenarios.length} scenarios ${tallyText(tally(run, layout, base.name))}.`;
}

export function furthestText(run: RunDocument, { scenario, layout, comparison }: Compared): string {
  const { interval, ratio } = comparison;
  const range = interval ? ` (${formatRatio(interval.low)} to ${formatRatio(interval.high)})` : '';
  const trial = trialOf(scenario, layout);
  const joined =
    trial?.status === 'measured' && trial.plan === 'application' ? `, ${applicationText(scenario)}` : '';
  return (
    `${code(`${scenario.kind}/${scenario.name}`)} takes ${formatRatio(ratio)}${range} times as long on ` +
    `${code(layout)} as on ${code(baseAndOthers(run).base.name)}${joined}.`
  );
}
