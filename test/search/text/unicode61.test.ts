import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { tokenize } from '../../../src/search/text/unicode61.ts';

const db = new Database(':memory:');

before(() => {
  db.exec(`CREATE VIRTUAL TABLE texts USING fts5(text, tokenize='unicode61 remove_diacritics 2');
    CREATE VIRTUAL TABLE words USING fts5vocab(texts, 'instance')`);
});

/** What FTS5 makes of each text. */
function fts5Words(texts: readonly string[]): string[][] {
  const insert = db.prepare('INSERT INTO texts (rowid, text) VALUES (?, ?)');
  const words: string[][] = texts.map(() => []);
  db.exec('BEGIN');
  for (const [at, text] of texts.entries()) insert.run(at, text);
  for (const [term, doc, offset] of db
    .prepare('SELECT term, doc, offset FROM words')
    .raw()
    .iterate() as IterableIterator<[string, number, number]>)
    (words[doc] as string[])[offset] = term;
  db.exec('ROLLBACK');
  return words;
}

const ourWords = (text: string) => tokenize(text).map((token) => token.text);

/** From here on there are two short ranges about 0xe0000; FTS5 takes all else, which is unassigned, for letters. */
const RARE = 0x40000;

test('every code point of the planes in use, and a sample of the empty ones, is letter, mark or separator as for FTS5, alone and within a word, and folded alike', () => {
  const codes = Array.from({ length: 0x110000 }, (_, code) => code).filter(
    // NUL ends a text in SQLite's C interface; surrogates are no characters.
    (code) =>
      code > 0 &&
      (code < 0xd800 || code > 0xdfff) &&
      (code < RARE || code % 97 === 0 || (code >= 0xe0000 && code < 0xe0200)),
  );
  // Many to a row, words between them: a row costs more than a word.
  const texts = Array.from({ length: Math.ceil(codes.length / 100) }, (_, at) =>
    codes
      .slice(100 * at, 100 * (at + 1))
      .map((code) => {
        const character = String.fromCodePoint(code);
        return `q${character}z ${character} . `;
      })
      .join(''),
  );
  const expected = fts5Words(texts);
  for (const [i, text] of texts.entries()) {
    const words = ourWords(text);
    if (words.join(' ') !== expected[i]?.join(' ')) assert.deepEqual(words, expected[i], text);
  }
});

test('a folded word folds to itself: what is asked is split as it was put together', () => {
  for (let code = 1; code < 0x20000; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const [word] = ourWords(String.fromCodePoint(code));
    if (word !== undefined) assert.deepEqual(ourWords(word), [word]);
  }
});

test('any text is split as FTS5 splits it, and a token stands where its word does', () => {
  const character = fc.oneof(
    fc.constantFrom(...'abzAZ09 -/\'"éÉßøñ\u0301\u0308ıİſς🎸🥁中あ\u200d'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.array(character, { maxLength: 20 }), { minLength: 50, maxLength: 50 }),
      (lists) => {
        const texts = lists.map((list) => list.join('').replaceAll('\0', ' ').toWellFormed());
        assert.deepEqual(texts.map(ourWords), fts5Words(texts));
        for (const text of texts)
          for (const { text: word, start, end } of tokenize(text))
            assert.deepEqual(ourWords(text.slice(start, end)), [word]);
      },
    ),
    { numRuns: 20 },
  );
});
