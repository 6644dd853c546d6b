import type { LayoutVerdict, Verdict } from '../model/verdict.ts';
import { palette, type Screen } from './colour.ts';
import { plain, wrap } from './plain.ts';
import {
  beyond,
  capital,
  caveatTexts,
  easiestWeight,
  effectText,
  knownCount,
  listText,
  nearest,
  openText,
  reasons,
  recommendationText,
  unknownTitles,
} from './verdict-words.ts';

/** What follows from the figures, in two to four lines for the end of the screen. Ends with a line break. */
export function renderVerdict(verdict: Verdict, { color, width }: Screen): string {
  const [first = '', ...others] = lines(verdict);
  const indented = (line: string) => wrap(line, width - 2, '  ').replace(/^/gm, '  ');
  return `${[palette(color).bold(wrap(first, width, '  ')), ...others.map(indented)].join('\n')}\n`;
}

function lines(verdict: Verdict): string[] {
  const layout = nearest(verdict);
  const open = openText(verdict, plain);
  const caveats = caveatTexts(verdict);
  return [
    `On these figures: ${recommendationText(verdict, plain)}${open === '' ? '' : `: ${open}`}.`,
    ...(layout ? [`${scoreText(layout, verdict)}.`, ...changeLine(layout)] : []),
    ...(caveats.length > 0 ? [`${capital(caveats.join('; '))}.`] : []),
  ];
}

/** "three against single, by 7 of 10 criteria: -0.06 on a scale of -1 to +1; for it write latency +0.43; against it operations -0.63" */
function scoreText(layout: LayoutVerdict, verdict: Verdict): string {
  const { known, all } = knownCount(layout);
  const pair = `${plain(layout.layout)} against ${plain(verdict.base)}`;
  if (layout.score === null) return `${pair}: no criterion is known`;
  const { for: good, against } = reasons(layout);
  const others = verdict.layouts.filter((one) => one !== layout && one.score !== null);
  return [
    `${pair}, by ${known} of ${all} criteria: ${effectText(layout.score.value)} on a scale of -1 to +1`,
    ...(good.length > 0 ? [`for it ${good.join(', ')}`] : []),
    ...(against.length > 0 ? [`against it ${against.join(', ')}`] : []),
    ...(others.length > 0
      ? [others.map((one) => `${plain(one.layout)} ${effectText(one.score?.value ?? 0)}`).join(', ')]
      : []),
  ].join('; ');
}

function changeLine(layout: LayoutVerdict): string[] {
  const to = layout.outcome === 'better' ? 'worse' : 'better';
  const weight = easiestWeight(layout.changes, to);
  const unknown = unknownTitles(layout);
  const verb = to === 'better' ? 'wins' : 'loses';
  const texts = [
    ...(weight
      ? [
          `${plain(layout.layout)} ${verb} with --weights ${weight.criterion}=${beyond(weight.limit, weight.direction)}${weight.direction === 'above' ? ' or more' : ' or less'}`,
        ]
      : []),
    ...(unknown.length > 0 ? [`unknown: ${listText(unknown)}`] : []),
  ];
  return texts.length === 0 ? [] : [`${capitalUnlessName(texts.join('; '), weight !== undefined)}.`];
}

/** A line that begins with a layout's name begins as that does. */
function capitalUnlessName(text: string, isName: boolean): string {
  return isName ? text : capital(text);
}
