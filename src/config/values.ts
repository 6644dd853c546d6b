import { z } from 'zod';
import { parsePercent, parseSize, parseTime } from '../render/parse-units.ts';
import { shownValue } from './messages.ts';

/** The single values of a configuration file: what is taken, and what to say of anything else. */
export interface Leaf {
  /** In base units; undefined for what is none. */
  readonly read: (value: unknown) => number | undefined;
  readonly wanted: string;
}

/** A day is more than any run; it keeps a slip such as 1e9s from counting as set. */
const LONGEST_SECONDS = 86_400;
const LARGEST_BYTES = 2 ** 50;

export const TIME: Leaf = {
  read: (value) =>
    within(typeof value === 'string' ? parseTime(value) : undefined, (s) => s > 0 && s <= LONGEST_SECONDS),
  wanted: 'a time such as 500us or 2ms',
};

/** Of a budget: 0B is a limit too. */
export const SIZE: Leaf = {
  read: (value) =>
    within(typeof value === 'string' ? parseSize(value) : undefined, (b) => b <= LARGEST_BYTES),
  wanted: 'a size such as 512B or 4KiB',
};

/** Of a dataset, as --size takes it. */
export const DATA_SIZE: Leaf = {
  read: (value) =>
    within(Math.round(SIZE.read(value) ?? Number.NaN), (b) => Number.isSafeInteger(b) && b >= 1),
  wanted: 'a size such as 50MB or 1GB',
};

/** Above 1 it is a slip: 2 is meant as 2 %. */
export const FRACTION: Leaf = {
  read: (value) =>
    within(
      typeof value === 'string' ? parsePercent(value) : typeof value === 'number' ? value : undefined,
      (f) => f > 0 && f <= 1,
    ),
  wanted: 'a fraction up to 1, such as "2%" or 0.02',
};

export const PART: Leaf = {
  read: (value) => within(FRACTION.read(value), (f) => f < 1),
  wanted: 'a fraction below 1, such as "50%" or 0.5',
};

export const RATIO: Leaf = {
  read: (value) => within(typeof value === 'number' ? value : undefined, (r) => r > 0 && r < Infinity),
  wanted: 'a number above 0, such as 1.2',
};

export const COUNT: Leaf = {
  read: (value) => within(typeof value === 'number' ? value : undefined, (c) => c >= 0 && c < Infinity),
  wanted: 'a number from 0, such as 2 or 1.5',
};

/** As the flags take it. */
export const POSITIVE_INTEGER: Leaf = {
  read: (value) =>
    within(
      typeof value === 'number' ? value : undefined,
      (n) => Number.isInteger(n) && n >= 1 && n <= 100_000,
    ),
  wanted: 'a whole number from 1 to 100,000',
};

function within(value: number | undefined, sensible: (value: number) => boolean): number | undefined {
  return value !== undefined && sensible(value) ? value : undefined;
}

export function notWanted(wanted: string, value: unknown): string {
  return `give ${wanted}, not ${shownValue(value)}`;
}

export function leaf({ read, wanted }: Leaf) {
  return z.unknown().transform((value, context): number => {
    const number = read(value);
    if (number !== undefined) return number;
    context.addIssue({ code: 'custom', message: notWanted(wanted, value) });
    return z.NEVER;
  });
}
