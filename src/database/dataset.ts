import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { EXIT, Failure } from '../model/failure.ts';
import type { Layout } from '../model/layout.ts';
import type { SeedInfo } from '../model/seed.ts';
import { Child, ChildFailed } from '../process/child.ts';
import type { BuildRequest } from './build.ts';
import type { BuiltLayout } from './describe.ts';
import { MOST_COPIES } from './fill/copies.ts';

/** A build of several gigabytes on a slow disk ends within this. */
const DEADLINE_SECONDS = 3600;

/**
 * Bytes of a dataset per track, everything included, as found for Chinook-shaped seeds at scales 1 to 300
 * (test/commands/build.test.ts holds it to within a tenth). Only --size uses it; the size that came out is reported.
 */
const BYTES_PER_TRACK = 915;

/** The number of copies of a seed that comes nearest to a size; at least one. @throws Failure beyond the most copies */
export function scaleForSize(bytes: number, seed: SeedInfo): number {
  return checkScale(Math.max(1, Math.round(bytes / (BYTES_PER_TRACK * seed.rows.Track))));
}

export function checkScale(scale: number): number {
  if (!Number.isInteger(scale) || scale < 1 || scale > MOST_COPIES)
    throw new Failure(`the scale must be a whole number from 1 to ${MOST_COPIES}, not ${scale}`);
  return scale;
}

export interface DatasetRequest {
  readonly layouts: readonly Layout[];
  readonly seedStore: string;
  readonly scale: number;
  /** Each layout gets a folder of its name in here. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (layout: string, doing: string, fraction: number) => void;
}

/**
 * Builds the dataset in every layout, as many at a time as there are cores, each in a process of its own, and checks
 * that all of them hold the same rows.
 */
export async function buildDataset(request: DatasetRequest): Promise<readonly BuiltLayout[]> {
  const queue = [...request.layouts.entries()];
  const built: BuiltLayout[] = [];
  const worker = async () => {
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift())
        built[next[0]] = await buildOne(next[1], request);
    } catch (error) {
      // The rest would be built in vain.
      queue.length = 0;
      throw error;
    }
  };
  const workers = Array.from({ length: Math.min(availableParallelism(), queue.length) }, worker);
  const outcomes = await Promise.allSettled(workers);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  const digests = new Set(built.map((layout) => layout.digest));
  if (digests.size > 1)
    throw new Failure(
      `the layouts hold different rows (${built.map((one) => `${one.name} ${one.digest.slice(0, 8)}`).join(', ')}); nothing was measured. Please report this.`,
      EXIT.integrity,
    );
  return built;
}

async function buildOne(layout: Layout, request: DatasetRequest): Promise<BuiltLayout> {
  const folder = join(request.folder, layout.name);
  await mkdir(folder, { recursive: true });
  const child = new Child('src/database/build-process', {
    signal: request.signal,
    onProgress: (doing, fraction) => request.onProgress?.(layout.name, doing, fraction),
  });
  try {
    const argument: BuildRequest = { layout, seedStore: request.seedStore, scale: request.scale, folder };
    return await child.request<BuiltLayout>('build', argument, DEADLINE_SECONDS);
  } catch (error) {
    if (error instanceof ChildFailed && /disk is full|database or disk/i.test(error.message))
      throw new Failure(
        `building ${layout.name}: the disk is full. Free some space, or use a smaller --scale.`,
        EXIT.disk,
      );
    if (error instanceof ChildFailed)
      throw new Failure(`building ${layout.name}: ${error.message}`, EXIT.integrity);
    throw error;
  } finally {
    await child.end();
  }
}
