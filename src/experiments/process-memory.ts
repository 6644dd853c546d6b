import { readFileSync } from 'node:fs';
import { median } from '../stats/summary.ts';

/** Memory of one process, bytes; null where the system does not tell (only Linux does). */
export interface ProcessMemory {
  /** Anonymous pages: what the process asked for itself, such as page caches, in-memory databases, the JavaScript heap. */
  readonly privateBytes: number | null;
  /** Proportional set size: as well its share of what it maps together with others, such as database files. */
  readonly proportionalBytes: number | null;
}

/** Of this process, after what is no longer used was collected (node --expose-gc). */
export function settledMemory(): ProcessMemory {
  globalThis.gc?.();
  return memoryNow();
}

/** Of this process. */
export function memoryNow(): ProcessMemory {
  try {
    return parseMemory(readFileSync('/proc/self/smaps_rollup', 'utf8'));
  } catch {
    return { privateBytes: null, proportionalBytes: null };
  }
}

/** @param rollup /proc/PID/smaps_rollup, proc_pid_smaps(5) */
export function parseMemory(rollup: string): ProcessMemory {
  const bytes = (name: string) => {
    const match = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup);
    return match?.[1] === undefined ? null : Number(match[1]) * 1024;
  };
  return { privateBytes: bytes('Anonymous'), proportionalBytes: bytes('Pss') };
}

/** The difference of two figures; null where one is not known. */
export function added(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before;
}

/** The sum of figures; null where one is not known, or there is none. */
export function total(figures: readonly (number | null)[]): number | null {
  return figures.length === 0 || figures.includes(null)
    ? null
    : figures.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}

/** The median of what is known of repeats; null where nothing is. */
export function medianKnown(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((one) => one !== null);
  return known.length === 0 ? null : median(known);
}
