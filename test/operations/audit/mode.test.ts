import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatMode, listedMode, parseMode, rights } from '../../../src/operations/audit/mode.ts';

test('a mode is read as chmod, ls and Node write it', () => {
  for (const text of ['640', '0640', '0o640', 'u=rw,g=r,o=', 'u=rw, g=r, o=', 'rw-r-----', ' 640 '])
    assert.equal(parseMode(text), 0o640, text);
  assert.equal(parseMode('a=r'), 0o444);
  assert.equal(parseMode('ug=rwx,o='), 0o770);
  assert.equal(parseMode('1777'), 0o1777);
});

test('what is no mode is none, and a number is none: 640 might mean 0o640 or 0o1200', () => {
  const none = [
    640,
    0o640,
    null,
    undefined,
    {},
    ['640'],
    true,
    '',
    '64',
    '689',
    '10000',
    '0x1a0',
    '-640',
    '6 4 0',
  ];
  for (const value of [
    ...none,
    'u=rw',
    'u=rw,g=r',
    'u=rw,u=r,g=,o=',
    'u+rw,g=r,o=',
    'u=rws,g=,o=',
    'rw-r----',
    'wr-r-----',
  ])
    assert.equal(parseMode(value), undefined, String(value));
});

test('every mode comes back from its octal text, every permission from its letters', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 0o7777 }), (mode) => parseMode(formatMode(mode)) === mode));
  fc.assert(fc.property(fc.integer({ min: 0, max: 0o777 }), (mode) => parseMode(listedMode(mode)) === mode));
  const letters = fc.subarray(['r', 'w', 'x']).map((some) => some.join(''));
  fc.assert(
    fc.property(letters, letters, letters, (u, g, o) => {
      const bits = (some: string) =>
        [...some].reduce((sum, one) => sum + ({ r: 4, w: 2, x: 1 }[one] ?? 0), 0);
      assert.equal(parseMode(`u=${u},g=${g},o=${o}`), bits(u) * 64 + bits(g) * 8 + bits(o));
    }),
  );
});

test('no text makes it throw, or gives what is no mode', () => {
  const texts = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'ugoa=rwx,-01678') }));
  fc.assert(
    fc.property(texts, (text) => {
      const mode = parseMode(text);
      assert.ok(mode === undefined || (Number.isInteger(mode) && mode >= 0 && mode <= 0o7777), text);
    }),
  );
});

test('rights in words', () => {
  assert.equal(rights(6, false), 'read and change');
  assert.equal(rights(7, true), 'list, add and remove files in and enter');
  assert.equal(rights(0, true), '');
});
