import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  formatBytes,
  formatCount,
  formatPercent,
  formatRatio,
  formatSeconds,
} from '../../../src/render/units.ts';
import { cellFigure, columnKeys } from '../../../src/report/html/sort-key.ts';

describe('the figure that a cell begins with', () => {
  it('is in base units', () => {
    const figures = {
      '8.31 us': ['seconds', 8.31e-6],
      '3.89 us to 3.98 us': ['seconds', 3.89e-6],
      '2.96 ms (busy: not all of it)': ['seconds', 2.96e-3],
      '1.14 (1.11 to 1.17) slower': ['number', 1.14],
      '0.993 (0.944 to 1.04) ~': ['number', 0.993],
      '44.4 MB (96.8 MB)': ['bytes', 44.4e6],
      '87,575': ['number', 87575],
      '3.40 %': ['fraction', 0.034],
      '-65536': ['number', -65536],
      '18 of 24': ['number', 18],
    } as const;
    for (const [text, [dimension, value]] of Object.entries(figures))
      assert.deepEqual(cellFigure(text), { dimension, value }, text);
  });

  it('is none in words, versions, dates and digests', () => {
    for (const text of [
      '',
      '~',
      'wal',
      '24.21.0',
      '2026-11-22T22:28:42.769Z',
      '5aeb6d6a',
      'at least 3',
      '1,23',
    ])
      assert.equal(cellFigure(text), undefined, text);
  });
});

describe('the places of a column', () => {
  it('go by size, not by the digits; equal cells share one', () => {
    assert.deepEqual(columnKeys(['2.03 ms', '8.31 us', '151 us', '8.31 us', '1.5 s']), [2, 0, 1, 0, 3]);
    assert.deepEqual(columnKeys(['52.4 MB', '295 kB', '0 B', '1.06 MB']), [3, 1, 0, 2]);
  });

  it('are none for what is blank, and for words between figures', () => {
    assert.deepEqual(columnKeys(['47.0 %', 'not known', '2.82 %', '~', '']), [
      1,
      undefined,
      0,
      undefined,
      undefined,
    ]);
  });

  it('of words go by their letters and the numbers in them', () => {
    assert.deepEqual(columnKeys(['layout-10', 'layout-9', '', 'Alpha']), [2, 1, undefined, 0]);
  });

  it('of several kinds of figures keep each kind together', () => {
    assert.deepEqual(columnKeys(['50.0 MB', '2.00 ms', '7.68', '1.2 us']), [3, 2, 0, 1]);
  });

  it('order whatever units.ts prints as the values are ordered', () => {
    const value = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
    for (const format of [formatSeconds, formatBytes, formatRatio, formatPercent, formatCount])
      fc.assert(
        fc.property(value, value, (a, b) => {
          const [one = -1, other = -1] = columnKeys([format(a), format(b)]);
          assert.ok(format(a) === format(b) || one < other === a < b, `${format(a)}, ${format(b)}`);
        }),
      );
  });
});
