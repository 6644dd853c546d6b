import type { Session } from '../../model/scenario.ts';
import { keepSimilarities, type Similar } from './similarity-cache.ts';
import { type Moment, sameMoment } from './watch.ts';

interface Keeping {
  readonly session: Session;
  readonly moment: () => Moment;
  /** Seconds since 1970. */
  readonly now: () => number;
}

/** The answer is right without it: where another process writes just now, or nothing may be written, it is not kept. */
export function keepQuietly(
  { session, moment, now }: Keeping,
  track: number,
  similar: readonly Similar[],
  before: Moment,
): void {
  const timeout = session.prepare<{ timeout: number }>(['similarity_cache'], 'PRAGMA busy_timeout');
  const waits = timeout.get()?.timeout ?? 0;
  const wait = (milliseconds: number) =>
    session.prepare(['similarity_cache'], `PRAGMA busy_timeout = ${milliseconds}`).get();
  try {
    wait(0);
    keepSimilarities(session, track, similar, Math.floor(now()), () => sameMoment(moment(), before));
  } catch (error) {
    if (!/^SQLITE_(BUSY|READONLY|LOCKED)/.test(String((error as { code?: unknown }).code))) throw error;
  } finally {
    wait(waits);
  }
}
