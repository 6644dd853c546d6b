import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { spread, sumOf, tallyOf } from '../../../src/experiments/torn-commit/tally.ts';
import { cutsBetweenSyncs, everyCut, frameBoundaries } from '../../../src/experiments/torn-commit/wal.ts';

/** A WAL by its header and length only. */
function walOf(frames: number, pageSize: number, rest = 0): Buffer {
  const wal = Buffer.alloc(32 + frames * (pageSize + 24) + rest);
  wal.writeUInt32BE(pageSize, 8);
  return wal;
}

test('a WAL is cut after its header and after each whole frame', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.constantFrom(512, 4096, 32768), fc.nat(500), (frames, pageSize, rest) => {
      const lengths = frameBoundaries(walOf(frames, pageSize, rest));
      assert.equal(lengths.length, frames + 1);
      assert.equal(lengths[0], 32);
      for (const [i, length] of lengths.entries()) assert.equal(length, 32 + i * (pageSize + 24));
    }),
  );
  assert.deepEqual(frameBoundaries(Buffer.alloc(0)), [0]);
});

test('every cut: each combination once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 6 }), { maxLength: 3 }),
      (wals) => {
        const cuts = everyCut(wals);
        assert.equal(
          cuts.length,
          wals.reduce((product, lengths) => product * lengths.length, 1),
        );
        assert.equal(new Set(cuts.map((cut) => cut.join())).size, cuts.length);
      },
    ),
  );
});

test('between syncs only what the last step wrote can be lost', () => {
  // Two frames by the writer and one by the claim in the first WAL, two in the second, one more in the first.
  const boundaries = [
    [32, 132, 232, 332, 432],
    [32, 132, 232],
  ];
  const steps = [
    [232, 0],
    [332, 0],
    [332, 232],
    [432, 232],
  ];
  assert.deepEqual(
    cutsBetweenSyncs(boundaries, steps).map((cut) => cut.join(' ')),
    // Nothing is in the second before the claim is safe; nothing is forgotten before the second is.
    ['32 32', '132 32', '232 32', '332 32', '332 132', '332 232', '432 232'],
  );
});

test('a spread has the first and the last, in order, and never more than asked for', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 2, max: 40 }), (length, most) => {
      const all = Array.from({ length }, (_, i) => i);
      const some = spread(all, most);
      assert.equal(some.length, Math.min(length, most));
      assert.equal(some[0], 0);
      assert.equal(some.at(-1), length - 1);
      assert.deepEqual(
        [...new Set(some)].sort((a, b) => a - b),
        some,
      );
    }),
  );
});

test('each state is counted once, and what the repair left', () => {
  const look = (log: string[], invoices: string[], sound = true) => ({ log, invoices, sound });
  const tally = tallyOf(['p1'], 9, [
    { found: look(['p1'], ['p1']), repaired: null },
    { found: look([], []), repaired: look([], []) },
    { found: look(['p1'], []), repaired: look(['p1'], ['p1']) },
    { found: look([], ['p1'], false), repaired: look([], ['p1']) },
    // Written twice is not written once.
    { found: look(['p1'], ['p1', 'p1']), repaired: look(['p1'], ['p1', 'p1']) },
  ]);
  assert.deepEqual(tally, { points: 9, tried: 5, both: 1, lost: 1, torn: 3, passed: 2, unsound: 1, left: 2 });
  assert.equal(tallyOf(['p1'], 1, [{ found: look([], []), repaired: null }]).left, null);
  assert.deepEqual(sumOf([tally, { ...tally, left: null }]), {
    points: 18,
    tried: 10,
    both: 2,
    lost: 2,
    torn: 6,
    passed: 4,
    unsound: 2,
    left: 2,
  });
});
