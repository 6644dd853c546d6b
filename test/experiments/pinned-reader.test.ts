import assert from 'node:assert/strict';
import { test } from 'node:test';
import pinnedReader from '../../src/experiments/pinned-reader.ts';
import { single, three } from '../../src/layouts/index.ts';
import { figure, outcomes, rowsOf, runQuick } from './context.ts';

const ARMS = ['no reader', 'reader on the catalogue', 'reader on the catalogue, limited'] as const;

test('a held reader makes the WAL of its file grow, a checkpoint says busy, and a split confines it', async () => {
  const result = await runQuick(pinnedReader);
  const rows = rowsOf(result, 'WAL of the file that is written to');
  const of = (layout: string, written: string, arm: (typeof ARMS)[number], key: string) =>
    figure(rows, layout, `writing the ${written}, ${arm}`, key) ?? Number.NaN;
  for (const [layout, written] of [
    ['single', 'catalogue'],
    ['single', 'application'],
    ['three', 'catalogue'],
    ['three-attached', 'catalogue'],
  ] as const) {
    const free = of(layout, written, 'no reader', 'peak');
    assert.ok(of(layout, written, 'reader on the catalogue', 'peak') > 5 * free, `${layout}, ${written}`);
    assert.equal(of(layout, written, 'reader on the catalogue', 'busy'), 1);
    assert.equal(of(layout, written, 'no reader', 'busy'), 0);
    assert.ok(of(layout, written, 'reader on the catalogue', 'left') > 0);
    assert.equal(of(layout, written, 'reader on the catalogue', 'after'), 0, 'gone once the reader is');
    // Above the limit that was set: journal_size_limit is no limit while the reader is there.
    assert.ok(of(layout, written, 'reader on the catalogue, limited', 'peak') > 1_000_000);
  }
  assert.equal(
    of('three', 'application', 'reader on the catalogue', 'peak'),
    of('three', 'application', 'no reader', 'peak'),
    'the application file has no reader',
  );
  assert.deepEqual(outcomes(result), ['confirmed', 'confirmed', 'confirmed']);
  assert.equal(result.series[0]?.lines.length, 8);
});

test('a layout without a WAL there is told as not run, not as small', async () => {
  const deleting = {
    ...three,
    name: 'deleting',
    databases: three.databases.map((one) =>
      one.file === ':memory:' ? one : { ...one, pragmas: { ...one.pragmas, journal_mode: 'delete' } },
    ),
  };
  const result = await runQuick(pinnedReader, [single, deleting]);
  assert.deepEqual(
    result.notRun.map(({ what }) => what),
    ['deleting, writing the catalogue', 'deleting, writing the application'],
  );
  assert.match(result.notRun[0]?.reason ?? '', /journal mode delete/);
});
