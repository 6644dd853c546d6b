import type { RunDocument } from '../../model/run.ts';
import type { Comparison } from '../../model/run-trials.ts';
import { tally } from '../../render/tally.ts';
import { formatEffect, formatLevel, formatRatio } from '../../render/units.ts';
import { baseAndOthers, byKind, comparisonOf, smallestEffects } from '../../render/view.ts';
import { code } from '../escape.ts';
import { columns, markdownTable, section } from '../markdown-table.ts';

/** Every layout against the first, by kind; the verdict in words beside the figure. */
export function ratiosSection(run: RunDocument): string {
  const { base, others } = baseAndOthers(run);
  const rows = byKind(run.scenarios).flatMap(({ scenarios }) =>
    scenarios.map((scenario) => [
      code(`${scenario.kind}/${scenario.name}`),
      ...others.map(({ name }) => ratioCell(comparisonOf(scenario, name, base.name))),
    ]),
  );
  if (others.length === 0 || rows.length === 0) return '';
  const head = columns('Scenario', ...others.map(({ name }) => `>${code(name)} / ${code(base.name)}`));
  return section(
    '## Ratios',
    `Time divided by the time on ${code(base.name)}, with its interval: above 1 is slower. Medians are compared; of scenarios that write, means, which carry their share of checkpoints. ${legend(run)}`.trim(),
    markdownTable(head, rows),
    otherPairs(run),
  );
}

/** The pairs without the first layout, where there are more than two. */
function otherPairs(run: RunDocument): string {
  const { others } = baseAndOthers(run);
  const pairs = others.flatMap((one, index) =>
    others.slice(0, index).map((before) => [one.name, before.name] as const),
  );
  if (pairs.length === 0) return '';
  const rows = byKind(run.scenarios).flatMap(({ scenarios }) =>
    scenarios.map((scenario) => [
      code(`${scenario.kind}/${scenario.name}`),
      ...pairs.map(([one, before]) => ratioCell(comparisonOf(scenario, one, before))),
    ]),
  );
  return markdownTable(
    columns('Scenario', ...pairs.map(([one, before]) => `>${code(one)} / ${code(before)}`)),
    rows,
  );
}

function ratioCell(comparison: Comparison | undefined): string {
  if (comparison === undefined) return '';
  const { ratio, interval, verdict } = comparison;
  const range = interval ? ` (${formatRatio(interval.low)} to ${formatRatio(interval.high)})` : '';
  const words = {
    slower: ' **slower**',
    faster: ' **faster**',
    same: ' &#126;',
    inconclusive: ' inconclusive',
  }[verdict];
  return `${formatRatio(ratio)}${range}${words}`;
}

function legend(run: RunDocument): string {
  const { base, others } = baseAndOthers(run);
  const effect = smallestEffects(run);
  const level = run.scenarios.flatMap((one) =>
    one.comparisons.flatMap(({ interval }) => interval?.level ?? []),
  )[0];
  return [
    ...(level === undefined ? [] : [`Intervals are of ${formatLevel(level)}${looksText(run)}.`]),
    `A difference is called one where it is significant after Holm's correction for all comparisons and its interval lies wholly beyond ${formatLevel(run.options.threshold)} and beyond the noise floor of its kind; &#126; is the same: the interval lies within ${formatLevel(run.options.threshold)}; everything else is inconclusive.`,
    ...(effect
      ? [
          `This run could have shown ${formatEffect(effect.median)} (median; ${formatEffect(effect.most)} everywhere).`,
        ]
      : []),
    ...(others.some(({ name }) => tally(run, name, base.name).missing > 0)
      ? [`An empty cell was not measured on both ${code(base.name)} and the other layout.`]
      : []),
  ].join(' ');
}

function looksText({ options: { looks, confidence } }: RunDocument): string {
  return looks > 1 ? `: ${formatLevel(confidence)} over ${looks} looks at the figures` : '';
}

/** What each kind's A/A arm showed: one layout against itself, in the same rounds. */
export function noiseSection(run: RunDocument): string {
  if (run.noise.length === 0) return '';
  const rows = run.noise.map(({ kind, writes, scenario, layout, ratio, interval, floor }) => [
    `${code(kind)}${writes ? ', writing' : ''}`,
    code(scenario),
    code(layout),
    // Around 1 three significant digits would hide what matters.
    interval
      ? `${ratio.toFixed(4)} (${interval.low.toFixed(4)} to ${interval.high.toFixed(4)})`
      : ratio.toFixed(4),
    floor === null ? 'not known' : formatEffect(floor),
  ]);
  return section(
    '## Noise floor',
    'A layout against itself, in the same rounds as the others: whatever difference shows is noise. The floor is the largest difference that the interval does not exclude; nothing below it is called a difference in this kind of scenario.',
    markdownTable(columns('Kind', 'Scenario', 'Layout', '>Against itself', '>Floor'), rows),
  );
}
