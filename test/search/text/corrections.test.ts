import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_CHARACTERS } from '../../../src/search/text/parse.ts';
import { builtSearch, keysOf, titles } from './built-search.ts';

const { db, texts } = await builtSearch();

test('where nothing is found, the last word is tried as a beginning, then mistyped words are corrected, then both, and it is told', () => {
  assert.deepEqual(texts.search('satellite').searched, { text: 'satellite', typing: false, as: 'typed' });
  const begun = texts.search('satell');
  assert.deepEqual(begun.searched, { text: 'satell', typing: true, as: 'beginning' });
  assert.deepEqual(keysOf(begun), keysOf(texts.search('satell*')));
  for (const [text, meant] of [
    ['satelite', 'satellite'],
    ['Stealite', 'satellite'],
    ['artist:"niteroi chambr orchestar"', 'artist:"niteroi chamber orchestra"'],
    ['the horizn -xyzzy', 'the horizon -xyzzy'],
    ['satelite OR horizn', 'satellite OR horizon'],
  ] as const) {
    const page = texts.search(text, { limit: 5 });
    assert.deepEqual(page.searched, { text: meant, typing: false, as: 'corrected' }, text);
    assert.deepEqual(titles(page), titles(texts.search(meant, { limit: 5 })));
    // The next page goes on with the same words, and says so.
    const later = texts.search(text, { limit: 5, after: page.next as string });
    assert.equal(later.searched.as, 'corrected');
    assert.deepEqual(titles(later), titles(texts.search(meant, { limit: 10 })).slice(5));
  }
  const both = texts.search('satelite horiz', { limit: 1 });
  assert.deepEqual(both.searched, { text: 'satellite horiz', typing: true, as: 'corrected' });
  assert.ok(both.hits.length === 1 && both.next !== undefined);
  assert.deepEqual(
    titles(texts.search('satelite horiz', { limit: 9, after: both.next })),
    titles(texts.search('satellite horiz*', { limit: 10 })).slice(1),
  );
  for (const text of ['qqqqqqqqq', '1962345', 'xq', 'satelite qqqqqqqqq']) {
    const none = texts.search(text);
    assert.deepEqual([none.hits, none.searched.as, none.next], [[], 'typed', undefined], text);
  }
  // A correction that is longer than a search may be is none: what was typed was not too long.
  assert.equal(texts.search('satelite'.padEnd(MOST_CHARACTERS - 1, '.')).searched.as, 'corrected');
  assert.equal(texts.search('satelite'.padEnd(MOST_CHARACTERS, '.')).searched.as, 'typed');
});

test('new words are known to the correction at once, gone ones no longer', () => {
  const rename = db.prepare(
    'UPDATE chinook_artists SET name = ? WHERE id = (SELECT artist_id FROM chinook_albums WHERE id = 1)',
  );
  const { name } = db
    .prepare(
      'SELECT name FROM chinook_artists WHERE id = (SELECT artist_id FROM chinook_albums WHERE id = 1)',
    )
    .get() as { name: string };
  assert.deepEqual(texts.search('wombatt').hits, []);
  rename.run('The Wombats');
  assert.equal(texts.search('wombatt').searched.text, 'wombats');
  rename.run(name);
  assert.deepEqual(texts.search('wombatt').hits, []);
});
