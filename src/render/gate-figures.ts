import type { FigureChange } from '../model/gate.ts';
import { levelNote } from './gate-words.ts';
import { type DiffLine, lineDiff } from './line-diff.ts';
import { brief } from './plain.ts';
import { formatCount, formatPercent } from './units.ts';

/** A value on one line; the whole of a longer one is in the document. */
const VALUE_LENGTH = 60;
const NAME_LENGTH = 60;
const PLAN_LINE_LENGTH = 200;

type Value = string | number | null;

/** "WAL bytes per call: 4,120 -> 8,240, worse"; of a figure that `figureLines` shows, its title. */
export function figureText(figure: FigureChange): string {
  const { base, head, effect, level } = figure;
  if (isDiff(figure)) return figureTitle(figure);
  const [old, fresh] = distinct(base, head, (value, whole) => valueText(figure, value, whole));
  const word = effect === 'changed' ? '' : `, ${effect}`;
  return `${brief(figure.figure, NAME_LENGTH)}: ${old} -> ${fresh}${word}${levelNote(effect, level)}`;
}

/** "query plan worse (warning)" */
export function figureTitle({ figure, effect, level }: FigureChange): string {
  return `${brief(figure, NAME_LENGTH)} ${effect}${levelNote(effect, level)}`;
}

/** What the signs of `figureLines` mean. */
export const SIGNS = '- only in base, + only in head';

/** The lines that differ, of a query plan or another text of several lines; none where one line says it. */
export function figureLines(figure: FigureChange): readonly DiffLine[] {
  return isDiff(figure) ? lineDiff(linesOf(figure.base), linesOf(figure.head)) : [];
}

function isDiff({ figure, unit, base, head }: FigureChange): boolean {
  return unit === 'text' && (/\bplan\b/i.test(figure) || isLong(base) || isLong(head));
}

/** Of bytecode, say: its beginning is enough to see that it is another. */
const HASH = /^[0-9a-f]{40,}$/;
const HASH_LENGTH = 12;

function isLong(value: Value): boolean {
  if (typeof value !== 'string' || HASH.test(value)) return false;
  return value.trim().includes('\n') || value.length > VALUE_LENGTH;
}

/** Harmless lines that keep their indentation: it is the depth of a step in a query plan. */
function linesOf(value: Value): string[] {
  if (value === null) return [];
  return String(value)
    .split(/\r\n|\r|\n/)
    .map((line) => (/^ {0,20}/.exec(line)?.[0] ?? '') + brief(line, PLAN_LINE_LENGTH))
    .filter((line) => line.trim() !== '');
}

function valueText({ figure, unit }: FigureChange, value: Value, whole: boolean): string {
  if (value === null) return 'none';
  if (typeof value === 'string' && HASH.test(value)) return whole ? value : value.slice(0, HASH_LENGTH);
  if (typeof value === 'string') return brief(value, VALUE_LENGTH) || 'empty';
  if (unit === 'fraction') return percent(value, whole);
  return unit === 'bytes' && !/\bbytes\b/i.test(figure)
    ? `${exact(value, whole)} bytes`
    : exact(value, whole);
}

/** Compared exactly, so whole numbers are shown exactly; means, such as bytes per call, with two decimals. */
export function exact(value: number, whole: boolean): string {
  if (Number.isSafeInteger(value)) return formatCount(value);
  const [units = '', decimals = ''] = String(Number(value.toFixed(2))).split('.');
  const readable = Number.isSafeInteger(Math.trunc(value)) && Math.abs(value) >= 1;
  if (whole || !readable) return String(value);
  return formatCount(Number(units)) + (decimals === '' ? '' : `.${decimals}`);
}

export function percent(fraction: number, whole: boolean): string {
  return whole ? `${Number((fraction * 100).toPrecision(12))} %` : formatPercent(fraction);
}

/** Two values that differ must not read the same: where rounding makes them, `format` is asked for all digits. */
export function distinct<T extends Value>(
  a: T,
  b: T,
  format: (value: T, whole: boolean) => string,
): [string, string] {
  const rounded: [string, string] = [format(a, false), format(b, false)];
  return rounded[0] !== rounded[1] || a === b ? rounded : [format(a, true), format(b, true)];
}
