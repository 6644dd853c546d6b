import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** /proc and /sys of a machine, or of a tree that stands for one. */
export interface MachineFiles {
  /** The text of a file such as "/proc/stat"; null where there is none, or it may not be read. */
  read(path: string): string | null;
  /** The names in a folder; none where there is no such folder. */
  list(path: string): readonly string[];
}

/** What is not there is absent, whatever the reason: kernels answer EIO, EOPNOTSUPP and others for it. */
export function filesUnder(root = '/'): MachineFiles {
  return {
    read(path) {
      try {
        return readFileSync(join(root, path), 'utf8');
      } catch {
        return null;
      }
    },
    list(path) {
      try {
        return readdirSync(join(root, path)).sort();
      } catch {
        return [];
      }
    },
  };
}

/** The number behind a name in a text of lines such as "MemAvailable:  123 kB" or "nr_throttled 5"; null without one. */
export function numberNamed(text: string | null, name: string): number | null {
  for (const line of text?.split('\n') ?? []) {
    const [word, figure] = line.trim().split(/:?\s+/);
    if (word === name && figure !== undefined && /^\d+(\.\d+)?$/.test(figure)) return Number(figure);
  }
  return null;
}
