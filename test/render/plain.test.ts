import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { brief, plain, wrap } from '../../src/render/plain.ts';

it('plain is one printable line, whatever it is given', () => {
  assert.equal(plain('\u001b[31mred\u001b[0m\r\nnext\tone'), 'red next one');
  assert.equal(plain('gnp\u202e.exe \u200b x'), 'gnp .exe x');
  assert.equal(plain('a\ud800b'), 'a\ufffdb');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const line = plain(text);
      assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      assert.equal(plain(line), line);
    }),
  );
});

it('brief keeps to its length', () => {
  assert.equal(brief('abcdef', 6), 'abcdef');
  assert.equal(brief('abcdefg', 6), 'abc...');
});

it('wrap loses no word and keeps to the width where words allow it', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
  fc.assert(
    fc.property(words, (list) => {
      const text = wrap(list.join(' '), 20, '  ');
      assert.deepEqual(text.split(/\s+/), list);
      for (const line of text.split('\n')) assert.ok(line.length <= 20);
    }),
  );
});
