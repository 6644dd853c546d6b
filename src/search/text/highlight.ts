import type { Index } from './fields.ts';
import { isIn } from './match.ts';
import type { Query } from './query.ts';
import { type Token, tokenize } from './unicode61.ts';

/** A stretch of a text that was looked for: UTF-16 units, the end exclusive. */
export type Mark = readonly [start: number, end: number];

/** What to look for in one column: words that follow each other, the last perhaps only begun. */
interface Pattern {
  readonly words: readonly string[];
  readonly prefix: boolean;
}

/** Finds in a text of a column what a query looked for there. */
export type Highlighter = (column: number, text: string) => readonly Mark[];

/** The same stretches as FTS5's highlight() marks, without another look into the index. */
export function highlighter(query: Query, index: Index): Highlighter {
  const patterns: Pattern[][] = index.columns.map(() => []);
  for (const group of query.groups)
    for (const term of group) {
      const pattern = { words: term.tokens.map(({ text }) => text), prefix: term.prefix };
      for (const [at, column] of index.columns.entries()) if (isIn(term, column)) patterns[at]?.push(pattern);
    }
  return (column, text) => {
    const wanted = patterns[column] ?? [];
    return hasNone(text, wanted) ? [] : marksIn(text, wanted);
  };
}

const ASCII = /^[\0-\x7f]*$/;

/**
 * Most texts of a hit hold nothing that was looked for. Where that is easily seen, they are not split into words: of ASCII
 * the lower-case text is the folded text.
 */
function hasNone(text: string, patterns: readonly Pattern[]): boolean {
  if (patterns.length === 0) return true;
  if (!ASCII.test(text)) return false;
  const folded = text.toLowerCase();
  return patterns.every(({ words }) => !folded.includes(words[0] as string));
}

function marksIn(text: string, patterns: readonly Pattern[]): readonly Mark[] {
  const tokens = tokenize(text);
  /** First and last word of each find, in the order of their beginnings. */
  const found: [first: number, last: number][] = [];
  for (let at = 0; at < tokens.length; at++)
    for (const pattern of patterns)
      if (beginsAt(tokens, at, pattern)) found.push([at, at + pattern.words.length - 1]);
  const marks: Mark[] = [];
  let last = -1;
  for (const [from, to] of found) {
    const end = tokens[to]?.end ?? 0;
    const before = marks.at(-1);
    // Finds that share a word are one mark.
    if (before !== undefined && from <= last) marks[marks.length - 1] = [before[0], Math.max(before[1], end)];
    else marks.push([tokens[from]?.start ?? 0, end]);
    last = Math.max(last, to);
  }
  return marks;
}

function beginsAt(tokens: readonly Token[], at: number, { words, prefix }: Pattern): boolean {
  for (let i = 0; i < words.length; i++) {
    const [found, word] = [tokens[at + i]?.text, words[i] as string];
    if (found === undefined) return false;
    if (prefix && i === words.length - 1 ? !found.startsWith(word) : found !== word) return false;
  }
  return true;
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
