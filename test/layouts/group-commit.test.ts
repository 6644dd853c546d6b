import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkLayout } from '../../src/layouts/check.ts';
import { EXPERIMENT_LAYOUTS, LAYOUTS, single, singleBatched } from '../../src/layouts/index.ts';

test('single-batched is single with another writer, for experiments only', () => {
  assert.equal(checkLayout(singleBatched, 'single-batched'), singleBatched);
  assert.deepEqual(singleBatched.databases, single.databases);
  assert.deepEqual(
    EXPERIMENT_LAYOUTS.filter((layout) => !LAYOUTS.includes(layout)),
    [singleBatched],
  );
});

test('who writes is one of two', () => {
  assert.throws(
    () => checkLayout({ ...single, writer: 'nobody' }, 'mine.js'),
    /^Failure: mine.js: writer must be "each" or/,
  );
  assert.doesNotThrow(() => checkLayout({ ...single, writer: 'each' }, 'mine.js'));
});
