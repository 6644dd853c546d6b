import type { RunDocument } from '../model/run.ts';
import type { Comparison, ScenarioResult } from '../model/run-trials.ts';
import { tally, tallyText } from '../render/tally.ts';
import { memoryOf } from '../render/totals.ts';
import { formatBytes, formatRatio } from '../render/units.ts';
import { applicationText, baseAndOthers, comparisonOf, trialOf } from '../render/view.ts';
import { evaluateClaims } from './claims.ts';
import { code } from './escape.ts';

/** What the figures say, in a few sentences of Markdown. Every one is computed; none is said without its figure. */
export function findings(run: RunDocument): readonly string[] {
  const { others } = baseAndOthers(run);
  return [
    ...others.flatMap(({ name }) => speed(run, name)),
    ...memory(run),
    ...foreignKeys(run),
    ...claims(run),
  ];
}

interface Compared {
  readonly scenario: ScenarioResult;
  readonly comparison: Comparison;
}

function speed(run: RunDocument, layout: string): string[] {
  const { base } = baseAndOthers(run);
  const compared = run.scenarios.flatMap((scenario): Compared[] => {
    const comparison = comparisonOf(scenario, layout, base.name);
    return comparison ? [{ scenario, comparison }] : [];
  });
  const pair = `${code(layout)} against ${code(base.name)}`;
  if (compared.length === 0) return [`**Speed**, ${pair}: no scenario was measured on both.`];
  const having = (verdict: Comparison['verdict']) =>
    compared.filter(({ comparison }) => comparison.verdict === verdict);
  const slower = having('slower').sort((a, b) => b.comparison.ratio - a.comparison.ratio);
  const faster = having('faster').sort((a, b) => a.comparison.ratio - b.comparison.ratio);
  const counts = tallyText(tally(run, layout, base.name));
  const extremes = [
    ...furthest('Most lost', run, layout, slower[0]),
    ...furthest('Most gained', run, layout, faster[0]),
  ];
  return [`**Speed**, ${pair}: of ${run.scenarios.length} scenarios ${counts}.${extremes.join('')}`];
}

function furthest(label: string, run: RunDocument, layout: string, found: Compared | undefined): string[] {
  if (found === undefined) return [];
  const { scenario, comparison } = found;
  const { interval, ratio } = comparison;
  const range = interval ? ` (${formatRatio(interval.low)} to ${formatRatio(interval.high)})` : '';
  const trial = trialOf(scenario, layout);
  const joined =
    trial?.status === 'measured' && trial.plan === 'application' ? `, ${applicationText(scenario)}` : '';
  const name = code(`${scenario.kind}/${scenario.name}`);
  return [
    ` ${label}: ${name} takes ${formatRatio(ratio)}${range} times as long as on ${code(baseAndOthers(run).base.name)}${joined}.`,
  ];
}

/** Only layouts of one measure stand in one sentence: private and resident memory are not comparable. */
function memory(run: RunDocument): string[] {
  const used = run.layouts.flatMap(({ name }) => {
    const use = memoryOf(run, name);
    return use ? [{ name, use }] : [];
  });
  const [first] = used;
  if (first === undefined || used.some(({ use }) => use.measure !== first.use.measure)) return [];
  const each = used.map(
    ({ name, use }) => `${code(name)} ${formatBytes(use.addedBytes)} (${formatBytes(use.totalBytes)})`,
  );
  return [
    `**Memory**, ${first.use.measure}, added by opening and using the databases (and of the whole process): ` +
      `${each.join(', ')}.`,
  ];
}

function foreignKeys(run: RunDocument): string[] {
  const losing = run.layouts.filter(({ foreignKeys: { cut } }) => cut.length > 0);
  if (losing.length === 0) return ['**Foreign keys**: every layout of this run enforces all of them.'];
  const each = losing.map(
    ({ name, foreignKeys: { enforced, cut } }) =>
      `${code(name)} cannot enforce ${cut.length} of ${enforced.length + cut.length}`,
  );
  return [`**Foreign keys**: ${each.join('; ')}.`];
}

function claims(run: RunDocument): string[] {
  const results = evaluateClaims(run);
  const measured = results.filter(({ verdict }) => verdict !== 'not measured' && verdict !== 'not decided');
  if (measured.length === 0) return [];
  const agree = measured.filter(({ verdict }) => verdict === 'confirmed' || verdict === 'holds').length;
  const partly = measured.filter(({ verdict }) => verdict === 'partly').length;
  const below = measured.filter(({ verdict }) => verdict === 'below').length;
  return [
    `**The evaluation document**: of its ${results.length} claims this run measured ${measured.length}: ${agree} hold, ` +
      `${partly} hold partly, ${measured.length - agree - partly} do not (${below} because the figure is lower).`,
  ];
}
