import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '../../../src/model/failure.ts';
import { INDEXES } from '../../../src/search/text/fields.ts';
import type { Page } from '../../../src/search/text/index.ts';
import { matchText } from '../../../src/search/text/match.ts';
import { parse } from '../../../src/search/text/parse.ts';
import { builtSearch } from './built-search.ts';

const { db, texts } = await builtSearch();

/** Words that are in the data, and everything that is syntax somewhere. */
const piece = fc.oneof(
  fc.constantFrom(
    'the',
    'love',
    'Satellite',
    'niteroi',
    'Niterói',
    "didn't",
    'feat.',
    'of',
    'horizon',
    'sat',
    'x',
  ),
  fc.constantFrom(
    ...[
      '"',
      "'",
      '*',
      '-',
      ' -',
      '(',
      ')',
      ':',
      '^',
      '+',
      '{',
      '}',
      ',',
      ' ',
      '  ',
      'OR',
      ' OR ',
      'AND',
      'NOT',
      'NEAR(',
    ],
    ...[
      'artist:',
      'album:',
      'title:',
      'name:',
      'composer:',
      'rank:',
      'tracks_fts:',
      'rowid:',
      '\0',
      '\ud800',
      '🎸',
      '\u0301',
    ],
    ...['--', ';', '%', '_', '\\', '\u201c', '\n', 'NEAR/2', '"a b"*', 'AC/DC'],
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const typed = fc.oneof(
  { weight: 3, arbitrary: fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')) },
  { weight: 2, arbitrary: fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(' ')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 1100 }) },
);

test('whatever is typed, it is searched or refused in one line: no SQL error', () => {
  let searched = 0;
  fc.assert(
    fc.property(typed, fc.boolean(), (text, typing) => {
      try {
        const page = texts.search(text, { typing, limit: 3 });
        searched++;
        if (page.next !== undefined) texts.search(text, { typing, limit: 3, after: page.next });
        texts.count(page);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        assert.equal(error.exitCode, 2);
        assert.doesNotMatch(error.message, /\n/);
      }
    }),
    { numRuns: 1000 },
  );
  assert.ok(searched > 300, String(searched));
});

test('marks are those of highlight() of FTS5', () => {
  const statements = INDEXES.map(({ table, columns }) =>
    db
      .prepare(
        `SELECT ${columns.map((_, at) => `highlight(${table}, ${at}, char(2), char(3))`).join(', ')}
         FROM ${table} WHERE ${table} MATCH ? AND rowid = ?`,
      )
      .raw(),
  );
  let marked = 0;
  fc.assert(
    fc.property(typed, fc.boolean(), (text, typing) => {
      let page: Page;
      try {
        page = texts.search(text, { typing, limit: 6 });
      } catch {
        return;
      }
      const query = parse(page.searched.text, page.searched.typing);
      for (const { kind, id, fields } of page.hits) {
        const at = INDEXES.findIndex((index) => index.kind === kind);
        const index = INDEXES[at] as (typeof INDEXES)[number];
        const row = statements[at]?.get(matchText(query, index), BigInt(id)) as (string | null)[];
        const expected = row.filter((one) => one !== null);
        const ours = fields.map(({ text: own, marks }) => {
          marked += marks.length;
          return [...marks]
            .reverse()
            .reduce(
              (line, [start, end]) =>
                `${line.slice(0, start)}\u0002${line.slice(start, end)}\u0003${line.slice(end)}`,
              own,
            );
        });
        assert.deepEqual(ours, expected, text);
      }
    }),
    { numRuns: 700 },
  );
  assert.ok(marked > 150, String(marked));
});
