import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Child, ChildFailed } from '../../process/child.ts';
import { filePath } from '../purchase/files.ts';
import { filesOf, type Subject } from '../purchase/subject.ts';
import type { Inspected } from './inspect.ts';
import type { Protocol, Sizes, Transacted, TransactRequest } from './transact.ts';
import { type Cut, cutsBetweenSyncs, everyCut, frameBoundaries } from './wal.ts';
import { PROGRAM, type Workshop } from './workshop.ts';

export interface CutArm {
  readonly subject: Subject;
  readonly protocol: Protocol;
  readonly purchases: readonly string[];
}

const DEADLINE_SECONDS = 60;

/**
 * What a power loss may leave of WALs that were not synced: each loses a tail of its own. Every combination of cuts
 * between frames is an upper bound: how much a disk really loses depends on what it had written by then. A cut within a
 * frame is the same as before it, as its checksum no longer fits.
 */
export async function cutInTurn(workshop: Workshop, arm: CutArm): Promise<readonly Inspected[]> {
  const { subject, protocol } = arm;
  const files = filesOf(subject);
  const base = await workshop.base({ subject, outbox: protocol !== 'plain', paddingBytes: 0 });
  const { wals, after } = await workshop.onCopy(subject, base, async (folder) => {
    const steps = await committed(workshop, arm, folder);
    // Nobody has them open: the process was killed before it could checkpoint.
    const read = files.map((file) => readFile(filePath(folder, file, 'wal')));
    return { wals: await Promise.all(read), after: steps };
  });
  const boundaries = wals.map(frameBoundaries);
  const queue = [...(protocol === 'outbox' ? cutsBetweenSyncs(boundaries, after) : everyCut(boundaries))];
  const inspected: Inspected[] = [];
  const look = (cut: Cut) =>
    workshop.onCopy(subject, base, async (folder) => {
      for (const [index, file] of files.entries())
        await writeFile(filePath(folder, file, 'wal'), (wals[index] as Buffer).subarray(0, cut[index]));
      return workshop.inspect({ subject, folder, repair: protocol !== 'plain' });
    });
  const worker = async () => {
    for (let cut = queue.shift(); cut !== undefined; cut = queue.shift()) inspected.push(await look(cut));
  };
  // Copies are made while the one process that looks is busy.
  const outcomes = await Promise.allSettled(
    Array.from({ length: Math.min(availableParallelism(), 4) }, worker),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return inspected;
}

async function committed(
  { signal }: Workshop,
  { subject, protocol, purchases }: CutArm,
  folder: string,
): Promise<readonly Sizes[]> {
  const child = new Child(PROGRAM, { signal });
  try {
    const request: TransactRequest = { subject, folder, protocol, purchases, padWalBytes: 0 };
    const { thrown, after } = await child.request<Transacted>('transact', request, DEADLINE_SECONDS);
    if (thrown !== null) throw new ChildFailed(thrown);
    return after;
  } finally {
    await child.end();
  }
}
