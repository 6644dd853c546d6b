import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfInterrupted } from '../../model/failure.ts';
import { Child, ChildFailed } from '../../process/child.ts';
import { NotRunnable } from '../experiment.ts';
import type { Subject } from '../purchase/subject.ts';
import type { Inspected } from './inspect.ts';
import { launcher } from './launcher.ts';
import { spread } from './tally.ts';
import { ONE_PURCHASE, type Protocol, type Transacted, type TransactRequest } from './transact.ts';
import { FRAME_HEADER } from './wal.ts';
import type { Workshop } from './workshop.ts';

export interface FullArm {
  readonly subject: Subject;
  readonly protocol: Protocol;
  /** At most so many amounts of room, evenly spread. */
  readonly most: number;
}

export interface Filled {
  /** Amounts of room that there are to try: none, one page, and so on to enough. */
  readonly points: number;
  readonly inspected: readonly Inspected[];
  /** Times in which the application was told: COMMIT, or a statement before it, threw. */
  readonly told: number;
}

/** Larger than the -shm file and the other database, so that the last file is the first to meet the limit; bytes. */
const PADDING = 1_000_000;
/** The unit of `ulimit -f` in sh (POSIX, "ulimit"); bytes. */
const BLOCK = 512;
const PAGE = 4096;
const DEADLINE_SECONDS = 60;

/**
 * The disk is full for the file that is committed last: no file of the process may grow beyond a limit, and only that
 * file is near it. Afterwards the files are looked at without a limit, as when there is room again.
 * @throws NotRunnable where no process can be given a limit
 */
export async function fillInTurn(workshop: Workshop, arm: FullArm): Promise<Filled> {
  const { subject, protocol } = arm;
  const wal = subject.journalMode === 'wal';
  const base = await workshop.base({
    subject,
    outbox: protocol !== 'plain',
    paddingBytes: wal ? 0 : PADDING,
  });
  const free = await workshop.onCopy(subject, base, (folder) => limited(workshop, arm, folder, null));
  const [start, end] = [free.before.at(-1) ?? 0, free.after.at(-1)?.at(-1) ?? 0];
  if (free.thrown !== null || end <= start)
    throw new NotRunnable(free.thrown ?? 'the last file did not grow');
  const unit = PAGE + (wal ? FRAME_HEADER : 0);
  const rooms = Array.from({ length: Math.ceil((end - start) / unit) + 1 }, (_, pages) => pages * unit);
  let told = 0;
  const inspected: Inspected[] = [];
  for (const room of spread(rooms, arm.most))
    inspected.push(
      await workshop.onCopy(subject, base, async (folder) => {
        const { thrown } = await limited(workshop, arm, folder, start + room);
        if (thrown !== null) told++;
        return workshop.inspect({ subject, folder, repair: protocol !== 'plain' });
      }),
    );
  return { points: rooms.length, inspected, told };
}

/** @param bytes that no file may grow beyond; null: no limit */
async function limited(
  { work, signal }: Workshop,
  { subject, protocol }: FullArm,
  folder: string,
  bytes: number | null,
): Promise<Transacted> {
  throwIfInterrupted(signal);
  const place = await mkdtemp(join(work, 'limit-'));
  const setup = bytes === null ? '' : `ulimit -f ${Math.ceil(bytes / BLOCK)} || exit 1`;
  const child = new Child(launcher(place, { setup }), { signal });
  try {
    const request: TransactRequest = {
      subject,
      folder,
      protocol,
      purchases: [ONE_PURCHASE],
      padWalBytes: subject.journalMode === 'wal' ? PADDING : 0,
    };
    return await child.request<Transacted>('transact', request, DEADLINE_SECONDS);
  } catch (error) {
    throwIfInterrupted(signal);
    // Such as a temporary folder that no program may be started from.
    if (error instanceof ChildFailed) throw new NotRunnable(error.message);
    throw error;
  } finally {
    await child.end();
    await rm(place, { recursive: true, force: true });
  }
}
