import { setTimeout as sleep } from 'node:timers/promises';
import { Interrupted } from '../../../model/failure.ts';
import type { Watch } from '../watch.ts';
import { type CheckRequest, runCheck } from './run.ts';

/** Permissions and backups are looked at this often, in seconds, and with the contents where those are due. */
const LIGHT_SECONDS = 300;

/**
 * Checks at their own pace until it is interrupted, one after another: the first at once, so that nothing is unknown for an hour.
 * Another layout's contents are read at the next light check: of its files nothing is known.
 * @param contentsSeconds how often the contents are read; Infinity: never @param lightSeconds tests wait for less
 */
export async function keepChecking(
  watch: Watch,
  request: () => Pick<CheckRequest, 'path' | 'shown' | 'backups'>,
  contentsSeconds: number,
  signal: AbortSignal,
  lightSeconds = LIGHT_SECONDS,
): Promise<void> {
  const ever = Number.isFinite(contentsSeconds);
  let contentsAt = ever ? 0 : Number.POSITIVE_INFINITY;
  let { targets } = watch;
  while (!signal.aborted) {
    const due = performance.now() >= contentsAt || (ever && watch.targets !== targets);
    if (due) contentsAt = performance.now() + contentsSeconds * 1000;
    ({ targets } = watch);
    try {
      await runCheck(watch, request(), due, signal);
    } catch (error) {
      if (error instanceof Interrupted) return;
      // The next one may fare better: what it would find must not go unseen for good.
      watch.tell({ event: 'defect', level: 'error', message: 'a check failed', error: String(error) });
    }
    const pause = Math.min(lightSeconds * 1000, Math.max(0, contentsAt - performance.now()));
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
}
