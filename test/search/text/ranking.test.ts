import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INDEXES } from '../../../src/search/text/fields.ts';
import { createTextSearch } from '../../../src/search/text/index.ts';
import { matchText, rankFunction } from '../../../src/search/text/match.ts';
import { parse } from '../../../src/search/text/parse.ts';
import { builtSearch, keysOf } from './built-search.ts';

const { db, open, texts } = await builtSearch();

/** What FTS5 itself answers, wholly sorted. */
function directly(text: string, typing = false) {
  return INDEXES.map((index) => {
    const match = matchText(parse(text, typing), index);
    if (match === undefined) return [];
    return db
      .prepare(
        `SELECT rowid AS id, bm25(${[index.table, ...index.columns.map(({ weight }) => weight)].join(', ')}) AS rank
         FROM ${index.table} WHERE ${index.table} MATCH ? ORDER BY 2, 1`,
      )
      .all(match) as { id: number; rank: number }[];
  });
}

test('hits are those of FTS5 with the weights, ranked by it, fused by their places', () => {
  for (const text of [
    'the',
    'satellite',
    'artist:guido satellite',
    'of OR feat',
    'the -satellite',
    'composer:franco',
  ]) {
    const [tracks = [], albums = []] = directly(text);
    const expected: string[] = [];
    for (let at = 0; at < Math.max(tracks.length, albums.length); at++) {
      if (tracks[at]) expected.push(`tracks ${tracks[at]?.id}`);
      if (albums[at]) expected.push(`albums ${albums[at]?.id}`);
    }
    const page = texts.ranked(text, { limit: 1000 });
    assert.deepEqual(keysOf(page), expected.slice(0, 1000), text);
    assert.deepEqual(keysOf(texts.search(text, { limit: 50 })), expected.slice(0, 50), text);
    assert.deepEqual(
      page.hits.filter(({ kind }) => kind === 'tracks').map(({ rank }) => rank),
      tracks.slice(0, page.hits.filter(({ kind }) => kind === 'tracks').length).map(({ rank }) => rank),
    );
    for (const { place, score } of page.hits) assert.equal(score, 1 / (60 + place));
    assert.deepEqual(
      Object.values(texts.count(page)),
      text.startsWith('composer') ? [tracks.length] : [tracks.length, albums.length],
    );
  }
});

test('the query plan asks the full-text index alone and sorts no more than a page', () => {
  for (const index of INDEXES) {
    const plan = db
      .prepare(
        `EXPLAIN QUERY PLAN SELECT rowid, rank FROM ${index.table} WHERE ${index.table} MATCH 'x'
         AND rank MATCH '${rankFunction(index)}' AND (+rank, +rowid) > (0, 0) ORDER BY rank, rowid LIMIT 20`,
      )
      .all() as { detail: string }[];
    assert.match(plan[0]?.detail ?? '', /^SCAN \w+ VIRTUAL TABLE INDEX \d+:.*r.*M/);
  }
});

test('limits and places are checked', () => {
  for (const limit of [0, -1, 1.5, 1001, Number.NaN])
    assert.throws(() => texts.search('the', { limit }), /1 to 1000/);
  assert.throws(() => texts.search('the', { in: [] }), /nothing to search in/);
  assert.throws(
    () => createTextSearch(open, ['albums']).search('the', { in: ['tracks'] }),
    /Name any of albums/,
  );
});

test('diacritics and case make no difference', () => {
  const whole = keysOf(texts.search('niteroi', { limit: 1000 }));
  assert.ok(whole.length > 100);
  for (const text of ['Niterói', 'NITERÓI', 'Nitero\u0301i', 'nitérôì'])
    assert.deepEqual(keysOf(texts.search(text, { limit: 1000 })), whole);
});

test('what has not the field is not asked, and it is told', () => {
  const page = texts.search('composer:franco');
  assert.deepEqual(page.without, ['albums']);
  assert.ok(page.hits.length > 0 && page.hits.every(({ kind }) => kind === 'tracks'));
  assert.deepEqual(texts.search('composer:franco', { in: ['albums'] }).hits, []);
});
