import { join } from 'node:path';
import { EXIT, Failure, Interrupted, throwIfInterrupted } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import { explainDiskError } from '../disk-error.ts';
import { step } from '../faults.ts';
import { lockData } from '../lock.ts';
import { makeBackupFolder, refuseInside } from './folder.ts';
import { leftOut } from './left-out.ts';
import { appendLog, LOG_SCHEMA } from './log.ts';
import type { BackupManifest } from './manifest.ts';
import { removeUnfinished } from './remove.ts';
import { type BackupRequest, BackupRun } from './run.ts';
import { listSets, setName } from './sets.ts';
import { BACKUP_STEPS, PUBLISHED } from './steps.ts';

export interface BackupResult {
  readonly label: string;
  readonly path: string;
  readonly manifest: BackupManifest;
  readonly bytes: number;
  /** Altogether, with the wait. */
  readonly seconds: number;
  /** Of these, until a program that wrote had ended. */
  readonly waitedSeconds: number;
  readonly attempts: number;
  /** Labels of sets that were not to be kept. */
  readonly removed: readonly string[];
}

/** A copy that failed once may have met what passes: a process that was ended, a disk that erred. */
export const ATTEMPTS = 2;

/**
 * Makes a set: all databases of a data folder as they were at one moment, each verified. Until the set has its name nothing
 * of what was there has changed, and a run that is ended at any point leaves nothing that the next one does not remove.
 * @throws Failure: 2 where there is no data, 4 where a database is damaged or a copy differs, 5 for disk and permission,
 * 11 where a folder or a database stays locked; Interrupted
 */
export async function makeBackup(request: BackupRequest): Promise<BackupResult> {
  const { data, to, signal } = request;
  refuseInside(to, data);
  await makeBackupFolder(to);
  const held = request.locked === true ? undefined : await lockData(data, 'backup', { signal });
  try {
    const sets = await lockData(to, 'backup', { signal });
    try {
      return await attempts(request, await removeLeftovers(request));
    } finally {
      sets.release();
    }
  } finally {
    held?.release();
  }
}

async function attempts(request: BackupRequest, given: readonly string[]): Promise<BackupResult> {
  for (let attempt = 1; ; attempt++) {
    const run = new BackupRun(request, attempt, given);
    if (attempt === 1)
      for (const name of leftOut(run.folder))
        run.warn(`${name} is a database that layout.json does not name: it is not in the backup`);
    try {
      return await oneAttempt(run);
    } catch (thrown) {
      const error = explainDiskError(thrown, `backing up ${plain(request.shown)}`);
      if (!(error instanceof Failure) || error instanceof Interrupted) throw error;
      await logFailure(run, error);
      const again = error.exitCode === EXIT.integrity && attempt < ATTEMPTS && !isPublished(run);
      if (!again) throw error;
      run.warn(`attempt ${attempt} failed, trying again: ${error.message}`);
    }
  }
}

async function oneAttempt(run: BackupRun): Promise<BackupResult> {
  try {
    for (const [index, { name, title, run: work }] of BACKUP_STEPS.entries()) {
      run.show(title, index / BACKUP_STEPS.length);
      // What is there from then on is a set: its log entry belongs to it.
      if (index <= PUBLISHED) throwIfInterrupted(run.request.signal);
      step(`backup-${name}`);
      const before = run.seconds;
      try {
        await work(run);
      } catch (error) {
        run.outcomes.push({ name, state: 'failed', seconds: run.seconds - before });
        throw error;
      }
      run.outcomes.push({ name, state: 'done', seconds: run.seconds - before });
    }
  } finally {
    await run.end();
    if (!isPublished(run)) await removePartial(run);
  }
  const { manifest, label, bytes, seconds, attempt, removed } = run;
  if (manifest === undefined) throw new TypeError('a backup without a manifest');
  const path = join(run.request.to, setName(label));
  const waitedSeconds = run.snapshotted?.waitedSeconds ?? 0;
  return { label, path, manifest, bytes, seconds, waitedSeconds, attempts: attempt, removed };
}

function isPublished({ outcomes }: BackupRun): boolean {
  return outcomes[PUBLISHED]?.state === 'done';
}

/** What has failed says more than that its remains could not be removed: the next run tries that again. */
async function removePartial(run: BackupRun): Promise<void> {
  const { unfinished } = await listSets(run.request.to);
  const own = unfinished.find(({ label }) => label === run.label);
  if (own !== undefined) await removeUnfinished(run.request.to, own).catch(() => null);
}

/** @returns the labels that were given to what is removed: they do not come again */
async function removeLeftovers({ to, onWarning }: BackupRequest): Promise<readonly string[]> {
  const { unfinished } = await listSets(to);
  for (const entry of unfinished) {
    const why = await removeUnfinished(to, entry);
    onWarning?.(
      why === null
        ? `removed ${entry.name}, left by a run that was ended`
        : `${entry.name}, left by a run that was ended, stays: ${why}`,
    );
  }
  return unfinished.map(({ label }) => label);
}

async function logFailure(run: BackupRun, { message, exitCode }: Failure): Promise<void> {
  const waiting = BACKUP_STEPS.slice(run.outcomes.length).map(({ name }) => ({
    name,
    state: 'waiting' as const,
  }));
  try {
    await appendLog(run.request.to, {
      schema: LOG_SCHEMA,
      at: run.now().toISOString(),
      event: 'failed',
      label: run.label === '' ? null : run.label,
      source: run.request.data,
      seconds: run.seconds,
      attempt: run.attempt,
      steps: [...run.outcomes, ...waiting],
      message,
      exitCode,
    });
  } catch (error) {
    // Such as a full disk, which then is why the backup failed as well.
    run.warn(`the log could not be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
