import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readDataFolder } from '../../database/data-folder.ts';
import { layoutFiles } from '../../database/files.ts';
import { explainSystemError, Failure, Interrupted, throwIfInterrupted } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import { step } from '../faults.ts';
import { type DataLock, lockData } from '../lock.ts';
import { LockedFiles, removeEmptyLogs, waitingLine } from '../locked-files.ts';
import { begin, checkDifferent, checkFinished, isSwitched } from './begin.ts';
import { removeTemporary } from './durable.ts';
import { type Journal, readJournal, writeJournal } from './journal.ts';
import { newMigration } from './migration.ts';
import { makePlan, type Plan } from './plan.ts';
import type { ExecuteRequest, MigrationRequest } from './request.ts';
import { MIGRATION_STEPS, type MigrationStep } from './steps.ts';
import { checkUnchanged } from './switch.ts';
import { lookAgain, undo, unfinished } from './undo.ts';
import { WORK } from './work.ts';
import { Worker, type Workplace } from './workers.ts';

export interface Migrated {
  readonly journal: Journal;
  /** The folder with the new files. */
  readonly files: string;
}

/** The dry run: looks at everything, changes nothing. @throws Failure where there is nothing to plan; 3 where an earlier one is unfinished */
export async function planMigration(request: MigrationRequest): Promise<Plan> {
  // What would be refused at once with --execute is no plan.
  checkFinished(readJournal(request.path, request.shown), { shown: request.shown, resume: false });
  const data = readDataFolder(request.path, request.shown);
  checkDifferent(data.layout, request);
  const worker = new Worker({ ...place(request), folder: request.path, what: 'migrate' });
  try {
    const asked = {
      from: data.layout,
      files: data.files,
      to: request.to,
      leaveLogs: true,
      choice: { carry: request.carry, without: request.without },
    };
    return makePlan(data.layout, request.to, await worker.ask('analyse', asked), request.queries, {
      folder: request.path,
      copied: 0,
    });
  } finally {
    await worker.end();
  }
}

/**
 * Section 6.1, step by step with a journal. Until the last step the data folder is used as before; the old files stay.
 * @throws Failure: 3 where an earlier migration is unfinished or the source has changed, 4 where validation says no, 5 for disk
 * and permission, 11 where the folder or a database is in use; Interrupted. The line says how to go on
 */
export async function migrate(request: ExecuteRequest): Promise<Migrated> {
  const { path, shown, signal } = request;
  const lock = await lockData(path, 'migrate', { signal });
  let source: LockedFiles | undefined;
  try {
    for (const one of lock.abandoned)
      request.say(`the lock of ${plain(one.what)} (process ${one.pid}, which has ended) was removed`);
    removeTemporary(path);
    const journal = begin(request);
    const old = layoutFiles(join(path, journal.before), journal.from);
    if (isSwitched(path, journal)) {
      removeEmptyLogs(old.filter((file) => existsSync(file)));
      return finish(request, journal);
    }
    source = await LockedFiles.take(old, {
      signal,
      onWait: (seconds) => request.say(waitingLine(shown, seconds)),
      ...(request.lockSeconds === undefined ? {} : { lockSeconds: request.lockSeconds }),
    });
    return await runSteps(request, journal, lock);
  } catch (error) {
    throw explainSystemError(error, `migrating ${plain(shown)}`);
  } finally {
    source?.release();
    lock.release();
  }
}

async function runSteps(request: ExecuteRequest, journal: Journal, lock: DataLock): Promise<Migrated> {
  const { path, shown } = request;
  const fresh = Object.keys(journal.steps).length === 0;
  const at: Workplace = { ...place(request), folder: path, what: 'migrate', lock };
  const migration = newMigration(request, journal, at);
  let current: MigrationStep = 'backup';
  try {
    if (existsSync(migration.target)) removeTemporary(migration.target);
    if (journal.steps.backup?.state === 'done') await checkUnchanged(migration);
    if (!fresh) lookAgain(path, journal);
    journal.state = 'running';
    for (const { name } of MIGRATION_STEPS) {
      if (journal.steps[name]?.state === 'done') continue;
      throwIfInterrupted(request.signal);
      current = name;
      step(`step:${name}`);
      journal.steps[name] = { state: 'begun' };
      writeJournal(path, journal);
      const started = performance.now();
      const says = await WORK[name](migration);
      journal.steps[name] = { state: 'done', seconds: (performance.now() - started) / 1000, says };
      if (name !== 'switch') writeJournal(path, journal);
    }
    return finish(request, journal);
  } catch (error) {
    const refused = fresh && (current === 'backup' || current === 'analyse') && error instanceof Failure;
    if (refused && !(error instanceof Interrupted)) {
      await migration.end();
      undo(path, journal);
      throw error;
    }
    if (current === 'switch' && isSwitched(path, journal)) throw error;
    throw unfinished(error, current, journal, shown, path);
  } finally {
    await migration.end();
  }
}

function finish({ path }: ExecuteRequest, journal: Journal): Migrated {
  journal.steps.switch ??= { state: 'done' };
  journal.steps.switch.state = 'done';
  journal.state = 'migrated';
  writeJournal(path, journal);
  return { journal, files: join(path, journal.folder) };
}

function place({ signal, onProgress }: MigrationRequest) {
  return { signal, onProgress };
}
