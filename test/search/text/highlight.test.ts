import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { INDEXES, type Index } from '../../../src/search/text/fields.ts';
import { highlighter, type Mark, snippet } from '../../../src/search/text/highlight.ts';
import { matchText } from '../../../src/search/text/match.ts';
import { parse } from '../../../src/search/text/parse.ts';

const [TRACKS] = INDEXES as readonly [Index];
const marked = (text: string, marks: readonly Mark[]) =>
  [...marks]
    .reverse()
    .reduce((line, [from, to]) => `${line.slice(0, from)}[${line.slice(from, to)}]${line.slice(to)}`, text);
const inTitle = (query: string, text: string) => marked(text, highlighter(parse(query), TRACKS)(0, text));

test('words, phrases, beginnings and diacritics are marked where they stand', () => {
  assert.equal(inTitle('dont stop', "Don't Stop (Don’t stop)"), "Don't [Stop] (Don’t [stop])");
  assert.equal(inTitle("don't stop", "Don't Stop (Don’t stop)"), "[Don't] [Stop] ([Don’t] [stop])");
  assert.equal(inTitle('AC/DC', 'AC/DC, ac dc, DC AC'), '[AC/DC], [ac dc], DC AC');
  assert.equal(inTitle('"a b a"', 'a b a b a c'), '[a b a b a] c');
  assert.equal(inTitle('mot*', 'Motörhead: motor, remote'), '[Motörhead]: [motor], remote');
  assert.equal(
    inTitle('motorhead', 'Mo\u0308to\u0308rhead'),
    'Mo\u0308to\u0308rhead'.replace(/^.*$/, '[$&]'),
  );
  assert.equal(inTitle('artist:queen', 'Queen'), 'Queen');
  assert.equal(inTitle('king -queen', 'king'), '[king]');
});

test('any text is marked as highlight() of FTS5 marks it: combining marks, letters of two units, words that overlap', () => {
  const db = new Database(':memory:');
  db.exec(
    "CREATE VIRTUAL TABLE t USING fts5(name, album, artist, composer, tokenize='unicode61 remove_diacritics 2')",
  );
  const insert = db.prepare('INSERT INTO t (name) VALUES (?)');
  const highlighted = db.prepare("SELECT highlight(t, 0, '[', ']') FROM t WHERE t MATCH ?").pluck();
  const word = fc.string({
    unit: fc.constantFrom('a', 'b', 'A', 'á', 'e\u0301', '\u0308', '𐐀', '𐐨', '中', '🎸', "'", '\u200d'),
    minLength: 1,
    maxLength: 3,
  });
  const text = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '));
  const term = fc
    .tuple(fc.array(word, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '*'))
    .map(([words, star]) => `"${words.join(' ')}"${star}`);
  let marks = 0;
  fc.assert(
    fc.property(text, fc.array(term, { minLength: 1, maxLength: 3 }), (value, terms) => {
      let query: ReturnType<typeof parse>;
      try {
        query = parse(terms.join(' OR '));
      } catch {
        return;
      }
      db.exec('DELETE FROM t');
      insert.run(value);
      const expected = highlighted.get(matchText(query, TRACKS));
      // Only what matches as a whole is ever marked.
      if (expected === undefined) return;
      marks++;
      assert.equal(
        marked(value, highlighter(query, TRACKS)(0, value)),
        expected ?? value,
        terms.join(' OR '),
      );
    }),
    { numRuns: 3000 },
  );
  assert.ok(marks > 300, String(marks));
  db.close();
});

test('a snippet holds the first mark, in no more than is asked for', () => {
  const text = 'one two three four five six seven eight nine ten';
  const cut = (query: string, most: number) => {
    const { text: short, marks } = snippet(text, highlighter(parse(query), TRACKS)(0, text), most);
    return marked(short, marks);
  };
  assert.equal(cut('two', 100), text.replace('two', '[two]'));
  assert.equal(cut('two', 20), 'one [two] three fou...');
  assert.equal(cut('ten', 20), '...en eight nine [ten]');
  assert.equal(cut('five', 20), '...four [five] six ...');
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.nat(60),
      fc.nat(10),
      fc.integer({ min: 12, max: 40 }),
      (any, start, length, most) => {
        const from = Math.min(start, any.length);
        const to = Math.min(from + length, any.length);
        const cut = snippet(any, [[from, to]], most);
        assert.ok(cut.text.length <= most);
        for (const [a, b] of cut.marks)
          assert.ok(a >= 0 && b <= cut.text.length && any.includes(cut.text.slice(a, b)));
        if (to > from && to - from <= most - 8 && any.isWellFormed()) {
          assert.equal(cut.marks.length, 1);
          const [[a, b] = [0, 0]] = cut.marks;
          assert.ok(any.slice(from, to).includes(cut.text.slice(a, b)) && b > a);
        }
      },
    ),
  );
});
