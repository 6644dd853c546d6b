import type { Token } from './sql-tokens.ts';
import { shapeNamed } from './tables.ts';

/** A statement of a script, as far as it is let in. Nothing of the script but a CREATE TABLE ever reaches SQLite as SQL. */
export type Admitted =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'create'; readonly table: string; readonly sql: string }
  | { readonly kind: 'drop'; readonly table: string }
  | {
      readonly kind: 'insert';
      readonly table: string;
      readonly columns: readonly string[] | undefined;
      readonly rows: readonly (readonly Literal[])[];
    };

/** A text with both kinds of line end is written as one replace in another. */
const DEEPEST_CALL = 2;

export type Literal = string | number | bigint | Buffer | null;

/** Judges one statement. Returns undefined for everything that is not on the list: the caller refuses it. */
export function admit(tokens: readonly Token[]): Admitted | undefined {
  const cursor = new Cursor(tokens);
  if (cursor.words('INSERT', 'INTO')) return admitInsert(cursor);
  if (cursor.words('CREATE', 'TABLE')) return admitCreate(cursor, tokens);
  if (cursor.words('DROP', 'TABLE', 'IF', 'EXISTS') || cursor.words('DROP', 'TABLE')) {
    const table = cursor.table();
    return table && cursor.done ? { kind: 'drop', table } : undefined;
  }
  return admitIgnored(cursor) ? { kind: 'nothing' } : undefined;
}

/** Statements without which the rows are the same: transactions, indexes, SQLite's own book-keeping. */
function admitIgnored(cursor: Cursor): boolean {
  if (cursor.words('BEGIN') || cursor.words('COMMIT')) {
    cursor.words('TRANSACTION');
    return cursor.done;
  }
  if (cursor.words('PRAGMA', 'foreign_keys')) return true;
  if (cursor.words('DELETE', 'FROM', 'sqlite_sequence')) return cursor.done;
  if (cursor.words('ANALYZE')) {
    return (cursor.words('sqlite_schema') || cursor.words('sqlite_master')) && cursor.done;
  }
  if (cursor.words('CREATE', 'INDEX') || cursor.words('CREATE', 'UNIQUE', 'INDEX')) {
    cursor.words('IF', 'NOT', 'EXISTS');
    return cursor.name() !== undefined && cursor.words('ON') && cursor.table() !== undefined;
  }
  return false;
}

function admitCreate(cursor: Cursor, tokens: readonly Token[]): Admitted | undefined {
  cursor.words('IF', 'NOT', 'EXISTS');
  const table = cursor.table();
  if (!table || !cursor.symbol('(')) return undefined;
  // Expressions that SQLite would compute for us, and AS SELECT.
  const computes = tokens.some(
    ({ kind, text }, place) =>
      kind === 'word' &&
      (/^(AS|SELECT|WITH|GENERATED|CHECK)$/i.test(text) ||
        (/^DEFAULT$/i.test(text) && tokens[place + 1]?.text === '(')),
  );
  return computes ? undefined : { kind: 'create', table, sql: tokens.map(({ text }) => text).join(' ') };
}

function admitInsert(cursor: Cursor): Admitted | undefined {
  if (['sqlite_sequence', 'sqlite_stat1', 'sqlite_stat4'].some((table) => cursor.words(table))) {
    return { kind: 'nothing' };
  }
  const table = cursor.table();
  if (!table) return undefined;
  let columns: string[] | undefined;
  if (cursor.symbol('(')) {
    columns = [];
    do {
      const name = cursor.name();
      if (name === undefined) return undefined;
      columns.push(name);
    } while (cursor.symbol(','));
    if (!cursor.symbol(')')) return undefined;
  }
  if (!cursor.words('VALUES')) return undefined;
  const rows: Literal[][] = [];
  do {
    if (!cursor.symbol('(')) return undefined;
    const row: Literal[] = [];
    do {
      const value = cursor.literal();
      if (value === undefined) return undefined;
      row.push(value);
    } while (cursor.symbol(','));
    if (!cursor.symbol(')')) return undefined;
    rows.push(row);
  } while (cursor.symbol(','));
  return cursor.done ? { kind: 'insert', table, columns, rows } : undefined;
}

