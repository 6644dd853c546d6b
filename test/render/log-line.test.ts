import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { fold, notACommand } from '../../src/render/log-line.ts';
import { plain } from '../../src/render/plain.ts';

it('takes the meaning from what GitHub would obey', () => {
  assert.equal(notACommand('::error::x'), ': :error::x');
  assert.equal(notACommand('a ##[add-mask]b'), 'a # #[add-mask]b');
  assert.equal(notACommand('std::vector'), 'std::vector');
});

it('no line is a command or wider than the screen, whatever is folded', () => {
  const words = fc.array(
    fc.oneof(
      fc.constantFrom('::error::', '::', '##[group]', '->', 'a'.repeat(50)),
      fc.string({ unit: 'binary' }),
    ),
  );
  fc.assert(
    fc.property(words, (all) => {
      for (const line of fold(plain(all.join(' ')), 40, '      ', '    ').split('\n')) {
        assert.doesNotMatch(line, /^\s*::|##\[/);
        assert.ok(Array.from(line).length <= 40, line);
      }
    }),
  );
});

it('keeps a figure and its unit together, and what stands before the lines', () => {
  assert.equal(fold('a threshold of 2 % here', 20), 'a threshold of 2 %\nhere');
  assert.equal(
    fold('a b c d e f g h i j k l m n', 24, '     ', '  - '),
    '  - a b c d e f g h i j\n     k l m n',
  );
});
