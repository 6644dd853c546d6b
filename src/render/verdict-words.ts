import type { Caveat, Change, Effect, LayoutVerdict, Verdict } from '../model/verdict.ts';
import { formatRatio } from './units.ts';

/** What a verdict says, in words. @param name how a layout's name is shown where the words will stand */

type ShowName = (name: string) => string;

/** "keep one file", "no material difference between single and two" */
export function recommendationText(verdict: Verdict, name: ShowName): string {
  const { recommendation, base, baseDatabases, layouts } = verdict;
  switch (recommendation.kind) {
    case 'keep':
      return baseDatabases === 1 ? 'keep one file' : `keep ${name(base)}`;
    case 'prefer': {
      const { layout, alike } = recommendation;
      const one = layouts.find((other) => other.layout === layout)?.databases === 1;
      const with_ =
        alike.length === 0 ? '' : ` (or ${listText(alike.map(name), 'or')}, too close to it to tell)`;
      return `${one ? `take one file, ${name(layout)}` : `take ${name(layout)}`}${with_}, not ${name(base)}`;
    }
    case 'same':
      return `no material difference between ${listText([base, ...recommendation.layouts].map(name))}`;
    case 'undecided':
      return 'not decided';
  }
}

/** Why it is open; '' where it is not. */
export function openText(verdict: Verdict, name: ShowName): string {
  if (verdict.recommendation.kind !== 'undecided') return '';
  const { layouts } = verdict.recommendation;
  const open = verdict.layouts.filter(({ layout }) => layouts.includes(layout));
  const little = open.filter(isLittleKnown).map(({ layout }) => name(layout));
  const wide = open.filter((one) => !isLittleKnown(one)).map(({ layout }) => name(layout));
  return [
    ...(little.length > 0 ? [`too little is known of ${listText(little)}`] : []),
    ...(wide.length > 0 ? [`the figures of ${listText(wide)} leave more than one answer open`] : []),
    ...(open.every((one) => !isLittleKnown(one) && (one.score?.high ?? 1) <= verdict.margin)
      ? [`none is better than ${name(verdict.base)}, worse or alike is open`]
      : []),
  ].join('; ');
}

/** Undecided although an interval would decide it, or without any. */
function isLittleKnown({ score, known }: LayoutVerdict): boolean {
  return score === null || known < 0.5;
}

/** "+0.43", "-0.07", "0": a share of a scale that is a choice has no third digit. */
export function effectText(value: number): string {
  const digits = Math.abs(value).toFixed(2);
  return digits === '0.00' ? '0' : `${value > 0 ? '+' : '-'}${digits}`;
}

/** "+0.43 (+0.41 to +0.45)"; without an interval that rounds to one figure. */
export function intervalText({ value, low, high }: Effect): string {
  const [middle, from, to] = [value, low, high].map(effectText);
  return from === to ? `${middle}` : `${middle} (${from} to ${to})`;
}

/** What speaks for a layout and against it, the weightiest first, with its effect. What may be nothing is neither. */
export function reasons({ criteria }: LayoutVerdict): { readonly for: string[]; readonly against: string[] } {
  const known = criteria.flatMap(({ title, weight, judgement }) =>
    judgement.status === 'known' &&
    weight > 0 &&
    effectText(judgement.effect.value) !== '0' &&
    (judgement.effect.low > 0 || judgement.effect.high < 0)
      ? [{ title, share: weight * judgement.effect.value, text: effectText(judgement.effect.value) }]
      : [],
  );
  const sorted = known.sort((a, b) => Math.abs(b.share) - Math.abs(a.share));
  const texts = (sign: number) =>
    sorted.filter(({ share }) => Math.sign(share) === sign).map(({ title, text }) => `${title} ${text}`);
  return { for: texts(1), against: texts(-1) };
}

/** Titles of criteria that have a weight and no measurement. */
export function unknownTitles({ criteria }: LayoutVerdict): string[] {
  return criteria
    .filter(({ weight, judgement }) => weight > 0 && judgement.status === 'unknown')
    .map(({ title }) => title);
}

/** How many criteria with a weight are known, and how many there are. */
export function knownCount({ criteria }: LayoutVerdict): { readonly known: number; readonly all: number } {
  const weighed = criteria.filter(({ weight }) => weight > 0);
  return {
    known: weighed.filter(({ judgement }) => judgement.status === 'known').length,
    all: weighed.length,
  };
}

/** The layout that the words on top are about: the recommended one, else the one that comes nearest to being better. */
export function nearest({ layouts, recommendation }: Verdict): LayoutVerdict | undefined {
  if (recommendation.kind === 'prefer') return layouts.find(({ layout }) => layout === recommendation.layout);
  const chosen =
    recommendation.kind === 'keep' ? layouts.map(({ layout }) => layout) : recommendation.layouts;
  return layouts
    .filter(({ layout }) => chosen.includes(layout))
    .sort((a, b) => (b.score?.value ?? -1) - (a.score?.value ?? -1))[0];
}

/** The change of weight that is smallest as a factor: what a reader may try first. */
export function easiestWeight(
  changes: readonly Change[],
  to: Change['to'],
): (Change & { kind: 'weight' }) | undefined {
  const factor = ({ limit, now }: { limit: number; now: number }) => Math.abs(Math.log(limit / now));
  return changes
    .flatMap((one) => (one.kind === 'weight' && one.to === to && one.now > 0 && one.limit > 0 ? [one] : []))
    .sort((a, b) => factor(a) - factor(b))[0];
}

/** Three significant digits, rounded so that the text still lies beyond the limit: what it names really does it. */
export function beyond(limit: number, direction: 'above' | 'below'): string {
  const digits = 10 ** (2 - Math.floor(Math.log10(Math.abs(limit) || 1)));
  const scaled = limit * digits;
  return formatRatio((direction === 'above' ? Math.floor(scaled) + 1 : Math.ceil(scaled) - 1) / digits);
}

const CAVEATS: Readonly<Record<Caveat, string>> = {
  interrupted: 'the run was interrupted: only part of it is judged',
  incomplete: 'something could not be measured',
  filtered: 'only the scenarios of a filter were measured',
  quick: 'a quick run on small data: a first look, not for decisions',
  'built-in': 'the built-in catalogue: invented content, take --seed before acting on it',
};

export function caveatTexts({ caveats }: Verdict): string[] {
  return caveats.map((one) => CAVEATS[one]);
}

/** "a", "a and b", "a, b and c" */
export function listText(names: readonly string[], word = 'and'): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`;
}

export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
