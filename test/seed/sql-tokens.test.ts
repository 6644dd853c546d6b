import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { Failure } from '../../src/model/failure.ts';
import { lineAt, statements, type TokenKind, tokenize } from '../../src/seed/sql-tokens.ts';

interface Piece {
  readonly kind: TokenKind;
  readonly text: string;
  readonly value: string;
}

const nasty = fc.string({
  unit: fc.constantFrom("'", '"', '`', '[', ';', '-', '/', '*', '\n', ' ', 'a', 'é', '😀', '0', '\\', '\t'),
});
const enclosed = (kind: TokenKind, quote: string) =>
  nasty.map(
    (value): Piece => ({ kind, text: quote + value.replaceAll(quote, quote + quote) + quote, value }),
  );
const plain = (kind: TokenKind, ...texts: string[]) =>
  fc.constantFrom(...texts).map((text): Piece => ({ kind, text, value: text }));

const piece = fc.oneof(
  enclosed('string', "'"),
  enclosed('name', '"'),
  enclosed('name', '`'),
  nasty
    .map((text) => text.replaceAll(']', ''))
    .map((value): Piece => ({ kind: 'name', text: `[${value}]`, value })),
  plain('word', 'SELECT', 'x1', '_a$', 'é', 'N', 'É_2'),
  plain('number', '0', '12', '1.5', '.5', '2.', '1e9', '1.5E-3', '0xFf'),
  plain('symbol', '(', ')', ',', '=', '+', '*', '.', '?', '@'),
);
const blank = fc.oneof(
  fc.constantFrom(' ', '\n', '\t', '\r\n', '  \f'),
  nasty.map((text) => `--${text.replaceAll('\n', '')}\n`),
  nasty.map((text) => `/*${text.replaceAll('/', '').replaceAll('*', '')}*/`),
);

test('what was written apart comes back as it was, comments and white space gone', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(piece, fc.array(blank, { minLength: 1, maxLength: 3 }))), (parts) => {
      const sql = parts.map(([{ text }, blanks]) => text + blanks.join('')).join('');
      const found = [...tokenize(sql)].map(({ kind, text, value }) => ({ kind, text, value }));
      assert.deepEqual(
        found,
        parts.map(([part]) => part),
      );
    }),
  );
});

test('semicolons part statements only outside of quotes and comments', () => {
  fc.assert(
    fc.property(fc.array(fc.array(piece, { minLength: 1 })), fc.array(blank), (parts, blanks) => {
      const sql = parts.map((one) => one.map(({ text }) => text).join(' ')).join(`;${blanks.join('')};`);
      const found = [...statements(sql)].map((tokens) => tokens.map(({ text }) => text));
      assert.deepEqual(
        found,
        parts.map((one) => one.map(({ text }) => text)),
      );
    }),
  );
});

test('any text is either cut into its tokens or refused in one line', () => {
  fc.assert(
    fc.property(fc.oneof(nasty, fc.string({ unit: 'binary' })), (sql) => {
      try {
        for (const { text, start } of tokenize(sql))
          assert.equal(sql.slice(start, start + text.length), text);
      } catch (error) {
        assert.ok(error instanceof Failure);
        assert.match(error.message, /^line \d+: a (quote|comment) that is not closed$/);
      }
    }),
  );
});

test('a string means to SQLite what it means here', () => {
  const database = new Database(':memory:');
  fc.assert(
    fc.property(enclosed('string', "'"), ({ text }) => {
      const [token] = tokenize(text);
      assert.equal(token?.value, database.prepare(`SELECT ${text}`).pluck().get());
    }),
  );
  database.close();
});

test('long strings, comments and white space are no trouble', () => {
  const long = "''x".repeat(1_000_000);
  assert.deepEqual(
    [...tokenize(`'${long}'${' '.repeat(3_000_000)}/*${long}*/ y`)].map(({ kind }) => kind),
    ['string', 'word'],
  );
});

test('lines are counted from 1', () => {
  assert.deepEqual([lineAt('a\nb\n\nc', 0), lineAt('a\nb\n\nc', 2), lineAt('a\nb\n\nc', 5)], [1, 2, 4]);
});
