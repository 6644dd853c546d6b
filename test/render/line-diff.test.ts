import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { lineDiff } from '../../src/render/line-diff.ts';

const text = (base: string[], head: string[]) => lineDiff(base, head).map(({ sign, line }) => sign + line);

it('shows the lines of one side alone, in reading order', () => {
  assert.deepEqual(text(['a', 'b', 'c'], ['a', 'x', 'c']), ['-b', '+x']);
  assert.deepEqual(text([], ['a', 'b']), ['+a', '+b']);
  assert.deepEqual(text(['a', 'b', 'c', 'd'], ['b', 'd', 'e']), ['-a', '-c', '+e']);
  assert.deepEqual(text(['a'], ['a']), []);
});

it('two lines that changed places are a change', () => {
  assert.equal(text(['SCAN a', 'SEARCH b'], ['SEARCH b', 'SCAN a']).length, 2);
});

/** What is left of a side when its lines of the difference are taken out, in order. */
function common(lines: readonly string[], gone: readonly string[]): string[] {
  const left = [...gone];
  return lines.filter((line) => {
    if (left[0] !== line) return true;
    left.shift();
    return false;
  });
}

it('without its lines of the difference, either side is the same number of lines', () => {
  const side = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
  fc.assert(
    fc.property(side, side, (base, head) => {
      const diff = lineDiff(base, head);
      const of = (sign: string) => diff.filter((one) => one.sign === sign).map(({ line }) => line);
      assert.equal(base.length - of('-').length, head.length - of('+').length);
      assert.equal(common(base, of('-')).length, base.length - of('-').length);
      assert.equal(diff.length === 0, base.join() === head.join());
    }),
  );
});

it('does not seek a common subsequence in texts of thousands of lines', () => {
  const many = (letter: string) => Array.from({ length: 3000 }, (_, index) => `${letter}${index}`);
  assert.equal(lineDiff(['same', ...many('a')], ['same', ...many('b')]).length, 6000);
});
