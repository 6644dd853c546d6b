import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { POINTER_FILE, POINTER_SCHEMA, parsePointer } from '../../database/data-folder.ts';
import { layoutFiles } from '../../database/files.ts';
import { openLayout } from '../../database/open.ts';
import { TABLES } from '../../database/schema/index.ts';
import { EXIT, explainSystemError, Failure, throwIfInterrupted } from '../../model/failure.ts';
import type { Layout } from '../../model/layout.ts';
import { plain } from '../../render/plain.ts';
import { step } from '../faults.ts';
import { type DataLock, lockData } from '../lock.ts';
import { LockedFiles } from '../locked-files.ts';
import { removeTemporary, writeDurably } from '../migrate/durable.ts';
import { type Journal, readJournal, writeJournal } from '../migrate/journal.ts';
import { undo } from '../migrate/run.ts';
import { Worker } from '../migrate/workers.ts';
import type { ChangedRows, ChangedRowsRequest } from './changed-rows.ts';
import { ROLLBACK_STEPS, type RollbackStep } from './steps.ts';

export interface RollbackRequest {
  readonly path: string;
  readonly shown: string;
  /** Without it nothing is changed. */
  readonly execute: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (doing: string, fraction: number) => void;
  readonly say: (line: string) => void;
  readonly lockSeconds?: number;
}

export type RollbackOutcome =
  /** Nothing was migrated, or it was rolled back already. */
  | { readonly kind: 'nothing'; readonly why: string }
  /** A migration that had not switched: what it had made is (would be) removed. */
  | { readonly kind: 'unfinished'; readonly done: boolean; readonly journal: Journal }
  | {
      readonly kind: 'rolled-back';
      readonly done: boolean;
      readonly journal: Journal;
      readonly layout: Layout;
      /** Where the old files are. */
      readonly files: string;
      /** The old files were written to after the switch, so the copies take their place. */
      readonly fromCopies: boolean;
      readonly changed: ChangedRows;
      readonly kept: string | null;
    };

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
  if (lock) {
    step('undo:files');
    undo(path, journal);
    tidy(layoutFiles(join(path, journal.before), journal.from));
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
    waiting: lockSeconds === undefined ? { signal } : { signal, lockSeconds },
    now: join(path, journal.folder),
    old: join(path, journal.before),
    held: [],
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
      changed,
      kept,
    };
  } finally {
    for (const one of work.held) one.release();
    await worker.end();
  }
}

/** A rollback at work. */
interface Rollback {
  readonly path: string;
  readonly journal: Journal;
  readonly worker: Worker;
  readonly waiting: { readonly signal: AbortSignal; readonly lockSeconds?: number };
  /** The folder of the files in use, and of those of before. */
  readonly now: string;
  readonly old: string;
  readonly held: LockedFiles[];
  /** The folder that will be in use: the old one or that of the copies. */
  files: string;
  fromCopies: boolean;
  changed: ChangedRows;
  /** Null: rows are only counted. */
  readonly keepIn: string | null;
}

/** The work of each step; done twice, it ends the same. */
const WORK: Readonly<Record<RollbackStep, (work: Rollback) => Promise<void>>> = {
  stop: async ({ journal, now, old, held, waiting }) => {
    held.push(await LockedFiles.take(layoutFiles(now, journal.to), waiting));
    // Programs that were never restarted may still write to the old files.
    const there = layoutFiles(old, journal.from).filter((file) => existsSync(file));
    if (there.length > 0) held.push(await LockedFiles.take(there, waiting));
  },
  check: async (work) => {
    Object.assign(work, await originals(work));
  },
  keep: async (work) => {
    const { path, journal, worker, now, old, files, fromCopies, keepIn } = work;
    const oldThere = layoutFiles(old, journal.from).every((file) => existsSync(file));
    work.changed = await worker.ask<ChangedRows>('changedRows', {
      before: { layout: journal.from, files },
      since: [
        { layout: journal.to, files: now, called: journal.folder },
        ...(fromCopies && oldThere ? [{ layout: journal.from, files: old, called: 'the old files' }] : []),
      ],
      keepIn: keepIn === null ? null : join(path, keepIn),
    } satisfies ChangedRowsRequest);
  },
  restore: async ({ path, journal, changed, keepIn, fromCopies }) => {
    const rows = changed.added + changed.changed + changed.removed;
    journal.rollback = { state: 'begun', rows, kept: rows > 0 ? keepIn : null };
    writeJournal(path, journal);
    writeDurably(join(path, POINTER_FILE), pointerBack(journal, fromCopies), 'restore');
  },
  validate: async ({ journal, files, held }) => {
    for (const one of held.splice(0)) one.release();
    checkOpens(journal.from, files);
  },
  // The configuration is printed from the layout that came back.
  revert: async ({ path, journal }) => finish(path, journal),
};

/** A killed migration has left an empty log and shared memory beside the files that it had locked: SQLite removes them. */
function tidy(files: readonly string[]): void {
  for (const file of files) {
    const db = new Database(file, { fileMustExist: true });
    try {
      db.prepare('SELECT count(*) FROM sqlite_schema').get();
    } finally {
      db.close();
    }
  }
}

function finish(path: string, journal: Journal): void {
  if (journal.rollback) journal.rollback.state = 'done';
  journal.state = 'rolled-back';
  writeJournal(path, journal);
}

/** The old files where they are to the byte what they were; else their copies. @throws Failure (exit 4) where neither are */
async function originals({
  journal,
  path,
  worker,
}: Rollback): Promise<{ files: string; fromCopies: boolean }> {
  for (const name of [journal.before, journal.backup]) {
    const files = join(path, name);
    let same = true;
    for (const file of journal.files)
      same &&=
        existsSync(join(files, file.name)) &&
        (await worker.ask<string>('hash', join(files, file.name))) === file.sha256;
    if (same) return { files, fromCopies: name === journal.backup };
  }
  throw new Failure(
    `neither the old files nor their copies in ${journal.backup} are what they were at the migration. Restore a backup with chinook-eval restore; the files in use stay as they are.`,
    EXIT.integrity,
  );
}

/** The old layout.json to the byte; where the copies take the place of the old files, with their folder in it. */
function pointerBack(journal: Journal, fromCopies: boolean): string {
  if (!fromCopies) return journal.pointer;
  const before = parsePointer(journal.pointer, POINTER_FILE);
  return `${JSON.stringify({ ...before, schema: POINTER_SCHEMA, folder: journal.backup }, null, 2)}\n`;
}

function checkOpens(layout: Layout, files: string): void {
  const open = openLayout(layout, files);
  try {
    open.refuseWrites();
    for (const { name } of TABLES) open.connectionFor([name])?.prepare(`SELECT 1 FROM ${name} LIMIT 1`).get();
  } finally {
    open.close();
  }
}
