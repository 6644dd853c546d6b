/**
 * Text for people in, base units out (seconds, bytes, fractions): the way back of units.ts. undefined for text that is
 * none; what range makes sense is the caller's to say.
 */

/** Unit -> [factor, power of ten]. The power is put behind the digits, so that "0.3ms" is the number nearest to 0.0003. */
type Units = Readonly<Record<string, readonly [factor: number, power: number]>>;

const TIMES = {
  ns: [1, -9],
  us: [1, -6],
  µs: [1, -6],
  ms: [1, -3],
  s: [1, 0],
  m: [60, 0],
  min: [60, 0],
} as const satisfies Units;
export type TimeUnit = keyof typeof TIMES;

const SIZES = {
  b: [1, 0],
  kb: [1, 3],
  mb: [1, 6],
  gb: [1, 9],
  kib: [2 ** 10, 0],
  mib: [2 ** 20, 0],
  gib: [2 ** 30, 0],
} as const satisfies Units;
export type SizeUnit = keyof typeof SIZES;

/** "500us", "2 ms" or "1.5s" in seconds. @param units those that are taken; all of them unless told */
export function parseTime(text: string, units: readonly TimeUnit[] = keys(TIMES)): number | undefined {
  return parse(text, TIMES, units);
}

/** "512B", "50MB" or "64 KiB" in bytes, upper or lower case; not rounded. */
export function parseSize(text: string, units: readonly SizeUnit[] = keys(SIZES)): number | undefined {
  return parse(text.toLowerCase(), SIZES, units);
}

/** "2%" or "2.5 %" as a fraction. */
export function parsePercent(text: string): number | undefined {
  return parse(text, { '%': [1, -2] }, ['%']);
}

function parse(text: string, table: Units, units: readonly string[]): number | undefined {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)\s*(\D+)$/.exec(text.trim()) ?? [];
  if (digits === undefined || !units.includes(unit)) return undefined;
  const [factor, power] = table[unit] ?? [Number.NaN, 0];
  const value = Number(`${digits}e${power}`) * factor;
  return Number.isFinite(value) ? value : undefined;
}

function keys<K extends string>(table: Readonly<Record<K, unknown>>): readonly K[] {
  return Object.keys(table) as K[];
}
