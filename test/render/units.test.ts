import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  formatBytes,
  formatCount,
  formatEffect,
  formatLevel,
  formatPercent,
  formatRate,
  formatRatio,
  formatSeconds,
} from '../../src/render/units.ts';

const POWERS: Record<string, number> = {
  ns: 1e-9,
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  PB: 1e15,
};

/** The value that a text such as "8.31 us" stands for. */
function read(text: string): number {
  const [digits = '', unit = ''] = text.split(' ');
  return Number(digits.replaceAll(',', '')) * (POWERS[unit] ?? Number.NaN);
}

function significantDigits(text: string): number {
  const digits = (text.split(' ')[0] ?? '').replace('.', '').replace(/^-?0*/, '');
  return digits.length;
}

const times = fc.double({ min: 1e-10, max: 900, noNaN: true, noDefaultInfinity: true });
const sizes = fc.integer({ min: 0, max: 2 ** 50 });

describe('seconds', () => {
  it('choose the unit after rounding', () => {
    const cases = [
      [0, '0 s'],
      [8.31e-6, '8.31 us'],
      [0.0012, '1.20 ms'],
      [999.4e-6, '999 us'],
      [999.6e-6, '1.00 ms'],
      [0.9996, '1.00 s'],
      [59.1e-3, '59.1 ms'],
      [120, '120 s'],
      [4321, '4320 s'],
      [1.5e-10, '0.150 ns'],
    ] as const;
    for (const [seconds, text] of cases) assert.equal(formatSeconds(seconds), text);
  });

  it('have three significant digits, never four before the point below a thousand seconds', () => {
    fc.assert(
      fc.property(times, (seconds) => {
        const text = formatSeconds(seconds);
        assert.equal(significantDigits(text), 3);
        assert.match(text, /^\d{1,3}(\.\d+)? (ns|us|ms|s)$/);
      }),
    );
  });

  it('are monotone, and within half a unit of the third digit', () => {
    fc.assert(
      fc.property(times, times, (one, other) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        assert.ok(read(formatSeconds(low)) <= read(formatSeconds(high)) * (1 + 1e-12));
        assert.ok(Math.abs(read(formatSeconds(one)) / one - 1) <= 0.00501);
      }),
    );
  });
});

describe('bytes', () => {
  it('are decimal, and whole below a thousand', () => {
    const cases = [
      [0, '0 B'],
      [999, '999 B'],
      [999.7, '1.00 kB'],
      [1000, '1.00 kB'],
      [52_428_800, '52.4 MB'],
      [999_600_000, '1.00 GB'],
      [-4_100_000, '-4.10 MB'],
    ] as const;
    for (const [bytes, text] of cases) assert.equal(formatBytes(bytes), text);
  });

  it('are monotone, with three significant digits from a thousand on', () => {
    fc.assert(
      fc.property(sizes, sizes, (one, other) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        assert.ok(read(formatBytes(low)) <= read(formatBytes(high)) * (1 + 1e-12));
        if (one >= 1000) assert.equal(significantDigits(formatBytes(one)), 3);
        assert.doesNotMatch(formatBytes(one), /^\d{4}/);
      }),
    );
  });
});

it('ratios, shares, rates and counts', () => {
  assert.deepEqual([1.1401, 0.9424, 12.34, 0.01234, 1].map(formatRatio), [
    '1.14',
    '0.942',
    '12.3',
    '0.0123',
    '1.00',
  ]);
  assert.deepEqual([0.034, 0.1234, 0, 1.5].map(formatPercent), ['3.40 %', '12.3 %', '0 %', '150 %']);
  assert.deepEqual([0.034, 9.9, 6e19].map(formatEffect), ['3.40 %', '990 %', 'over 1,000 %']);
  assert.deepEqual([0.95, 0.999].map(formatLevel), ['95 %', '99.9 %']);
  assert.deepEqual([119_987.2, 8.314, 999.9, 1_234_567].map(formatRate), [
    '120,000',
    '8.31',
    '1,000',
    '1,230,000',
  ]);
  assert.deepEqual([0, 999, 1000, 87_575].map(formatCount), ['0', '999', '1,000', '87,575']);
});

it('ratios are monotone', () => {
  const ratios = fc.double({ min: 1e-3, max: 1e4, noNaN: true });
  fc.assert(
    fc.property(ratios, ratios, (one, other) => {
      const [low, high] = one < other ? [one, other] : [other, one];
      assert.ok(Number(formatRatio(low)) <= Number(formatRatio(high)));
    }),
  );
});
