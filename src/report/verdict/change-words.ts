import type { Change, CriterionResult, LayoutVerdict } from '../../model/verdict.ts';
import { formatPercent } from '../../render/units.ts';
import { beyond, easiestWeight, effectText, listText } from '../../render/verdict-words.ts';
import { code } from '../escape.ts';

/** The change of weight that is easiest to make, and what the unknown criteria would have to be, as Markdown. */
export function firstChange(layout: LayoutVerdict): string[] {
  const to = layout.outcome === 'better' ? 'worse' : 'better';
  const weight = easiestWeight(layout.changes, to);
  const unknown = layout.changes.filter((one) => one.kind === 'unknown' && one.to === to);
  return [...(weight ? [weight] : []), ...unknown].map((one) => `${changeText(layout, one)}.`);
}

/** All of a layout, a line for each kind, as Markdown. */
export function changeTexts(layout: LayoutVerdict): string[] {
  const targets = [...new Set(layout.changes.map(({ to }) => to))];
  return targets.flatMap((to) => {
    const changes = layout.changes.filter((one) => one.to === to);
    const line = (kind: 'weight' | 'figure', what: string) => {
      const texts = changes.filter((one) => one.kind === kind).map((one) => limitText(layout, one));
      return texts.length === 0 ? [] : [`${winner(layout, to)} with one ${what}: ${listText(texts, 'or')}.`];
    };
    const unknown = changes.filter(({ kind }) => kind === 'unknown');
    const none = changes.some(({ kind }) => kind === 'weight')
      ? []
      : [`${code(layout.layout)}: no weight of a single criterion makes it ${to}.`];
    return [
      ...line('weight', 'other weight'),
      ...none,
      ...line('figure', 'other figure'),
      ...unknown.map((one) => `${changeText(layout, one)}.`),
    ];
  });
}

function winner({ layout }: LayoutVerdict, to: Change['to']): string {
  return `${code(layout)} is ${to}`;
}

function changeText(layout: LayoutVerdict, change: Change): string {
  const { to } = change;
  if (change.kind !== 'unknown') return `${winner(layout, to)} with ${limitText(layout, change)}`;
  const titles = listText(change.criteria.map((name) => titleOf(layout, name)));
  const all = change.criteria.length;
  if (change.limit === null)
    return `${code(layout.layout)} is not ${to} whatever ${titles} may show, as the criteria weigh now`;
  const mean = all === 1 ? '' : ' on average';
  const side = to === 'better' ? 'more' : 'less';
  return `${winner(layout, to)} if ${titles}, unknown now, ${all === 1 ? 'comes' : 'come'} out at ${side} than ${effectText(change.limit)}${mean}`;
}

function limitText(layout: LayoutVerdict, change: Change): string {
  if (change.kind === 'unknown') return '';
  const { criterion, direction, limit, now } = change;
  const title = titleOf(layout, criterion);
  const [bound, present] =
    change.kind === 'figure' && isShare(layout, criterion)
      ? [formatPercent(limit), formatPercent(now)]
      : [beyond(limit, direction), String(Number(now.toPrecision(3)))];
  if (change.kind === 'weight') {
    const side = direction === 'above' ? 'or more' : 'or less';
    return `weight ${bound} ${side} of ${title} (now ${present})`;
  }
  const what = isShare(layout, criterion)
    ? 'lost'
    : criterion === 'read' || criterion === 'write'
      ? 'times as long'
      : 'times as much';
  // The figure alone would do, its interval reaches too far.
  const enough = direction === 'above' ? now > limit : now < limit;
  return `${title} ${direction} ${bound} ${what} (now ${present}${enough ? ': enough if measured more precisely' : ''})`;
}

function titleOf({ criteria }: LayoutVerdict, name: CriterionResult['name']): string {
  return criteria.find((one) => one.name === name)?.title ?? name;
}

function isShare({ criteria }: LayoutVerdict, name: CriterionResult['name']): boolean {
  const found = criteria.find((one) => one.name === name);
  return found?.judgement.status === 'known' && found.judgement.figure.kind === 'share';
}
