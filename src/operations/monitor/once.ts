import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfInterrupted } from '../../model/failure.ts';
import type { Watch } from './watch.ts';

/** A share of busy moments needs some moments: half a second of them. */
const LOCK_LOOKS = 20;
const PAUSE_MILLISECONDS = 25;

/**
 * One look, with enough looks at the locks before it to say how often a writer holds them. Conditions are decided as they are now:
 * how long an alert would have to last is for those who watch on, and rates are since their counters began.
 */
export async function lookOnce(watch: Watch, signal: AbortSignal): Promise<void> {
  for (let look = 1; look < LOCK_LOOKS; look++) {
    watch.lookAtLocks();
    await sleep(PAUSE_MILLISECONDS, undefined, { signal }).catch(() => {});
    throwIfInterrupted(signal);
  }
  watch.look();
}
