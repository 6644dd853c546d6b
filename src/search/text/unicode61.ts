import { FOLD_RUNS, MARKS, TOKEN_RANGES } from './unicode61-data.ts';

/** A word as the index keeps it, and where it stands in the text (UTF-16 units, the end exclusive). */
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Neither letter nor digit: it ends a word. */
export const SEPARATOR = -1;
/** Within a word it is passed over, before one it is a separator. */
export const MARK = -2;

/**
 * Splits text into words as FTS5 does with `unicode61 remove_diacritics 2` (https://www.sqlite.org/fts5.html, 4.3.1):
 * runs of letters and digits, in lower case, Latin letters without their diacritics. What is marked as found in a text
 * and what the index finds there are therefore the same.
 */
export function tokenize(text: string): Token[] {
  const codes = fold(text);
  const tokens: Token[] = [];
  let word = '';
  let start = 0;
  let end = 0;
  for (let at = 0; at < text.length; at++) {
    const code = codes[at] as number;
    if (code >= 0) {
      if (word === '') start = at;
      word += String.fromCodePoint(code);
      end = at + 1;
    } else if (code === MARK && word !== '') end = at + 1;
    else if (word !== '') {
      tokens.push({ text: word, start, end });
      word = '';
    }
  }
  if (word !== '') tokens.push({ text: word, start, end });
  return tokens;
}

let folded = new Int32Array(256);

/**
 * The letters and digits of a text as the index keeps them, each in the place of its UTF-16 unit, with SEPARATOR and MARK
 * for all else; the second unit of a letter counts as a mark. What is behind the text's length is of other texts, and all
 * of it is true until the next call: to look through a text makes no garbage so.
 */
export function fold(text: string): Int32Array {
  if (folded.length < text.length) folded = new Int32Array(2 * text.length);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 128) {
      folded[at] = ASCII[unit] as number;
      continue;
    }
    const code = text.codePointAt(at) as number;
    const one = foldCodePoint(code);
    folded[at] = one;
    if (code > 0xffff) folded[++at] = one >= 0 ? MARK : one;
  }
  return folded;
}

const ASCII = Int8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return /[a-z0-9]/i.test(character) ? character.toLowerCase().charCodeAt(0) : SEPARATOR;
});

const known = new Map<number, number>();

function foldCodePoint(code: number): number {
  let one = known.get(code);
  if (one === undefined) {
    one = classify(code);
    known.set(code, one);
  }
  return one;
}

let tables: { readonly ranges: readonly number[]; readonly folds: ReadonlyMap<number, number> } | undefined;

function classify(code: number): number {
  // Most text is ASCII: the tables are made when the first other character comes.
  tables ??= { ranges: tokenRanges(), folds: foldMap() };
  if (MARKS.some(([from, to]) => code >= from && code <= to)) return MARK;
  return isToken(code, tables.ranges) ? (tables.folds.get(code) ?? code) : SEPARATOR;
}

/** @param ranges first and last code point of each, alternating and ascending */
function isToken(code: number, ranges: readonly number[]): boolean {
  let [low, high] = [0, ranges.length / 2 - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (code < (ranges[2 * middle] as number)) high = middle - 1;
    else if (code > (ranges[2 * middle + 1] as number)) low = middle + 1;
    else return true;
  }
  return false;
}

function tokenRanges(): number[] {
  let at = 0;
  return TOKEN_RANGES.split(' ').flatMap((word) => {
    const [gap = '', more = '0'] = word.split('.');
    const from = at + Number.parseInt(gap, 36);
    at = from + Number.parseInt(more, 36);
    return [from, at];
  });
}

function foldMap(): Map<number, number> {
  const folds = new Map<number, number>();
  let at = 0;
  for (const run of FOLD_RUNS.split(' ')) {
    const [place = '', added = ''] = run.split('/');
    const [gap = '', count = '1'] = place.split('.');
    const step = count.endsWith('+') ? 2 : 1;
    at += Number.parseInt(gap, 36);
    const by = Number.parseInt(added, 36);
    for (let i = 0; i < Number.parseInt(count, 36); i++) folds.set(at + i * step, at + i * step + by);
  }
  return folds;
}
