import type { RunDocument } from '../../model/run.ts';
import type { CriterionResult, LayoutVerdict, Verdict } from '../../model/verdict.ts';
import { seedText } from '../../render/terminal-header.ts';
import { formatBytes, formatCount, formatLevel } from '../../render/units.ts';
import {
  capital,
  caveatTexts,
  effectText,
  intervalText,
  knownCount,
  listText,
  nearest,
  openText,
  reasons,
  recommendationText,
  unknownTitles,
} from '../../render/verdict-words.ts';
import { baseAndOthers } from '../../render/view.ts';
import { code, text } from '../escape.ts';
import { columns, list, markdownTable, section } from '../markdown-table.ts';
import { changeTexts, firstChange } from '../verdict/change-words.ts';

/** The answer, why, and what would change it; the criteria with their evidence are criteriaSection's. */
export function verdictSection(run: RunDocument, verdict: Verdict): string {
  const open = openText(verdict, code);
  const caveats = caveatTexts(verdict);
  const layout = nearest(verdict);
  return section(
    '## Verdict',
    `**${capital(recommendationText(verdict, code))}.** ${open === '' ? '' : `${capital(open)}. `}` +
      `Measured on ${text(seedText(run))} x ${formatCount(run.dataset.scale)}, ` +
      `${formatBytes(baseAndOthers(run).base.diskBytes)} as ${code(verdict.base)}.` +
      (caveats.length > 0 ? ` ${capital(caveats.join('; '))}.` : ''),
    list([
      ...verdict.layouts.map((one) => scoreText(one)),
      ...(layout ? unknownTexts(layout) : []),
      ...(layout ? firstChange(layout) : []),
      '[All criteria, with their evidence, weights and what would change the verdict](#criteria).',
    ]),
  );
}

function scoreText(layout: LayoutVerdict): string {
  const { known, all } = knownCount(layout);
  if (layout.score === null) return `${code(layout.layout)}: no criterion is known.`;
  const { for: good, against } = reasons(layout);
  const each = [
    ...(good.length > 0 ? [`for it ${good.join(', ')}`] : []),
    ...(against.length > 0 ? [`against it ${against.join(', ')}`] : []),
  ];
  return (
    `${code(layout.layout)} ${OUTCOMES[layout.outcome]}: ${intervalText(layout.score)} on a scale of -1 to +1, by ${known} of ${all} criteria` +
    `${each.length > 0 ? `; ${each.join('; ')}` : ''}.`
  );
}

const OUTCOMES = {
  better: 'is better',
  worse: 'is worse',
  same: 'is no different',
  undecided: 'is not decided',
} as const;

function unknownTexts(layout: LayoutVerdict): string[] {
  const titles = unknownTitles(layout);
  return titles.length === 0 ? [] : [`Unknown, and so left out: ${listText(titles)}.`];
}

/** Each criterion on each layout with its evidence; the weights; the figures and weights at which the answer changes. */
export function criteriaSection(verdict: Verdict): string {
  const { layouts, base, margin } = verdict;
  const [first] = layouts;
  if (first === undefined) return '';
  const rows = first.criteria.map((criterion, index) => [
    titleCell(layouts.flatMap((layout) => layout.criteria[index] ?? [])),
    formatWeight(criterion.weight),
    ...layouts.map((layout) => cell(layout.criteria[index])),
  ]);
  const total = [
    '**Weighted mean of the known**',
    '',
    ...layouts.map(({ score, known, outcome }) =>
      score === null
        ? 'unknown'
        : `**${intervalText(score)}** ${outcome}; ${formatLevel(known)} of the weight is known`,
    ),
  ];
  const changes = layouts.flatMap(changeTexts);
  return section(
    '## Criteria',
    `Each layout against ${code(base)}; above 0 speaks for the layout, below 0 for ${code(base)}. An effect is a share of ` +
      'the larger figure: +0.5 is half the time or size, -0.5 twice of it; of what can be lost, such as foreign keys, it is ' +
      `the part lost. Latencies and disk within ${formatLevel(margin)} and memory within 10 MB count as 0. A mean within ` +
      `${String(Number(margin.toPrecision(3)))} of 0 is no material difference; with less than half of the weight known nothing is recommended. ` +
      'Scale, limits and equal weights are a choice of this program: `--weights write=3,security=0` makes another.',
    markdownTable(
      columns(
        'Criterion',
        '>Weight',
        ...layouts.map(({ layout }) => `${code(layout)} against ${code(base)}`),
      ),
      [...rows, total],
    ),
    changes.length === 0 ? '' : section('### What would change it', list(changes)),
  );
}

/** Linked to its evidence where there is any. */
function titleCell(results: readonly CriterionResult[]): string {
  const [first] = results;
  if (first === undefined) return '';
  const title = capital(first.title);
  const known = results.some(({ judgement }) => judgement.status === 'known');
  if (!known || first.heading === null) return title;
  return `[${title}](#${first.heading.toLowerCase().replaceAll(' ', '-')})`;
}

function cell(result: CriterionResult | undefined): string {
  if (result === undefined) return '';
  const { judgement } = result;
  if (judgement.status === 'unknown') return `unknown: ${text(judgement.why)}`;
  return `${isNone(result) ? '0' : `**${intervalText(judgement.effect)}**`}: ${text(judgement.says)}`;
}

function isNone({ judgement }: CriterionResult): boolean {
  return (
    judgement.status === 'known' &&
    [judgement.effect.low, judgement.effect.high].every((one) => effectText(one) === '0')
  );
}

function formatWeight(weight: number): string {
  return String(Number(weight.toPrecision(6)));
}
