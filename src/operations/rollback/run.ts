import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { POINTER_FILE, parsePointer } from '../../database/data-folder.ts';
import { layoutFiles } from '../../database/files.ts';
import { EXIT, explainSystemError, Failure, throwIfInterrupted } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import { step } from '../faults.ts';
import { type DataLock, lockData } from '../lock.ts';
import { removeEmptyLogs, waitingLine } from '../locked-files.ts';
import { removeTemporary } from '../migrate/durable.ts';
import { JOURNAL_FILE, type Journal, readJournal } from '../migrate/journal.ts';
import { undo } from '../migrate/undo.ts';
import { Worker } from '../migrate/workers.ts';
import type { RollbackOutcome, RollbackRequest } from './request.ts';
import { ROLLBACK_STEPS } from './steps.ts';
import { finish, type Rollback, WORK } from './work.ts';

/**
 * Section 6.2. The plan, without `execute`, finds and counts the same and changes nothing. Interrupted anywhere, it is run
 * again: every step ends the same when it is done twice.
 * @throws Failure: 4 where neither the old files nor the copies are what they were, 11 where something is in use
 */
export async function rollback(request: RollbackRequest): Promise<RollbackOutcome> {
  const { path, shown, execute, signal } = request;
  const journal = readJournal(path, shown);
  if (journal === undefined) return { kind: 'nothing', why: `nothing was migrated in ${plain(shown)}` };
  if (!execute) return await goBack(request, journal, undefined);
  const lock = await lockData(path, 'rollback', { signal });
  try {
    for (const one of lock.abandoned)
      request.say(`the lock of ${plain(one.what)} (process ${one.pid}, which has ended) was removed`);
    removeTemporary(path);
    return await goBack(request, readJournal(path, shown) ?? journal, lock);
  } catch (error) {
    throw explainSystemError(error, `rolling back ${plain(shown)}`);
  } finally {
    lock.release();
  }
}

async function goBack(
  request: RollbackRequest,
  journal: Journal,
  lock: DataLock | undefined,
): Promise<RollbackOutcome> {
  const { path, shown } = request;
  const pointer = readFileSync(join(path, POINTER_FILE), 'utf8');
  if (parsePointer(pointer, join(shown, POINTER_FILE)).folder === journal.folder)
    return await restore(request, journal, lock);
  // The pointer names something else: the switch has not happened, or has been undone.
  if (journal.rollback?.state === 'begun') {
    if (lock) finish(path, journal);
    return {
      kind: 'nothing',
      why: `the migration of ${plain(shown)} to ${journal.to.name} was rolled back already`,
    };
  }
  if (journal.state === 'rolled-back')
    return {
      kind: 'nothing',
      why: `the migration of ${plain(shown)} to ${journal.to.name} was rolled back already`,
    };
  if (journal.state === 'migrated')
    throw new Failure(
      `${POINTER_FILE} of ${plain(shown)} names other files than the last migration made (${journal.folder}): something else has switched it since, which this cannot undo.`,
      EXIT.incomplete,
    );
  if (parsePointer(pointer, join(shown, POINTER_FILE)).folder === journal.backup)
    throw new Failure(
      `${POINTER_FILE} of ${plain(shown)} names ${journal.backup}, the copies that this would remove: something else has switched to them. Move ${JOURNAL_FILE} away to keep them.`,
      EXIT.incomplete,
    );
  if (lock) {
    step('undo:files');
    undo(path, journal);
    removeEmptyLogs(layoutFiles(join(path, journal.before), journal.from));
  }
  return { kind: 'unfinished', done: lock !== undefined, journal };
}

async function restore(
  request: RollbackRequest,
  journal: Journal,
  lock: DataLock | undefined,
): Promise<RollbackOutcome> {
  const { path, signal, onProgress, lockSeconds } = request;
  const worker = new Worker({
    folder: path,
    what: 'rollback',
    signal,
    onProgress,
    ...(lock ? { lock } : {}),
  });
  const work: Rollback = {
    path,
    journal,
    worker,
    waiting: {
      signal,
      onWait: (seconds) => request.say(waitingLine(request.shown, seconds)),
      ...(lockSeconds === undefined ? {} : { lockSeconds }),
    },
    now: join(path, journal.folder),
    old: join(path, journal.before),
    held: [],
    rows: request.rows,
    files: '',
    fromCopies: false,
    changed: { added: 0, changed: 0, removed: 0, byTable: [] },
    keepIn: lock ? `rows-since-${journal.backup.replace(/^before-/, '')}.jsonl` : null,
  };
  try {
    for (const { name, dry } of ROLLBACK_STEPS) {
      if (lock === undefined && !dry) continue;
      throwIfInterrupted(signal);
      if (lock) step(`step:${name}`);
      await WORK[name](work);
    }
    const { files, fromCopies, changed } = work;
    const kept = journal.rollback?.kept ?? null;
    return {
      kind: 'rolled-back',
      done: lock !== undefined,
      journal,
      layout: journal.from,
      files,
      fromCopies,
      changed: request.rows ? changed : null,
      kept,
    };
  } finally {
    for (const one of work.held) one.release();
    await worker.end();
  }
}
