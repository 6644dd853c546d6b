import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { Failure } from '../../src/model/failure.ts';
import { chooseSeed } from '../../src/seed/choose.ts';

const BUILT_IN = { form: 'built-in' };
const file = (path: string) => ({ form: 'file', path: resolve(path) });

test('--seed beats CHINOOK_SEED beats the built-in catalogue', () => {
  assert.deepEqual(chooseSeed('/a.db', { CHINOOK_SEED: '/b.db' }, '/x'), file('/a.db'));
  assert.deepEqual(chooseSeed(undefined, { CHINOOK_SEED: '/b.db' }, '/x'), file('/b.db'));
  assert.deepEqual(chooseSeed(undefined, {}, '/x'), BUILT_IN);
});

test('"built-in" overrides the environment; a file of that name is still in reach', () => {
  assert.deepEqual(chooseSeed('built-in', { CHINOOK_SEED: '/b.db' }, '/x'), BUILT_IN);
  assert.deepEqual(chooseSeed('./built-in', {}, '/x'), file('/x/built-in'));
});

test('a relative path starts in the working folder', () => {
  assert.deepEqual(chooseSeed('a.db', {}, '/x/y'), file('/x/y/a.db'));
  assert.deepEqual(chooseSeed(undefined, { CHINOOK_SEED: '../a.db' }, '/x/y'), file('/x/a.db'));
});

test('an empty CHINOOK_SEED is none, an empty --seed a mistake', () => {
  assert.deepEqual(chooseSeed(undefined, { CHINOOK_SEED: ' ' }, '/x'), BUILT_IN);
  assert.throws(() => chooseSeed('', { CHINOOK_SEED: '/b.db' }, '/x'), Failure);
});
