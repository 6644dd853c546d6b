/** SQL text as SQLite's own tokenizer cuts it (tokenize.c), as far as finding names needs it. */
export interface SqlToken {
  /** name: a word or a quoted name. string: '...', which SQLite also takes for a name in places. */
  readonly kind: 'name' | 'string' | 'symbol';
  /** As written. */
  readonly text: string;
  /** Quotes taken off and doubled ones undone. */
  readonly value: string;
  /** The word in capitals where it is not quoted, so that it may be a keyword; otherwise empty. */
  readonly keyword: string;
  /** Place of the first character. */
  readonly start: number;
}

// In this order. Repetitions go run by run: by character they would fill the stack over a long string.
const TOKEN = new RegExp(
  [
    /(?<blank>[ \t\n\f\r]+|--[^\n]*|\/\*[^*]*(?:\*(?!\/)[^*]*)*(?:\*\/|$))/,
    /(?<string>'[^']*(?:''[^']*)*')/,
    /(?<quoted>"[^"]*(?:""[^"]*)*"|`[^`]*(?:``[^`]*)*`|\[[^\]]*\])/,
    /(?<word>[a-z_\x80-\uffff][\w$\x80-\uffff]*)/,
    /(?<symbol>[\s\S])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gi',
);

/** The tokens of SQL text in order, without white space and comments. Any text has tokens; nothing is refused. */
export function sqlTokens(sql: string): readonly SqlToken[] {
  return Array.from(sql.matchAll(TOKEN)).flatMap(({ 0: text, index: start, groups = {} }): SqlToken[] => {
    const { string, quoted, word, blank } = groups;
    if (blank !== undefined) return [];
    if (word !== undefined) return [{ kind: 'name', text, value: text, keyword: text.toUpperCase(), start }];
    if (quoted !== undefined) return [{ kind: 'name', text, value: unquoted(text), keyword: '', start }];
    if (string !== undefined) return [{ kind: 'string', text, value: unquoted(text), keyword: '', start }];
    return [{ kind: 'symbol', text, value: text, keyword: '', start }];
  });
}

function unquoted(text: string): string {
  const quote = text[0] ?? '';
  const inner = text.slice(1, -1);
  return quote === '[' ? inner : inner.replaceAll(quote + quote, quote);
}

/** The same name to SQLite: letters of ASCII are equal in both cases, others are not. */
export function sameName(a: string, b: string): boolean {
  return foldName(a) === foldName(b);
}

export function foldName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
