import type { Index } from './fields.ts';
import { isIn } from './match.ts';
import type { Query } from './query.ts';
import { fold, MARK, SEPARATOR } from './unicode61.ts';

/** A stretch of a text that was looked for: UTF-16 units, the end exclusive. */
export type Mark = readonly [start: number, end: number];

/** What to look for in one column: words that follow each other, as code points, the last perhaps only begun. */
interface Pattern {
  readonly words: readonly (readonly number[])[];
  readonly prefix: boolean;
}

/** Finds in a text of a column what a query looked for there. */
export type Highlighter = (column: number, text: string) => readonly Mark[];

/** The same stretches as FTS5's highlight() marks, without another look into the index. */
export function highlighter(query: Query, index: Index): Highlighter {
  const patterns: Pattern[][] = index.columns.map(() => []);
  for (const group of query.groups)
    for (const term of group) {
      const pattern = { words: term.tokens.map(({ text }) => codePoints(text)), prefix: term.prefix };
      for (const [at, column] of index.columns.entries()) if (isIn(term, column)) patterns[at]?.push(pattern);
    }
  return (column, text) => marksIn(text, patterns[column] ?? []);
}

function codePoints(word: string): readonly number[] {
  return Array.from(word, (character) => character.codePointAt(0) as number);
}

function marksIn(text: string, patterns: readonly Pattern[]): readonly Mark[] {
  const marks: Mark[] = [];
  if (patterns.length === 0) return marks;
  const codes = fold(text);
  let isInWord = false;
  for (let at = 0; at < text.length; at++) {
    const code = codes[at] as number;
    if (code === MARK) continue;
    const begins = code !== SEPARATOR && !isInWord;
    isInWord = code !== SEPARATOR;
    if (!begins) continue;
    for (const pattern of patterns) {
      const end = matchedFrom(codes, text.length, at, pattern);
      if (end === undefined) continue;
      const before = marks.at(-1);
      // Finds that share a word are one mark.
      if (before !== undefined && at < before[1])
        marks[marks.length - 1] = [before[0], Math.max(before[1], end)];
      else marks.push([at, end]);
    }
  }
  return marks;
}

/** Where what a pattern finds ends, if it finds it where a word begins. */
function matchedFrom(
  codes: Int32Array,
  length: number,
  from: number,
  { words, prefix }: Pattern,
): number | undefined {
  let at = from;
  for (let i = 0; i < words.length; i++) {
    // To the next word; the first begins here.
    while (at < length && (codes[at] as number) < 0) at++;
    for (const code of words[i] as readonly number[]) {
      while (at < length && codes[at] === MARK) at++;
      if (at >= length || codes[at] !== code) return undefined;
      at++;
    }
    const mayGoOn = prefix && i === words.length - 1;
    while (at < length && codes[at] !== SEPARATOR && (mayGoOn || codes[at] === MARK)) at++;
    if (at < length && codes[at] !== SEPARATOR) return undefined;
  }
  return at;
}

/**
 * A text with its marks, cut to `most` UTF-16 units so that the first mark is in it: its beginning, its end, or
 * "... a stretch in the middle ...".
 */
export function snippet(
  text: string,
  marks: readonly Mark[],
  most: number,
): { readonly text: string; readonly marks: readonly Mark[] } {
  if (text.length <= most) return { text, marks };
  let [from, to] = stretch(text.length, marks[0] ?? [0, 0], most);
  // Not through a character of two units.
  if (isLowSurrogate(text, from)) from++;
  if (isLowSurrogate(text, to)) to--;
  const before = from > 0 ? ELLIPSIS : '';
  const moved = before.length - from;
  return {
    text: `${before}${text.slice(from, to)}${to < text.length ? ELLIPSIS : ''}`,
    marks: marks
      .filter(([start, end]) => start < to && end > from)
      .map(([start, end]) => [Math.max(start, from) + moved, Math.min(end, to) + moved]),
  };
}

function stretch(length: number, [start, end]: Mark, most: number): [from: number, to: number] {
  const atAnEnd = Math.max(1, most - ELLIPSIS.length);
  if (end <= atAnEnd) return [0, atAnEnd];
  if (length - start <= atAnEnd) return [length - atAnEnd, length];
  const room = Math.max(1, most - 2 * ELLIPSIS.length);
  // A mark longer than the room is shown from its beginning.
  const from = Math.max(0, start - Math.max(0, Math.floor((room - (end - start)) / 2)));
  return [from, from + room];
}

const ELLIPSIS = '...';

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
