import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { copyWord, withoutCopyWord } from '../../../src/database/fill/copies.ts';
import { fuse } from '../../../src/search/vectors/fuse.ts';
import { songKey } from '../../../src/search/vectors/same-song.ts';

test('versions of one song have one key', () => {
  const key = songKey('Don’t Stop', 'Café Noir');
  for (const title of [
    "Don't Stop",
    'DON’T STOP (Live)',
    'Don’t Stop (2011 Remaster)',
    'Don’t Stop [Live at Wembley]',
    'Don’t Stop - Acoustic Version',
    'Don’t Stop – Remastered 2003',
    'Don’t Stop (Demo) (Mono)',
    'Don’t Stop (Ao Vivo)',
    'Don’t Stop (Alternate)',
    'Don’t Stop(2)',
    'Don’t Stop [ 3 ]',
    'Don’t Stop (Kalomi)',
  ])
    assert.equal(songKey(title, 'Cafe Noir'), key, title);
  assert.equal(songKey('Don’t Stop (Kalomi)', 'Café Noir (Kalomi)'), key);
});

test('other songs have other keys', () => {
  const keys = [
    songKey('Suite (Part 1)', 'A'),
    songKey('Suite (Part 2)', 'A'),
    songKey('Suite', 'A'),
    songKey('Suite (2000)', 'A'),
    songKey('Suite 2', 'A'),
    songKey('Suite', 'B'),
    songKey('Suite', null),
    songKey('Olive', 'A'),
    songKey('Live', 'A'),
    songKey('(Live)', 'B'),
    songKey('夜', 'A'),
    songKey('海', 'A'),
    songKey('Alive - and Well', 'A'),
  ];
  assert.equal(new Set(keys).size, keys.length, keys.join('\n'));
});

test('the word of every copy is taken off, and nothing else', () => {
  for (let k = 1; k <= 5000; k++) assert.equal(withoutCopyWord(`Song (${copyWord(k)})`), 'Song');
  for (const name of ['Song (Kalo)', 'Song (Kalomi) 2', 'Kalomi', 'Song (Kalomire)'])
    assert.equal(withoutCopyWord(name), name);
});

test('any title has a key, and a version of it the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string(), (title, artist) => {
      assert.equal(typeof songKey(title, artist), 'string');
    }),
  );
});

test('fusion: what stands high in both lists comes first, everything comes once', () => {
  assert.deepEqual(fuse([1, 2, 3], [3, 4]), [3, 1, 2, 4]);
  assert.deepEqual(fuse([7]), [7]);
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(50)), fc.uniqueArray(fc.nat(50)), (a, b) => {
      const fused = fuse(a, b);
      assert.deepEqual(new Set(fused), new Set([...a, ...b]));
      assert.equal(fused.length, new Set(fused).size);
      const both = fused.filter((id) => a.includes(id) && b.includes(id));
      const score = (id: number) => 1 / (61 + a.indexOf(id)) + 1 / (61 + b.indexOf(id));
      for (const [index, id] of both.slice(1).entries()) assert.ok(score(both[index] as number) >= score(id));
    }),
  );
});
