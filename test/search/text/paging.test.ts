import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '../../../src/model/failure.ts';
import { checkSearch, createTextSearch, type Page } from '../../../src/search/text/index.ts';
import { builtSearch, keysOf } from './built-search.ts';

const { db, open, texts } = await builtSearch();

/** All pages, one after another. */
function through(text: string, limit: number, between: () => void = () => {}) {
  const pages: Page[] = [];
  for (let token: string | undefined; ; ) {
    const page = texts.search(text, { limit, ...(token === undefined ? {} : { after: token }) });
    pages.push(page);
    token = page.next;
    if (token === undefined) return pages;
    assert.ok(pages.length < 2000, 'the pages have no end');
    between();
  }
}

test('pages hold each match once, in the order of one long page', () => {
  for (const [text, limit] of [
    ['satellite', 7],
    ['niteroi -chamber', 1],
    ['artist:guido', 20],
    ['composer:franco', 5],
  ] as const) {
    const whole = keysOf(texts.search(text, { limit: 1000 }));
    const pages = through(text, limit);
    assert.deepEqual(pages.flatMap(keysOf), whole, text);
    assert.deepEqual(
      pages.map(({ before: shown }) => shown),
      pages.map((_, at) => at * limit),
    );
    assert.ok(pages.slice(0, -1).every(({ hits }) => hits.length === limit));
  }
});

test('pages stay true while rows come and go: what was there is shown once, whatever was added', () => {
  const whole = keysOf(texts.search('horizon', { limit: 1000 }));
  const insert = db.prepare(
    `INSERT INTO chinook_tracks (name, album_id, media_type_id, milliseconds, unit_price, public_id, slug, created_at, updated_at)
     VALUES (?, 1, 1, 1000, 0.99, ?, ?, '', '')`,
  );
  db.exec('BEGIN');
  let added = 0;
  const seen = through('horizon', 10, () => {
    // Some rank before all, some after, all shift the statistics of bm25.
    for (const name of ['Horizon', 'Horizon horizon', `A long name about the horizon and ${added}`])
      insert.run(name, `new-${added}`, `new-${added++}`);
  }).flatMap(keysOf);
  db.exec('ROLLBACK');
  assert.ok(added > 30);
  assert.equal(new Set(seen).size, seen.length, 'nothing twice');
  assert.deepEqual(
    seen.filter((key) => whole.includes(key)),
    whole,
    'nothing lost',
  );
});

test('the last rows of a page may go before the next one is asked for', () => {
  const whole = keysOf(texts.search('horizon', { in: ['tracks'], limit: 1000 }));
  const first = texts.search('horizon', { in: ['tracks'], limit: 10 });
  const after = first.next as string;
  db.pragma('foreign_keys = OFF');
  db.exec('BEGIN');
  const remove = db.prepare('DELETE FROM chinook_tracks WHERE id = ?');
  for (const { id } of first.hits.slice(-2)) remove.run(id);
  assert.deepEqual(keysOf(texts.search('horizon', { in: ['tracks'], limit: 1000, after })), whole.slice(10));
  // Where none of them is left, the place is where they stood: near it, and never the same hits again.
  for (const { id } of first.hits) remove.run(id);
  const near = texts.search('horizon', { in: ['tracks'], limit: 1000, after });
  db.exec('ROLLBACK');
  db.pragma('foreign_keys = ON');
  assert.ok(near.hits.length > 0.9 * (whole.length - 10));
  assert.ok(keysOf(near).every((key) => whole.indexOf(key) >= 10));
});

test('a token is of its search; another one, or what is none, is refused', () => {
  const { next = '' } = texts.search('the', { limit: 2 });
  const other: [string, object][] = [
    ['of', {}],
    ['the', { in: ['tracks'] as const }],
    ['the', { typing: true }],
  ];
  for (const [text, options] of other)
    assert.throws(() => texts.search(text, { ...options, after: next }), /token .* another search/);
  const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const [version, digest] = JSON.parse(Buffer.from(next, 'base64url').toString()) as [number, string];
  const garbage = [
    '',
    'x',
    '🎸',
    next.slice(1),
    next.slice(0, -3),
    forged(null),
    forged([9, digest, [null, null], null]),
  ];
  const keys = [
    [[[1], null, 1], null],
    [[['1'], -1, 1], null],
    [[[1.5], -1, 1], null],
    [[[], -1, 1], null],
    [[[1, 2, 3, 4], -1, 1], null],
    [[1, -1, 1], null],
    [[[1], -1, 0], null],
    [null],
    'x',
  ];
  for (const token of [...garbage, ...keys.map((key) => forged([version, digest, key, null]))])
    assert.throws(
      () => texts.search('the', { after: token }),
      (error: Failure) => error.exitCode === 2 && /token/.test(error.message),
      token,
    );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (token) => {
      assert.throws(() => texts.search('the', { after: token }), Failure);
    }),
  );
  assert.equal(texts.search('the', { limit: 5, after: next }).before, 2);
  // The order in which the kinds are named is no part of the question.
  assert.equal(createTextSearch(open, ['albums', 'tracks']).search('the', { after: next }).before, 2);
  checkSearch('the', { after: next, in: ['albums', 'tracks'] });
});
