import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { slugOf } from '../../src/seed/slug.ts';

const SLUGS: readonly (readonly [string | null, string])[] = [
  ['AC/DC', 'ac-dc'],
  ["Don't Stop", 'dont-stop'],
  ['Vinícius & Øystein', 'vinicius-oystein'],
  ['  Größe (Live) [1969] ', 'grosse-live-1969'],
  ['Łódź', 'lodz'],
  ['İstanbul', 'istanbul'],
  ['Ⅻ ½', 'xii-1-2'],
  ['???', 'item'],
  ['日本', 'item'],
  ['', 'item'],
  [null, 'item'],
  [`${'a'.repeat(59)} b`, 'a'.repeat(59)],
];

for (const [name, slug] of SLUGS) {
  test(`the slug of ${JSON.stringify(name)}`, () => assert.equal(slugOf(name), slug));
}

test('a slug is short, plain and its own slug', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const slug = slugOf(name);
      assert.match(slug, /^[a-z0-9]+(-[a-z0-9]+)*$/);
      assert.ok(slug.length <= 60);
      assert.equal(slugOf(slug), slug);
    }),
  );
});
