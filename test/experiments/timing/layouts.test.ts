import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distinct, firstAndOther } from '../../../src/experiments/timing/layouts.ts';
import {
  EXPERIMENT_LAYOUTS,
  single,
  singleBatched,
  three,
  threeAttached,
  two,
} from '../../../src/layouts/index.ts';

const TABLES = ['activity_log', 'chinook_tracks'] as const;

test('the short form takes the first layout and the one that differs most from it', () => {
  assert.deepEqual(firstAndOther(EXPERIMENT_LAYOUTS, TABLES), [single, three]);
  assert.deepEqual(firstAndOther([single, two, threeAttached], TABLES), [single, threeAttached]);
  assert.deepEqual(firstAndOther([single, two], TABLES), [single, two]);
  assert.deepEqual(firstAndOther([three], TABLES), [three]);
  assert.deepEqual(firstAndOther([], TABLES), []);
});

test('a layout that differs in who commits is left out, unless it is the only one', () => {
  assert.deepEqual(distinct([single, singleBatched, two]), [single, two]);
  assert.deepEqual(distinct([singleBatched]), [singleBatched]);
});
