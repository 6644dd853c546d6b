import { readFileSync } from 'node:fs';
import type { MemoryPoint } from '../model/run-trials.ts';

/**
 * Memory of this process now. Resident counts everything, also mapped pages of the files; private anonymous memory is
 * what the process asked for itself: page caches, in-memory databases, the JavaScript heap. Only Linux tells it apart.
 */
export function memoryPoint(): MemoryPoint {
  try {
    const text = readFileSync('/proc/self/smaps_rollup', 'utf8');
    const kib = (name: string) => {
      const match = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text);
      return match?.[1] === undefined ? undefined : Number(match[1]) * 1024;
    };
    const [resident, anonymous] = [kib('Rss'), kib('Anonymous')];
    if (resident !== undefined) return { residentBytes: resident, privateBytes: anonymous ?? null };
  } catch {
    // No such file here: another system than Linux.
  }
  return { residentBytes: process.memoryUsage.rss(), privateBytes: null };
}
