/**
 * Base units in (seconds, bytes, fractions), text for people out: three significant digits everywhere. Units are
 * decimal: 1 MB is 10^6 bytes, as the evaluation document's round figures are read.
 */

const DIGITS = 3;

interface Scaled {
  /** Three significant digits, without exponent, such as "8.31" or "120". */
  readonly digits: string;
  /** The power of ten, a multiple of three, that the digits are to be multiplied by. */
  readonly power: number;
}

/**
 * Rounds first and chooses the power afterwards, on the decimal digits: dividing first would print 999.7 us as
 * "1000 us", and 0.1 + 0.2 as what it is.
 */
function scale(value: number, lowest: number, highest: number): Scaled {
  const [mantissa = '0', exponentText = '0'] = Math.abs(value)
    .toExponential(DIGITS - 1)
    .split('e');
  const exponent = Number(exponentText);
  const power = Math.min(Math.max(Math.floor(exponent / 3) * 3, lowest), highest);
  const digits = placePoint(mantissa.replace('.', ''), exponent - power);
  return { digits: value < 0 ? `-${digits}` : digits, power };
}

/** "831" and 0 -> "8.31"; "831" and 4 -> "83100"; "831" and -2 -> "0.0831". */
function placePoint(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (exponent >= digits.length - 1) return digits + '0'.repeat(exponent - digits.length + 1);
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

const TIME_UNITS: Readonly<Record<number, string>> = { [-9]: 'ns', [-6]: 'us', [-3]: 'ms', 0: 's' };

/** @param seconds 0.00000831 -> "8.31 us" */
export function formatSeconds(seconds: number): string {
  if (seconds === 0) return '0 s';
  const { digits, power } = scale(seconds, -9, 0);
  return `${digits} ${TIME_UNITS[power]}`;
}

const BYTE_UNITS: Readonly<Record<number, string>> = {
  0: 'B',
  3: 'kB',
  6: 'MB',
  9: 'GB',
  12: 'TB',
  15: 'PB',
};

/** @param bytes 52428800 -> "52.4 MB" (decimal: 1 MB is 10^6 bytes); below 1000 whole bytes */
export function formatBytes(bytes: number): string {
  if (Math.round(Math.abs(bytes)) < 1000) return `${Math.round(bytes)} B`;
  const { digits, power } = scale(bytes, 0, 15);
  return `${digits} ${BYTE_UNITS[power]}`;
}

/** @param ratio 1.1401 -> "1.14" */
export function formatRatio(ratio: number): string {
  return scale(ratio, 0, 0).digits;
}

/** @param fraction 0.034 -> "3.40 %" */
export function formatPercent(fraction: number): string {
  return `${fraction === 0 ? '0' : scale(fraction * 100, 0, 0).digits} %`;
}

/** How large an effect could have been shown: an interval of few processes can reach beyond all bounds. */
export function formatEffect(fraction: number): string {
  return fraction > 10 ? 'over 1,000 %' : formatPercent(fraction);
}

/** A confidence level or a threshold is a setting, not a measurement: 0.95 -> "95 %". */
export function formatLevel(fraction: number): string {
  return `${Number((fraction * 100).toPrecision(DIGITS))} %`;
}

/** A whole number of things, exact: 87575 -> "87,575". */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A measured rate, rounded: 119987.2 -> "120,000"; 8.314 -> "8.31". */
export function formatRate(perSecond: number): string {
  const { digits } = scale(perSecond, 0, 0);
  return digits.includes('.') ? digits : formatCount(Number(digits));
}
