import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../../../src/model/failure.ts';
import { INDEXES, type Index } from '../../../src/search/text/fields.ts';
import { matchText } from '../../../src/search/text/match.ts';
import { MOST_CHARACTERS, MOST_TERMS, parse } from '../../../src/search/text/parse.ts';

const [TRACKS, ALBUMS] = INDEXES as readonly [Index, Index];

const asked = (text: string, typing = false) => matchText(parse(text, typing), TRACKS);

test('what a user types, and what FTS5 is asked of tracks', () => {
  const cases: [string, string][] = [
    ["don't stop", '"don t" AND "stop"'],
    ['AC/DC', '"ac dc"'],
    ['a-b', '"a b"'],
    ['col:x', '"col x"'],
    ['"black dog"', '"black dog"'],
    ['\u201cblack dog\u201d', '"black dog"'],
    ['love -live', '("love") NOT ("live")'],
    ['-"live at" -demo love', '("love") NOT ("live at" OR "demo")'],
    ['artist:queen', '{artist} : "queen"'],
    ['Artist:"led zeppelin" whole', '{artist} : "led zeppelin" AND "whole"'],
    ['title:love name:love', '{name} : "love" AND {name} : "love"'],
    ['album:iv composer:page', '{album} : "iv" AND {composer} : "page"'],
    ['love -artist:queen', '("love") NOT ({artist} : "queen")'],
    ['met*', '"met"*'],
    ['"master of pup"*', '"master of pup"*'],
    ['a*b', '"a b"'],
    ['queen OR abba', '("queen" OR "abba")'],
    ['live queen OR abba OR toto now', '"live" AND ("queen" OR "abba" OR "toto") AND "now"'],
    ['OR', '"or"'],
    ['rock OR', '"rock" AND "or"'],
    ['OR rock', '"or" AND "rock"'],
    ['rock OR -pop', '("rock" AND "or") NOT ("pop")'],
    // What cannot be looked for is no alternative, and makes no word of OR.
    ['🎸 OR rock', '"rock"'],
    ['rock OR 🎸 OR pop now', '("rock" OR "pop") AND "now"'],
    ['rock OR 🎸', '"rock"'],
    ['🎸 OR 🎺 rock', '"rock"'],
    ['rock or pop', '"rock" AND "or" AND "pop"'],
    ['rock AND roll NOT NEAR(x)', '"rock" AND "and" AND "roll" AND "not" AND "near x"'],
    ['"unbalanced', '"unbalanced"'],
    ['unbalanced"', '"unbalanced"'],
    ['12" mix', '"12" AND "mix"'],
    // A quote without its partner is a space: the word after the dash is excluded all the same.
    ['-"gone love', '("love") NOT ("gone")'],
    ['it -"gone', '("it") NOT ("gone")'],
    ['"a" b"', '"a" AND "b"'],
    ['say"my name"now', '"say" AND "my name" AND "now"'],
    ['artist: queen', '"artist" AND "queen"'],
    ['Motörhead', '"motorhead"'],
    ['Mo\u0308torhead', '"motorhead"'],
    ['STRAẞE', '"straße"'],
    ['🎸 guitar', '"guitar"'],
    ['- , -- x', '"x"'],
    ['a\0b', '"a" AND "b"'],
    ['a\ud800b', '"a b"'],
    ['{name} : ^x + (y)', '"name" AND "x" AND "y"'],
    ["'; DROP TABLE users; --", '"drop" AND "table" AND "users"'],
  ];
  for (const [text, expected] of cases) assert.equal(asked(text), expected, text);
});

test('the last word as one types', () => {
  assert.equal(asked('black do', true), '"black" AND "do"*');
  assert.equal(asked('artist:met', true), '{artist} : "met"*');
  assert.equal(asked('black do ', true), '"black" AND "do"');
  assert.equal(asked('"black do"', true), '"black do"');
  assert.equal(asked('black do"', true), '"black" AND "do"');
  assert.equal(asked('"black do', true), '"black" AND "do"*');
  assert.equal(asked('black do\u0007', true), '"black" AND "do"');
  assert.equal(asked('black -do', true), '("black") NOT ("do")');
  assert.equal(asked('AC/D', true), '"ac d"*');
  assert.equal(asked('rock OR', true), '"rock" AND "or"*');
});

test('an index without the field asked for: no match there, an alternative less, nothing to exclude', () => {
  const albums = (text: string) => matchText(parse(text), ALBUMS);
  assert.equal(albums('composer:page'), undefined);
  assert.equal(albums('love composer:page'), undefined);
  assert.equal(albums('love OR composer:page'), '"love"');
  assert.equal(albums('love -composer:page'), '"love"');
  assert.equal(albums('title:iv'), '{title} : "iv"');
  assert.equal(albums('album:iv'), '{title} : "iv"');
});

test('what is passed over is told, punctuation is not', () => {
  assert.deepEqual(parse('🎸 love ☮ - , !').ignored, ['🎸', '☮']);
});

test('what cannot be searched: one line that says why', () => {
  const cases: [string, RegExp][] = [
    ['', /empty/],
    ['  \t\n', /empty/],
    ['-love -"black dog"', /only exclusions/],
    ['🎸', /no letter and no digit/],
    ['🎸 OR 🎺', /no letter and no digit/],
    ['"" "', /no letter and no digit/],
    ['\0', /no letter and no digit/],
    ['x'.repeat(10_240), new RegExp(`10240 characters; at most ${MOST_CHARACTERS}`)],
    ['x '.repeat(MOST_TERMS + 1), new RegExp(`${MOST_TERMS + 1} words and phrases; at most ${MOST_TERMS}`)],
  ];
  for (const [text, message] of cases)
    assert.throws(
      () => parse(text),
      (error: Failure) => {
        assert.ok(error instanceof Failure);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /\n/);
        return error.exitCode === 2;
      },
      text.slice(0, 20),
    );
  assert.equal(parse('x '.repeat(MOST_TERMS)).groups.length, MOST_TERMS);
});
