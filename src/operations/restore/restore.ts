import { readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { POINTER_FILE } from '../../database/data-folder.ts';
import { throwIfInterrupted } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import type { StepOutcome } from '../backup/log.ts';
import type { BackupSet } from '../backup/sets.ts';
import { explainDiskError } from '../disk-error.ts';
import { step } from '../faults.ts';
import { removePrevious } from './leftovers.ts';
import { PREVIOUS } from './names.ts';
import { type RestoreRequest, RestoreRun } from './run.ts';
import { RESTORE_STEPS } from './steps.ts';

export interface RestoreResult {
  readonly set: BackupSet;
  /** The data folder, and the folder in it with the files. */
  readonly to: string;
  readonly folder: string;
  /** The folder in it with what was there before; null where there was nothing. */
  readonly previous: string | null;
  /** Whether that is a data folder in itself: not where its layout.json was damaged. */
  readonly previousIsWhole: boolean;
  readonly seconds: number;
  readonly steps: readonly StepOutcome[];
}

/**
 * Brings a set back. The place has to be empty, new, or a data folder that nobody works with; the set is checked before
 * anything is touched. Until one rename nothing has changed, and what was there is kept.
 * @throws Failure: 2 where there is no such set or the place is not ours, 4 where the set is damaged, 5 for disk and
 * permission, 11 where the place is in use; Interrupted
 */
export async function restore(request: RestoreRequest): Promise<RestoreResult> {
  const run = new RestoreRun(request);
  try {
    for (const [index, { name, title, run: work }] of RESTORE_STEPS.entries()) {
      // Once it has switched the rest is tidying, which is short.
      if (!run.switched) throwIfInterrupted(request.signal);
      request.onProgress?.(title, index / RESTORE_STEPS.length);
      step(`restore-${name}`);
      const before = run.seconds;
      await work(run);
      run.outcomes.push({ name, state: 'done', seconds: run.seconds - before });
    }
    const { set, folder, previous = null, previousIsWhole, seconds, outcomes } = run;
    return { set, to: request.to, folder, previous, previousIsWhole, seconds, steps: outcomes };
  } catch (error) {
    await undo(run);
    throw explainDiskError(error, `restoring into ${plain(request.shownTo)}`);
  } finally {
    run.lock?.release();
    if (run.made && !run.switched) await rmdir(request.to).catch(() => {});
  }
}

/** Nothing came of it: what was put there goes again. What cannot be removed, the next restore removes. */
async function undo(run: RestoreRun): Promise<void> {
  if (run.switched || run.folder === '') return;
  const { to } = run.request;
  try {
    if (run.pointed) await rm(join(to, run.previous ?? '', POINTER_FILE), { force: true });
    await rm(join(to, run.folder), { recursive: true, force: true });
    for (const name of await readdir(to))
      if (name === run.previous && name.startsWith(PREVIOUS)) await removePrevious(to, name);
    if (run.quarantine === undefined) return;
    const path = join(to, run.quarantine);
    for (const name of await readdir(path)) await rename(join(path, name), join(to, name));
    await rmdir(path);
  } catch {
    // What has failed says more.
  }
}
