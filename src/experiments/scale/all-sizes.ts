import { EXIT, Failure, throwIfInterrupted } from '../../model/failure.ts';
import type { Layout } from '../../model/layout.ts';
import { formatBytes } from '../../render/units.ts';
import type { ExperimentContext, Findings } from '../experiment.ts';
import type { Subject } from '../timing/layouts.ts';
import { type MeasuredSize, measureSize } from './measure.ts';
import { dataBytes } from './outgrown.ts';
import { copiesUpTo, whyNoRoom } from './sizes.ts';

const QUICK_BYTES = 20e6;
const STEPS = { quick: 4, full: 6 } as const;

/**
 * Measures every size that there is room for, from one copy of the seed to the largest; what there is no room for is told.
 * @param room why this much more does not fit into a folder, null where it does
 */
export async function measureSizes(
  layouts: readonly [Layout, ...Layout[]],
  context: ExperimentContext,
  room: typeof whyNoRoom = whyNoRoom,
): Promise<{ sizes: MeasuredSize[]; notRun: Findings['notRun'] }> {
  const { quick, work, signal } = context;
  const largest = quick ? Math.min(context.maxBytes, QUICK_BYTES) : context.maxBytes;
  const sizes: MeasuredSize[] = [];
  const notRun: Findings['notRun'] = [];
  let queue: readonly number[] = [1];
  let bytesPerCopy = 0;
  let anchor: Subject | null = null;
  for (let index = 0; index < queue.length; index++) {
    throwIfInterrupted(signal);
    const copies = queue[index] as number;
    const what = `the data at ${formatBytes(copies * bytesPerCopy)}`;
    const noRoom = await room(work, copies * bytesPerCopy * layouts.length);
    if (noRoom !== null) {
      notRun.push({ what, reason: noRoom });
      continue;
    }
    const weight = (upTo: number) => queue.slice(0, upTo).reduce((sum, one) => sum + one, 0);
    const report = (doing: string, fraction: number) =>
      context.onProgress(
        bytesPerCopy === 0 ? doing : `${formatBytes(copies * bytesPerCopy)}: ${doing}`,
        bytesPerCopy === 0 ? 0 : (weight(index) + fraction * copies) / weight(queue.length),
      );
    try {
      const measured = await measureSize(layouts, copies, anchor, context, report);
      sizes.push(measured.size);
      anchor = measured.anchor;
    } catch (error) {
      // Somebody else may have filled the disk meanwhile: what was measured so far is not lost by it.
      if (!(error instanceof Failure && error.exitCode === EXIT.disk) || bytesPerCopy === 0) throw error;
      notRun.push({ what, reason: error.message });
    }
    const [first] = sizes[0]?.built ?? [];
    if (bytesPerCopy > 0 || first === undefined) continue;
    bytesPerCopy = dataBytes(first);
    queue = copiesUpTo(bytesPerCopy, largest, STEPS[quick ? 'quick' : 'full']);
  }
  return { sizes, notRun };
}
