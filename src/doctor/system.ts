import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, sep } from 'node:path';
import { readEnvironment } from '../bench/environment.ts';
import { chooseCore } from '../bench/pin.ts';
import { PACKAGE_ROOT } from '../paths.ts';
import type { VersionsReading } from './versions.ts';

/** What is known of the machine without /proc and /sys. */
export interface System extends VersionsReading {
  readonly logical: number;
  readonly processor: string;
  readonly parallelism: number;
  readonly trialCore: number | null;
  readonly loadAverage: number | null;
  readonly totalMemoryBytes: number;
}

/** @param folder where the databases would lie */
export function readSystem(folder: string): System {
  // The load first: what follows adds to it.
  const environment = readEnvironment(folder);
  return {
    ...environment,
    ...pinnedNode(),
    logical: environment.cores,
    parallelism: availableParallelism(),
    trialCore: chooseCore(),
    totalMemoryBytes: environment.memoryBytes,
  };
}

/** The Node of the package that package.json names for this platform, and whether this process runs on it. */
function pinnedNode(): { pinnedNode: string | null; isPinned: boolean } {
  const require = createRequire(PACKAGE_ROOT);
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  try {
    const file = require.resolve(`node-${platform}-${process.arch}/package.json`);
    const { version } = require(file) as { version: string };
    const folder = realpathSync(dirname(file)) + sep;
    return { pinnedNode: version, isPinned: realpathSync(process.execPath).startsWith(folder) };
  } catch {
    return { pinnedNode: null, isPinned: false };
  }
}
