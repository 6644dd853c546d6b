import assert from 'node:assert/strict';
import { test } from 'node:test';
import { searchData } from './search-data.ts';

const { run, search } = await searchData('three');

test('a word with a dash is taken for an option: the message names --, and it works', async () => {
  const { code, err } = await search('satellite', '-live');
  assert.equal(code, 2);
  assert.match(err, /unknown option '-live' .*comes after --: chinook-eval search -- love -live\)\n$/);
  assert.match((await search('satellite', '--lmit', '3')).err, /--help lists what there is/);
  assert.equal((await search('--', 'satellite', '-live')).code, 0);
});

test('bad input: one line, exit 2', async () => {
  const cases: [string[], RegExp][] = [
    [[], /no text to search for/],
    [[''], /empty/],
    [['🎸'], /no letter and no digit/],
    [['--', '-love'], /only exclusions/],
    [['x'.repeat(10_240)], /at most 1000/],
    [['the', '--limit', '0'], /1 to 1000/],
    [['the', '--limit', '1001'], /1 to 1000/],
    [['the', '--limit', 'many'], /whole number/],
    [['the', '--in', 'songs'], /There is no songs/],
    [['the', '--in', ''], /names with commas/],
    [['the', '--after', 'garbage'], /token \(--after\) is none/],
    [['the', '--after', ''], /token \(--after\) is none/],
    [['the', '--verify'], /Leave out the text/],
    [['--rebuild', '--in', 'tracks'], /Leave out --in/],
    [['--verify', '--rebuild'], /--verify and --rebuild are two tasks/],
    [['the', '--data', 'nowhere'], /nowhere holds no layout\.json/],
    [['the', '--data', 'three', '--layout', 'single'], /three is of layout three, not single/],
    [['--rebuild'], /no data folder is named/],
    [['--optimize'], /no data folder is named/],
    [['the', '--layout', 'four'], /no layout four/],
  ];
  for (const [words, message] of cases) {
    const { code, out, err } = await run('search', ...words);
    assert.equal(code, 2, `${words.join(' ').slice(0, 60)}: ${err}`);
    assert.match(err, message);
    assert.match(err, /^[^\n]*\n$/);
    assert.equal(out, '');
  }
  const { next } = JSON.parse((await search('the', '--json')).out) as { next: string };
  assert.match((await search('of', '--after', next)).err, /of another search/);
});
