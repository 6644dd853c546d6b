import { Failure } from '../model/failure.ts';

/**
 * word: a bare name or keyword. name: a quoted one ([x], "x", `x`). string: '...'. number. symbol: any other single
 * character. Comments and white space are no tokens.
 */
export type TokenKind = 'word' | 'name' | 'string' | 'number' | 'symbol';

export interface Token {
  readonly kind: TokenKind;
  /** As written. */
  readonly text: string;
  /** Of a name or string: what stands between the quotes, doubled quotes undone. Otherwise the text. */
  readonly value: string;
  /** Place of the first character. */
  readonly start: number;
}

// White space, numbers and words as SQLite's own tokenizer has them (tokenize.c).
const SPACE = new Set([' ', '\t', '\n', '\f', '\r']);
const NUMBER = /(?:0x[0-9a-f]+|(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)(?![\w$\x80-\uffff])/iy;
const WORD = /[a-z_\x80-\uffff][\w$\x80-\uffff]*/iy;

/** The tokens of SQL text in order. Throws a Failure with the line number at an unclosed quote or comment. */
export function* tokenize(sql: string): Generator<Token> {
  let start = 0;
  while (start < sql.length) {
    const past = pastBlank(sql, start);
    if (past === start) {
      const token = tokenAt(sql, start);
      yield token;
      start += token.text.length;
    } else {
      start = past;
    }
  }
}

/** The statements of SQL text: their tokens without the semicolon between them; empty ones are left out. */
export function* statements(sql: string): Generator<readonly Token[]> {
  let tokens: Token[] = [];
  for (const token of tokenize(sql)) {
    if (token.kind !== 'symbol' || token.text !== ';') {
      tokens.push(token);
      continue;
    }
    if (tokens.length > 0) yield tokens;
    tokens = [];
  }
  if (tokens.length > 0) yield tokens;
}

/** The line of a place in text, counted from 1. */
export function lineAt(sql: string, place: number): number {
  let line = 1;
  for (let at = sql.indexOf('\n'); at >= 0 && at < place; at = sql.indexOf('\n', at + 1)) line++;
  return line;
}

/** The place after the white space or the comment that begins at start; start itself where there is neither. */
function pastBlank(sql: string, start: number): number {
  if (sql.startsWith('--', start)) {
    const end = sql.indexOf('\n', start);
    return end < 0 ? sql.length : end;
  }
  if (sql.startsWith('/*', start)) {
    const end = sql.indexOf('*/', start + 2);
    if (end < 0) throw unclosed(sql, start, 'comment');
    return end + 2;
  }
  let end = start;
  while (SPACE.has(sql[end] ?? '')) end++;
  return end;
}

function tokenAt(sql: string, start: number): Token {
  const first = sql[start] ?? '';
  if (first === "'") return quoted(sql, start, 'string', first);
  if (first === '"' || first === '`') return quoted(sql, start, 'name', first);
  if (first === '[') {
    const end = sql.indexOf(']', start);
    if (end < 0) throw unclosed(sql, start, 'quote');
    return { kind: 'name', text: sql.slice(start, end + 1), value: sql.slice(start + 1, end), start };
  }
  for (const [kind, pattern] of [
    ['number', NUMBER],
    ['word', WORD],
  ] as const) {
    pattern.lastIndex = start;
    const text = pattern.exec(sql)?.[0];
    if (text !== undefined) return { kind, text, value: text, start };
  }
  return { kind: 'symbol', text: first, value: first, start };
}

/** A doubled quote inside stands for one. Searched by hand: a regular expression would recurse over long strings. */
function quoted(sql: string, start: number, kind: 'string' | 'name', quote: string): Token {
  let end = sql.indexOf(quote, start + 1);
  while (end >= 0 && sql[end + 1] === quote) end = sql.indexOf(quote, end + 2);
  if (end < 0) throw unclosed(sql, start, 'quote');
  const value = sql.slice(start + 1, end).replaceAll(quote + quote, quote);
  return { kind, text: sql.slice(start, end + 1), value, start };
}

function unclosed(sql: string, start: number, what: string): Failure {
  return new Failure(`line ${lineAt(sql, start)}: a ${what} that is not closed`);
}
