import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentsOf, problemOf } from '../../src/commands/write-diagrams.ts';
import { diagram } from '../drawing/diagrams.ts';

const x = diagram('x', 'pie');
const png = new Uint8Array([1]);
const whole = { id: 'x', ok: true, svg: '<svg/>', png, pdf: null, failed: [] } as const;

test('what was asked for is written, and no more', () => {
  assert.deepEqual(contentsOf(x, undefined, ['mmd']), { mmd: 'pie' });
  assert.deepEqual(contentsOf(x, whole, ['mmd', 'png']), { mmd: 'pie', svg: null, png, pdf: null });
  assert.deepEqual(contentsOf(x, whole, ['svg']).mmd, null);
  assert.equal(problemOf(undefined), null);
  assert.equal(problemOf(whole), null);
});

test('without a picture there is the text; without a PNG or PDF there is the picture', () => {
  const failed = { id: 'x', ok: false, reason: 'Mermaid cannot draw it: why' } as const;
  assert.deepEqual(contentsOf(x, failed, ['png']), { mmd: 'pie' });
  assert.equal(problemOf(failed), 'Mermaid cannot draw it: why');
  const part = { ...whole, png: null, failed: [{ format: 'png', reason: 'no memory' }] } as const;
  assert.deepEqual(contentsOf(x, part, ['png']), { mmd: null, svg: '<svg/>', png: null, pdf: null });
  assert.equal(problemOf(part), 'no png (no memory), its svg is there');
});
