import type { Change, ChangeRow, ChangeSide, Gate, Level } from '../model/gate.ts';
import { couldHaveShown } from './gate-rows.ts';
import { brief, plain } from './plain.ts';
import { formatLevel, formatPercent, formatRatio, formatSeconds } from './units.ts';

const LABEL_LENGTH = 60;
const COMMIT_LENGTH = 7;

/** What a word means to a gate unless its configuration says otherwise; only then the level is said beside it. */
const USUAL: Readonly<Record<string, Level>> = {
  slower: 'fail',
  worse: 'fail',
  broken: 'fail',
  failed: 'fail',
  inconclusive: 'open',
  undecided: 'open',
};

const NOTES: Readonly<Record<Level, string>> = {
  fail: ' (fails)',
  warn: ' (warning)',
  open: ' (undecided)',
  pass: ' (allowed)',
};

/** " (warning)" after a word that usually fails or passes; '' where the word says its level. */
export function levelNote(word: string, level: Level): string {
  return (USUAL[word] ?? 'pass') === level ? '' : NOTES[level];
}

/** The one word for a row: of its time where that differs, else of its figures. */
export function rowWord({ time, figures, level, scenario }: ChangeRow): string {
  const verdict = time?.verdict ?? 'same';
  if (level === 'open') return verdict === 'inconclusive' ? verdict : 'undecided';
  const effects = figures.filter((figure) => level !== 'fail' || figure.level === 'fail');
  const effect = (['worse', 'changed', 'better'] as const).find((one) =>
    effects.some((figure) => figure.effect === one),
  );
  if (verdict === 'slower') return verdict;
  if (effect === 'worse' || (level === 'fail' && effect !== undefined)) return effect;
  if (verdict !== 'same') return verdict;
  if (effect === undefined && level === 'fail') return 'failed';
  const nothing = time ? 'same' : scenario === null ? 'equal' : 'no time';
  return effect ?? nothing;
}

export function rowWords(row: ChangeRow): string {
  const word = rowWord(row);
  return word + levelNote(word, row.level);
}

/** "main (a71be02)" */
export function sideText({ label, commit, run }: ChangeSide): string {
  const name = brief(label, LABEL_LENGTH);
  const short = plain(commit ?? '').slice(0, COMMIT_LENGTH);
  if (short !== '' && !name.startsWith(short)) return `${name} (${short})`;
  return short === '' && run !== null && run !== label ? `${name} (run ${brief(run, LABEL_LENGTH)})` : name;
}

/** "(1.27 to 1.35)" */
export function intervalText({ interval }: NonNullable<ChangeRow['time']>): string {
  return interval ? `(${formatRatio(interval.low)} to ${formatRatio(interval.high)})` : '(no interval)';
}

/** "median 15.4 ms -> 20.2 ms" */
export function timesText({ statistic, baseSeconds, headSeconds }: NonNullable<ChangeRow['time']>): string {
  return `${statistic} ${formatSeconds(baseSeconds)} -> ${formatSeconds(headSeconds)}`;
}

/** Programs that differ between the sides but leave them comparable, such as "SQLite 3.54.0 -> 3.54.1". */
export function versionsText({ base, head }: Change): string {
  const programs = [
    ['chinook-eval', base.version, head.version],
    ['Node', base.node, head.node],
    ['SQLite', base.sqlite, head.sqlite],
  ] as const;
  return programs
    .filter(([, old, fresh]) => old !== fresh)
    .map(([name, old, fresh]) => `${name} ${brief(old, LABEL_LENGTH)} -> ${brief(fresh, LABEL_LENGTH)}`)
    .join('; ');
}

/** What differs between the environments; '' where nothing forbids to compare times. */
export function foreignText({ change }: Gate): string {
  return (change?.foreign ?? [])
    .map(({ what, base, head }) => `${brief(what, LABEL_LENGTH)} ${side(base)} -> ${side(head)}`)
    .join('; ');
}

function side(value: string): string {
  return brief(value, LABEL_LENGTH) || 'none';
}

/** Why nothing was compared, and what helps; both '' where something was. */
export function notComparable(gate: Gate): { why: string; wayOut: string } {
  if (gate.outcome !== 'not-comparable') return { why: '', wayOut: '' };
  const foreign = gate.change?.foreign ?? [];
  const why = foreignText(gate) || 'no scenario was measured on the same layout on both sides';
  if (foreign.length === 0) return { why, wayOut: 'measure the same scenarios and layouts on both sides' };
  // With other data even what does not depend on the machine differs.
  const data = foreign.some(({ what }) => what === 'dataset');
  return { why, wayOut: data ? 'measure both sides with the same --seed and --scale' : OF_A_MACHINE };
}

const OF_A_MACHINE =
  'save a new baseline on this machine (--save-baseline FILE), or take --allow-foreign for what does not depend on the machine';

/** How ratios are to be read; '' where no row has one. */
export function legendText(change: Change): string {
  const times = change.rows.flatMap(({ time }) => time ?? []);
  const levels = [...new Set(times.flatMap(({ interval }) => interval?.level ?? []))];
  if (times.length === 0) return '';
  const intervals = levels.length === 0 ? '' : `, with its ${levels.map(formatLevel).join(' and ')} interval`;
  const relative = change.pairing === 'stored' ? ', each relative to the reference query of its run' : '';
  return `a ratio is time in head / time in base${relative}${intervals}: above 1 is slower`;
}

/** " (could have shown 2.20 %: median; widest 3.20 %)" after a number of rows that are the same. */
export function hiddenText(same: readonly ChangeRow[]): string {
  const hidden = couldHaveShown(same);
  if (hidden === undefined) return '';
  const { median, widest } = hidden;
  const most = widest === median ? '' : `: median; widest ${formatPercent(widest)}`;
  return ` (could have shown ${formatPercent(median)}${most})`;
}
