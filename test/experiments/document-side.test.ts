import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentSide, isAbout } from '../../src/experiments/document-side.ts';
import { single, three, threeAttached, two } from '../../src/layouts/index.ts';

test("the document's two architectures by their shape, whatever a layout is called", () => {
  assert.deepEqual([single, two, three, threeAttached].map(documentSide), ['single', null, 'three', null]);
  assert.equal(documentSide({ ...three, name: 'mine' }), 'three');
  const [main, cache, chinook] = three.databases;
  assert.ok(main && cache && chinook);
  assert.equal(
    documentSide({ ...three, databases: [main, { ...cache, file: 'cache.sqlite' }, chinook] }),
    null,
  );
});

test('a round figure holds within a tenth', () => {
  assert.ok(isAbout(5.4e6, 5e6) && isAbout(4.6e6, 5e6));
  assert.ok(!isAbout(5.6e6, 5e6) && !isAbout(4.4e6, 5e6) && !isAbout(-5e6, 5e6));
});