/** Reads tokens from left to right; every reader moves on only where it finds what it looks for. */
class Cursor {
  readonly #tokens: readonly Token[];
  #place = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#place === this.#tokens.length;
  }

  words(...expected: string[]): boolean {
    const found = expected.every((word, offset) => {
      const token = this.#tokens[this.#place + offset];
      return token?.kind === 'word' && token.text.toLowerCase() === word.toLowerCase();
    });
    if (found) this.#place += expected.length;
    return found;
  }

  symbol(expected: string): boolean {
    const token = this.#tokens[this.#place];
    const found = token?.kind === 'symbol' && token.text === expected;
    if (found) this.#place++;
    return found;
  }

  /** A bare or quoted name. */
  name(): string | undefined {
    const token = this.#tokens[this.#place];
    if (token?.kind !== 'word' && token?.kind !== 'name') return undefined;
    this.#place++;
    return token.value;
  }

  /** The official name of one of the eleven tables, not followed by a dot (a name in another schema). */
  table(): string | undefined {
    const shape = shapeNamed(this.#tokens[this.#place]?.value ?? '');
    const name = shape && this.name();
    return name !== undefined && this.#tokens[this.#place]?.text !== '.' ? shape?.name : undefined;
  }

  /**
   * NULL, a number, a string ('...' or N'...'), a blob, and the three calls with which sqlite3 .dump writes line ends
   * and control characters: replace('…', '\n', char(10)), unistr('…'). Nothing else is computed.
   */
  literal(depth = 0): Literal | undefined {
    if (depth > DEEPEST_CALL) return undefined;
    if (this.words('NULL')) return null;
    if (this.words('replace')) return this.#replaced(depth);
    if (this.words('unistr')) return this.#unistr(depth);
    const negative = this.symbol('-');
    if (!negative) this.symbol('+');
    const token = this.#tokens[this.#place++];
    if (token?.kind === 'number') return numberOf(negative ? `-${token.text}` : token.text);
    if (negative) return undefined;
    if (token?.kind === 'string') return token.value;
    const next = this.#tokens[this.#place];
    const prefixed =
      token?.kind === 'word' && next?.kind === 'string' && next.start === token.start + token.text.length;
    if (!prefixed) return undefined;
    this.#place++;
    if (/^n$/i.test(token.text)) return next.value;
    return /^x$/i.test(token.text) ? Buffer.from(next.value, 'hex') : undefined;
  }

  #replaced(depth: number): string | undefined {
    if (!this.symbol('(')) return undefined;
    const text = this.literal(depth + 1);
    if (typeof text !== 'string' || !this.symbol(',')) return undefined;
    const mark = this.literal(depth + 1);
    if (typeof mark !== 'string' || mark === '' || !this.symbol(',') || !this.words('char')) return undefined;
    if (!this.symbol('(')) return undefined;
    const code = this.literal(depth + 1);
    if (!this.symbol(')') || !this.symbol(')')) return undefined;
    // Only line ends are written so. Text cannot grow by it, however deep the calls are nested.
    if (code !== 10n && code !== 13n) return undefined;
    return text.replaceAll(mark, code === 10n ? '\n' : '\r');
  }

  #unistr(depth: number): string | undefined {
    if (!this.symbol('(')) return undefined;
    const text = this.literal(depth + 1);
    if (typeof text !== 'string' || !this.symbol(')')) return undefined;
    return text.replace(/\\(?:\\|u([0-9a-f]{4}))/gi, (_whole, code?: string) =>
      code ? String.fromCharCode(Number.parseInt(code, 16)) : '\\',
    );
  }
}

function numberOf(text: string): number | bigint | undefined {
  const value = Number(text);
  if (Number.isNaN(value)) return undefined;
  // An integer stays one (a number would be bound as a fraction); beyond 2^53 the checks of the seed find it.
  return Number.isSafeInteger(value) && /^-?(\d+|0x[0-9a-f]+)$/i.test(text) ? BigInt(value) : value;
}
