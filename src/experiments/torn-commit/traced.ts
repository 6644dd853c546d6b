import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { throwIfInterrupted } from '../../model/failure.ts';
import { Child, ChildFailed } from '../../process/child.ts';
import { NotRunnable } from '../experiment.ts';
import type { KillArm } from './kill.ts';
import { launcher } from './launcher.ts';
import { callsSinceBegin, type KillPoint, killPoints, straceWords } from './strace.ts';
import { ONE_PURCHASE, type Transacted, type TransactRequest } from './transact.ts';
import type { Workshop } from './workshop.ts';

/** A process under strace starts within a second; the machine may be busy. */
const DEADLINE_SECONDS = 60;
const POLL_MILLISECONDS = 2;

/** One purchase under strace, undisturbed: the write calls at which it can be killed. @throws NotRunnable */
export async function countPoints(
  workshop: Workshop,
  arm: KillArm,
  folder: string,
): Promise<readonly KillPoint[]> {
  try {
    return await traced(workshop, arm, folder, null, async (log, answer) => {
      const { thrown } = await answer;
      if (thrown !== null) throw new ChildFailed(thrown);
      const points = killPoints(await readFile(log, 'utf8')) ?? [];
      if (points.length === 0) throw new ChildFailed('it saw no write call');
      return points;
    });
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    const missing = /exit code 127\b/.test(error.message);
    throw new NotRunnable(
      missing ? 'strace is not installed (apt install strace)' : `strace: ${error.message}`,
    );
  }
}

/** One purchase, its process killed as it enters a write call; false where it did not come to that call. */
export function killAt(
  workshop: Workshop,
  arm: KillArm,
  folder: string,
  point: KillPoint & { readonly index: number },
): Promise<boolean> {
  return traced(workshop, arm, folder, point, async (log, answer) => {
    let answered = false;
    const end = () => {
      answered = true;
    };
    answer.then(end, end);
    while (!answered) {
      const text = await readFile(log, 'utf8').catch(() => '');
      // strace writes what it has of a line before it holds the call.
      if (callsSinceBegin(text) === point.index + 1) return true;
      await wait(POLL_MILLISECONDS);
    }
    throwIfInterrupted(workshop.signal);
    return false;
  });
}

/** Starts a purchase under strace, does `work` with its log and its answer, and kills it. */
async function traced<T>(
  workshop: Workshop,
  { subject, protocol }: KillArm,
  folder: string,
  point: KillPoint | null,
  work: (log: string, answer: Promise<Transacted>) => Promise<T>,
): Promise<T> {
  const { signal } = workshop;
  throwIfInterrupted(signal);
  const place = await mkdtemp(join(workshop.work, 'trace-'));
  const log = join(place, 'strace.log');
  // Fewer threads, less for the tracer to do.
  const execArgv = ['--v8-pool-size=0'];
  const child = new Child(launcher(place, { before: straceWords(log, point) }), { signal, execArgv });
  const kill = () => killWithTracer(child);
  signal.addEventListener('abort', kill);
  try {
    const request: TransactRequest = {
      subject,
      folder,
      protocol,
      purchases: [ONE_PURCHASE],
      padWalBytes: 0,
    };
    return await work(log, child.request<Transacted>('transact', request, DEADLINE_SECONDS));
  } finally {
    kill();
    await child.end();
    signal.removeEventListener('abort', kill);
    await rm(place, { recursive: true, force: true });
  }
}

/**
 * The child first, so that it cannot go on without its tracer; then the tracer, which is in the process group of our
 * child. While it holds a call, strace 6.1 does not see the end of the process, and nobody would be told of it.
 */
function killWithTracer(child: Child): void {
  child.kill();
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Both are gone.
  }
}
