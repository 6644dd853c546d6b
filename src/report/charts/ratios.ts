import type { LayoutResult, RunDocument } from '../../model/run.ts';
import type { Comparison, ScenarioResult } from '../../model/run-trials.ts';
import { tally, tallyText } from '../../render/tally.ts';
import { formatRatio } from '../../render/units.ts';
import { baseAndOthers, byKind, comparisonOf } from '../../render/view.ts';
import type { ChartPlan } from './chart.ts';
import { type Forest, type ForestRow, forestPlan } from './forest.ts';
import { list, shown } from './names.ts';

/** Every other layout against the first, as a forest plot. */
export function ratiosPlan(run: RunDocument): ChartPlan | undefined {
  const forest = ratiosForest(run);
  if (forest === undefined) return undefined;
  const base = shown(baseAndOthers(run).base.name);
  return forestPlan(forest, {
    id: 'ratios',
    title: `Time against ${base}`,
    description: describe(run),
    axis: 'ratio of times: above 1 is slower',
  });
}

/** Undefined where no scenario was measured on two layouts. */
export function ratiosForest(run: RunDocument): Forest | undefined {
  const compared = comparedLayouts(run);
  if (compared.length === 0) return undefined;
  const { base } = baseAndOthers(run);
  const rows: ForestRow[] = [];
  const panels = compared.map(({ name }) => ({
    name,
    title: `${shown(name)} / ${shown(base.name)}`,
    points: [] as (Comparison & { row: number })[],
  }));
  const has = (scenario: ScenarioResult) =>
    compared.some(({ name }) => comparisonOf(scenario, name, base.name) !== undefined);
  for (const { kind, scenarios } of byKind(run.scenarios)) {
    const found = scenarios.filter(has);
    if (found.length === 0) continue;
    rows.push({ label: shown(kind), heading: true });
    for (const scenario of found) {
      for (const { name, points } of panels) {
        const comparison = comparisonOf(scenario, name, base.name);
        if (comparison) points.push({ ...comparison, row: rows.length });
      }
      rows.push({ label: shown(scenario.name), heading: false });
    }
  }
  return { rows, panels };
}

function comparedLayouts(run: RunDocument): readonly LayoutResult[] {
  const { base, others } = baseAndOthers(run);
  return others.filter(({ name }) =>
    run.scenarios.some((scenario) => comparisonOf(scenario, name, base.name) !== undefined),
  );
}

function describe(run: RunDocument): string {
  const { base } = baseAndOthers(run);
  const sentences = comparedLayouts(run).map(({ name }) => {
    const counts = tallyText(tally(run, name, base.name));
    return `${shown(name)} against ${shown(base.name)}: ${counts}${extremes(run, name)}.`;
  });
  return `Time per call divided by the time on ${shown(base.name)}, with its interval, for each scenario. ${sentences.join(' ')}`;
}

function extremes(run: RunDocument, layout: string): string {
  const { base } = baseAndOthers(run);
  const found = run.scenarios.flatMap((scenario) => {
    const comparison = comparisonOf(scenario, layout, base.name);
    return comparison ? [{ name: `${scenario.kind}/${scenario.name}`, ...comparison }] : [];
  });
  const worst = found.filter(({ verdict }) => verdict === 'slower').sort((a, b) => b.ratio - a.ratio)[0];
  const best = found.filter(({ verdict }) => verdict === 'faster').sort((a, b) => a.ratio - b.ratio)[0];
  const texts = [
    ...(worst ? [`slowest ${shown(worst.name, 60)} at ${formatRatio(worst.ratio)}`] : []),
    ...(best ? [`fastest ${shown(best.name, 60)} at ${formatRatio(best.ratio)}`] : []),
  ];
  return texts.length === 0 ? '' : `; ${list(texts)}`;
}
