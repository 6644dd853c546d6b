import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseKeep, setsToRemove } from '../../../src/operations/backup/keep.ts';
import { labelAt } from '../../../src/operations/backup/label.ts';
import type { BackupSet } from '../../../src/operations/backup/sets.ts';
import { manifestOf } from './sample-sets.ts';

/** @param clock where it said something else than the label */
function setOf(label: string, clock?: string): BackupSet {
  const manifest = manifestOf(label, clock === undefined ? {} : { createdAt: clock });
  return { label, path: '', manifest, createdAt: Date.parse(manifest.createdAt), bytes: 0 };
}

const nights = (days: number) =>
  Array.from({ length: days }, (_, day) => setOf(labelAt(new Date(Date.UTC(2026, 6, 22 - day, 3)))));
const days = (sets: readonly BackupSet[]) => sets.map(({ label }) => label.slice(4, 8));

test('--keep 7d,4w: the newest seven days, and the newest of each of four weeks', () => {
  const keep = parseKeep('7d,4w');
  assert.deepEqual(keep, { last: 0, days: 7, weeks: 4, months: 0, years: 0 });
  const sets = nights(60);
  const gone = new Set(days(setsToRemove(sets, keep)));
  // 22 July 2026 is a Wednesday; the Sundays are the newest of their weeks.
  assert.deepEqual(
    days(sets).filter((day) => !gone.has(day)),
    [...['0722', '0721', '0720', '0719', '0718', '0717', '0716'], ...['0712', '0705']],
  );
});

test('a plain number counts sets; months and years; what one keeps is kept', () => {
  assert.deepEqual(days(setsToRemove(nights(5), parseKeep('2'))), ['0718', '0719', '0720']);
  const kept = (text: string) => 60 - setsToRemove(nights(60), parseKeep(text)).length;
  assert.equal(kept('3m'), 3);
  assert.equal(kept('5y'), 1);
  assert.equal(kept('10, 1d'), 10);
});

test('several a day: the newest of the day; days without a set do not count', () => {
  const sets = ['20260722T090000Z', '20260722T030000Z', '20260601T030000Z', '20250101T030000Z'].map((one) =>
    setOf(one),
  );
  assert.deepEqual(
    setsToRemove(sets, parseKeep('2d')).map((set) => set.label),
    ['20250101T030000Z', '20260722T030000Z'],
  );
});

test('a clock that leapt forward and came back takes one place, not all of them', () => {
  const leapt = setOf('20990101T000000Z');
  const after = ['20260722', '20260723', '20260724'].map((day, index) =>
    setOf(
      labelAt(new Date(Date.UTC(2099, 0, 1, 0, 0, index + 1))),
      `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T03:00:00.000Z`,
    ),
  );
  const before = setOf('20260721T030000Z');
  assert.deepEqual(
    setsToRemove([before, leapt, ...after], parseKeep('4d')).map((set) => set.label),
    ['20260721T030000Z'],
  );
});

test('whatever there is and whatever is to be kept: the newest set stays, nothing goes twice', () => {
  const labels = fc.uniqueArray(
    fc.date({ min: new Date('2000-01-01'), max: new Date('2099-01-01'), noInvalidDate: true }).map(labelAt),
    { minLength: 1, maxLength: 40 },
  );
  const clocks = fc.array(
    fc.date({ min: new Date('2000-01-01'), max: new Date('2099-01-01'), noInvalidDate: true }),
    { minLength: 40, maxLength: 40 },
  );
  const keeps = fc.record({
    last: fc.nat(5),
    days: fc.nat(5),
    weeks: fc.nat(5),
    months: fc.nat(5),
    years: fc.nat(5),
  });
  fc.assert(
    fc.property(labels, clocks, keeps, (all, times, keep) => {
      const sets = all.map((label, index) => setOf(label, times[index]?.toISOString()));
      const gone = setsToRemove(sets, keep).map((set) => set.label);
      const [newest = ''] = [...all].sort().reverse();
      assert.ok(!gone.includes(newest));
      assert.equal(new Set(gone).size, gone.length);
      assert.deepEqual([...gone].sort(), gone);
      const most = keep.last + keep.days + keep.weeks + keep.months + keep.years;
      assert.ok(all.length - gone.length <= Math.max(1, most));
      assert.ok(all.length - gone.length >= Math.min(all.length, Math.max(1, keep.last)));
      // What is kept once is kept again: a second run removes nothing more.
      const left = sets.filter((set) => !gone.includes(set.label));
      assert.deepEqual(setsToRemove(left, keep), []);
    }),
  );
});

test('what is no --keep is refused with the way out', () => {
  for (const text of ['', '0', '0d', '-1', '7x', '7d,', 'd', '7d4w', '1.5d', '99999', '7d,3d', 'all'])
    assert.throws(() => parseKeep(text), { exitCode: 2, message: /^--keep / }, text);
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        const keep = parseKeep(text);
        assert.ok(Object.values(keep).some((count) => count > 0));
      } catch (error) {
        assert.equal((error as { exitCode?: number }).exitCode, 2);
      }
    }),
  );
});
