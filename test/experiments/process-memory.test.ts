import assert from 'node:assert/strict';
import { test } from 'node:test';
import { added, medianKnown, memoryNow, parseMemory, total } from '../../src/experiments/process-memory.ts';

test('memory as /proc/PID/smaps_rollup tells it; absent is absent', () => {
  const text = 'Rss:   100 kB\nPss:    80 kB\nPss_Anon:   60 kB\nAnonymous:   64 kB\nLazyFree: 0 kB\n';
  assert.deepEqual(parseMemory(text), { privateBytes: 64 * 1024, proportionalBytes: 80 * 1024 });
  assert.deepEqual(parseMemory('Rss: 100 kB\n'), { privateBytes: null, proportionalBytes: null });
});

test('what this process asks for is private and found', (t) => {
  const before = memoryNow().privateBytes;
  if (before === null) return t.skip('not Linux');
  const held = Buffer.alloc(32e6, 1);
  assert.ok((added(before, memoryNow().privateBytes) ?? 0) > held.length / 2);
});

test('a sum or a difference with something unknown is unknown; a median is of what is known', () => {
  assert.equal(total([1, 2, 3]), 6);
  assert.equal(total([1, null]), null);
  assert.equal(total([]), null);
  assert.equal(added(2, 5), 3);
  assert.equal(added(null, 5), null);
  assert.equal(medianKnown([null, 3, 1]), 2);
  assert.equal(medianKnown([null]), null);
});
