import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nearestWord, slipsBetween } from '../../../src/search/text/nearest-word.ts';

const near = nearestWord(
  new Map([
    ['metallica', 40],
    ['metallic', 3],
    ['metal', 90],
    ['queen', 20],
    ['queens', 25],
    ['love', 300],
    ['live', 400],
    ['1989', 5],
    ['niteroi', 7],
  ]),
);

test('a mistyped word becomes the nearest one', () => {
  const cases: [string, string | undefined][] = [
    ['metalica', 'metallica'],
    ['metallicca', 'metallica'],
    ['emtallica', 'metallica'],
    ['quen', 'queen'],
    ['qeuen', 'queen'],
    ['niterio', 'niteroi'],
    // One slip from both, and as alike: the more frequent one.
    ['lxve', 'live'],
    // Too far, too short, and a number is no mistyped other.
    ['mtlc', undefined],
    ['qu', undefined],
    ['1988', undefined],
    ['zzzzzzz', undefined],
  ];
  for (const [word, expected] of cases) assert.equal(near(word), expected, word);
});

/** The textbook recursion, slow and plain. */
function distance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const [x, y] = [a.slice(1), b.slice(1)];
  if (a[0] === b[0]) return distance(x, y);
  const swapped =
    a[0] === b[1] && a[1] === b[0] ? distance(a.slice(2), b.slice(2)) : Number.POSITIVE_INFINITY;
  return 1 + Math.min(distance(x, b), distance(a, y), distance(x, y), swapped);
}

test('slips are counted as the recursion counts them', () => {
  const word = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 6 }).map((letters) => letters.join(''));
  fc.assert(
    fc.property(word, word, (a, b) => {
      assert.equal(slipsBetween(a, b, 10), distance(a, b));
      assert.equal(slipsBetween(b, a, 10), slipsBetween(a, b, 10));
    }),
    { numRuns: 500 },
  );
});

test('one slip in a long word is always mended', () => {
  const words = ['satellite', 'orchestra', 'chamber', 'horizon', 'telescope', 'corridor'];
  const find = nearestWord(new Map(words.map((word) => [word, 1])));
  fc.assert(
    fc.property(
      fc.constantFrom(...words),
      fc.nat(8),
      fc.constantFrom('drop', 'double', 'swap', 'change'),
      (word, place, slip) => {
        const at = place % (word.length - 1);
        const [a = '', b = ''] = [word[at], word[at + 1]];
        const middle = { drop: b, double: a + a + b, swap: b + a, change: `x${b}` }[slip];
        assert.equal(find(word.slice(0, at) + middle + word.slice(at + 2)), word);
      },
    ),
  );
});
