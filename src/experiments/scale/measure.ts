import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildDataset } from '../../database/dataset.ts';
import type { BuiltLayout } from '../../database/describe.ts';
import { freshCopy } from '../../database/folders.ts';
import { throwIfInterrupted } from '../../model/failure.ts';
import type { Layout } from '../../model/layout.ts';
import { Child } from '../../process/child.ts';
import type { ExperimentContext } from '../experiment.ts';
import type { Timed, TimeRequest } from '../scale-process.ts';
import type { Pace } from '../timing/in-turns.ts';
import type { Subject } from '../timing/layouts.ts';
import { OPERATIONS } from './operations.ts';

const DEADLINE_SECONDS = 1800;

const PACE: Readonly<Record<'quick' | 'full', Pace>> = {
  quick: { rounds: 9, blockSeconds: 0.004, warmupSeconds: 0.04, maxSeconds: 0.3 },
  full: { rounds: 15, blockSeconds: 0.01, warmupSeconds: 1, maxSeconds: 4 },
};

/** One size of the data, on every layout. */
export interface MeasuredSize {
  readonly copies: number;
  readonly built: readonly BuiltLayout[];
  readonly timings: readonly Timing[];
}

/** One operation on one layout: seconds per call by block, with the block of the smallest data beside each. */
export interface Timing {
  readonly scenario: string;
  readonly layout: string;
  readonly blocks: readonly number[];
  readonly anchor: readonly number[];
  /** Why there are none. */
  readonly reason: string | null;
}

type Context = Pick<ExperimentContext, 'work' | 'seedStore' | 'quick' | 'signal'>;

/**
 * Builds the data at a size, times every operation, and removes them.
 * @param anchor the smallest data of the first layout; null: these are, and a copy of them is left as the anchor
 * @throws Failure (exit 5) where the disk is full
 */
export async function measureSize(
  layouts: readonly [Layout, ...Layout[]],
  copies: number,
  anchor: Subject | null,
  { work, seedStore, quick, signal }: Context,
  onProgress: (doing: string, fraction: number) => void,
): Promise<{ readonly size: MeasuredSize; readonly anchor: Subject }> {
  const folder = join(work, `copies-${copies}`);
  try {
    onProgress('building', 0);
    const built = await buildDataset({ layouts, seedStore, scale: copies, folder, signal });
    const subjects = layouts.map((layout) => ({ layout, folder: join(folder, layout.name) }));
    const beside = anchor ?? (await copyOf(layouts[0], join(folder, layouts[0].name), work));
    const child = new Child('src/experiments/scale-process', { signal, execArgv: ['--expose-gc'] });
    try {
      const timings: Timing[] = [];
      for (const [index, { scenario, times }] of OPERATIONS.entries()) {
        onProgress(scenario, (1 + index) / (1 + OPERATIONS.length));
        const form = quick ? 'quick' : 'full';
        const request = { subjects, anchor: beside, scenario, times: times[form], pace: PACE[form] };
        timings.push(...(await timed(child, request, signal)));
      }
      return { size: { copies, built, timings }, anchor: beside };
    } finally {
      await child.end();
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function copyOf(layout: Layout, built: string, work: string): Promise<Subject> {
  const { folder } = await freshCopy(layout, built, work);
  return { layout, folder };
}

/** What goes wrong costs the operation its figures at this size, and is told; the others go on. @throws Interrupted */
async function timed(child: Child, request: TimeRequest, signal: AbortSignal): Promise<Timing[]> {
  const { scenario, subjects } = request;
  const failed = (layout: string, reason: string) => ({ scenario, layout, blocks: [], anchor: [], reason });
  try {
    const found = await child.request<Timed>('time', request, DEADLINE_SECONDS);
    return subjects.map(({ layout: { name: layout } }, index) => {
      const own = found.subjects[index] ?? { reason: 'not timed' };
      if ('reason' in own) return failed(layout, own.reason);
      return { scenario, layout, blocks: own, anchor: found.anchor, reason: null };
    });
  } catch (error) {
    throwIfInterrupted(signal);
    const reason = error instanceof Error ? error.message : String(error);
    return subjects.map(({ layout }) => failed(layout.name, reason));
  }
}
