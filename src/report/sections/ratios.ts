import type { RunDocument } from '../../model/run.ts';
import type { Comparison } from '../../model/run-trials.ts';
import { tally } from '../../render/tally.ts';
import { formatLevel, formatPercent, formatRatio } from '../../render/units.ts';
import { baseAndOthers, byKind, comparisonOf, hasVerdict, resolution } from '../../render/view.ts';
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
  const words = { slower: ' **slower**', faster: ' **faster**', same: ' &#126;', unknown: ' ?' }[verdict];
  return `${formatRatio(ratio)}${range}${words}`;
}

function legend(run: RunDocument): string {
  const { base, others } = baseAndOthers(run);
  const hidden = resolution(run);
  const level = run.scenarios.flatMap((one) =>
    one.comparisons.flatMap(({ interval }) => interval?.level ?? []),
  )[0];
  const intervals = `the ${level === undefined ? '' : `${formatLevel(level)} `}intervals reach`;
  return [
    ...(hasVerdict(run, 'same')
      ? [
          '&#126; is: no difference found' +
            (hidden
              ? `; ${intervals} ±${formatPercent(hidden.median)} (median) to ±${formatPercent(hidden.widest)} ` +
                '(widest), and a smaller difference stays hidden.'
              : '.'),
        ]
      : []),
    ...(hasVerdict(run, 'unknown') ? ['? is: not known, too few processes per trial for an interval.'] : []),
    ...(others.some(({ name }) => tally(run, name, base.name).missing > 0)
      ? [`An empty cell was not measured on both ${code(base.name)} and the other layout.`]
      : []),
  ].join(' ');
}
