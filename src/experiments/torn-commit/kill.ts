import { availableParallelism } from 'node:os';
import { NotRunnable } from '../experiment.ts';
import type { Subject } from '../purchase/subject.ts';
import type { Inspected } from './inspect.ts';
import type { KillPoint } from './strace.ts';
import { spread } from './tally.ts';
import { countPoints, killAt } from './traced.ts';
import type { Protocol } from './transact.ts';
import type { Workshop } from './workshop.ts';

export interface KillArm {
  readonly subject: Subject;
  readonly protocol: Protocol;
  /** At most so many kill points, evenly spread. */
  readonly most: number;
}

export interface Killed {
  /** Kill points that there are. */
  readonly points: number;
  readonly inspected: readonly Inspected[];
}

/**
 * Kills the process at its write calls in turn (SIGKILL: what write() has taken stays, so this is no power loss).
 * @throws NotRunnable where strace is not installed, or may not trace here
 */
export async function killInTurn(workshop: Workshop, arm: KillArm): Promise<Killed> {
  const { subject, protocol } = arm;
  const base = await workshop.base({ subject, outbox: protocol !== 'plain', paddingBytes: 0 });
  const points = await workshop.onCopy(subject, base, (folder) => countPoints(workshop, arm, folder));
  const inspected: Inspected[] = [];
  const tryOne = async (index: number, point: KillPoint) =>
    workshop.onCopy(subject, base, async (folder) => {
      // The same files, the same calls: otherwise the figures would be of other points than they say.
      if (!(await killAt(workshop, arm, folder, { ...point, index })))
        throw new NotRunnable(
          `${subject.name}, ${subject.journalMode}: strace did not stop at write call ${index + 1} of ${points.length}`,
        );
      inspected.push(await workshop.inspect({ subject, folder, repair: protocol !== 'plain' }));
    });
  const queue = [...spread([...points.entries()], arm.most)];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await tryOne(...next);
  };
  const workers = Array.from({ length: Math.min(availableParallelism(), 4) }, worker);
  const outcomes = await Promise.allSettled(workers);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return { points: points.length, inspected };
}
