import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { duration, size } from '../../src/commands/options.ts';
import { parsePercent, parseSize, parseTime } from '../../src/render/parse-units.ts';
import { formatBytes, formatPercent, formatSeconds } from '../../src/render/units.ts';

const decimal = fc.integer({ min: 1, max: 9_999_999 }).map((n) => n / 1000);
const space = fc.constantFrom('', ' ', '  ');

test('times: the unit is the power of ten behind the digits, exactly', () => {
  fc.assert(
    fc.property(decimal, space, (n, gap) => {
      for (const [unit, power] of [
        ['ns', -9],
        ['us', -6],
        ['µs', -6],
        ['ms', -3],
        ['s', 0],
      ] as const)
        assert.equal(parseTime(` ${n}${gap}${unit} `), Number(`${n}e${power}`));
      assert.equal(parseTime(`${n}min`), n * 60);
      assert.equal(parsePercent(`${n}${gap}%`), Number(`${n}e-2`));
    }),
  );
  assert.equal(parseTime('500us'), 0.0005);
  assert.equal(parsePercent('2%'), 0.02);
});

test('what units.ts prints is read back, to the three digits that it prints', () => {
  const near = (found: number | undefined, value: number) =>
    assert.ok(found !== undefined && Math.abs(found / value - 1) < 0.0051, `${found} is not ${value}`);
  fc.assert(
    fc.property(
      fc.integer({ min: 1_000, max: 999_999_999 }),
      fc.integer({ min: -15, max: 0 }),
      (n, power) => {
        const value = Math.max(Number(`${n}e${power}`), 1e-7);
        near(parseTime(formatSeconds(value)), value);
        near(parsePercent(formatPercent(value)), value);
        near(parseSize(formatBytes(n)), n);
      },
    ),
  );
});

test('sizes: decimal and binary, upper or lower case, plain bytes', () => {
  assert.equal(parseSize('512B'), 512);
  assert.equal(parseSize('1.5 kB'), 1500);
  assert.equal(parseSize('64KiB'), 65_536);
  assert.equal(parseSize('2mib'), 2_097_152);
  assert.equal(parseSize('1GB'), 1e9);
});

test('anything else is no quantity', () => {
  for (const text of [
    '',
    '5',
    'ms',
    '-1ms',
    '1e3ms',
    '1,5ms',
    '1.ms',
    '.5s',
    '5 parsec',
    'Infinitys',
    '5MS',
    '5__proto__',
  ])
    assert.equal(parseTime(text), undefined, text);
  assert.equal(parseTime(`${'9'.repeat(400)}s`), undefined);
  assert.equal(parseSize('5toString'), undefined);
  assert.equal(parsePercent('5'), undefined);
  fc.assert(
    fc.property(fc.string(), (text) => {
      for (const parse of [parseTime, parseSize, parsePercent]) {
        const value = parse(text);
        assert.ok(value === undefined || (Number.isFinite(value) && value >= 0));
      }
    }),
  );
});

test('flags take no smaller units than before', () => {
  assert.equal(duration('500ms'), 0.5);
  assert.equal(duration('1m'), 60);
  assert.equal(size('50MB'), 50e6);
  for (const text of ['500us', '5ns', '0s', '90000s']) assert.throws(() => duration(text), /500ms, 2s or 1m/);
  for (const text of ['500B', '0MB', '50']) assert.throws(() => size(text), /50MB or 1GB/);
});
