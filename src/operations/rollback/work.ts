import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { POINTER_FILE, POINTER_SCHEMA, parsePointer } from '../../database/data-folder.ts';
import { layoutFiles } from '../../database/files.ts';
import { openLayout } from '../../database/open.ts';
import { TABLES } from '../../database/schema/index.ts';
import type { Layout } from '../../model/layout.ts';
import { LockedFiles } from '../locked-files.ts';
import { likeAnother, writeDurably } from '../migrate/durable.ts';
import { type Journal, writeJournal } from '../migrate/journal.ts';
import { onlyLooking } from '../migrate/only-looking.ts';
import type { Worker } from '../migrate/workers.ts';
import type { ChangedRows, ChangedRowsRequest } from './changed-rows.ts';
import { originals } from './originals.ts';
import type { RollbackStep } from './steps.ts';
import { isUnreadable, unreadable } from './unreadable.ts';

/** A rollback at work. */
export interface Rollback {
  readonly path: string;
  readonly journal: Journal;
  readonly worker: Worker;
  readonly waiting: {
    readonly signal: AbortSignal;
    readonly onWait: (seconds: number) => void;
    readonly lockSeconds?: number;
  };
  /** The folder of the files in use, and of those of before. */
  readonly now: string;
  readonly old: string;
  readonly held: LockedFiles[];
  /** The folder that will be in use: the old one or that of the copies. */
  files: string;
  fromCopies: boolean;
  changed: ChangedRows;
  /** False: rows written since are not looked for; the files in use may be damaged or gone. */
  readonly rows: boolean;
  /** Null: rows are only counted. */
  readonly keepIn: string | null;
}

/** The work of each step; done twice, it ends the same. */
export const WORK: Readonly<Record<RollbackStep, (work: Rollback) => Promise<void>>> = {
  stop: async (work) => {
    const { journal, now, old } = work;
    await lockAll(work, layoutFiles(now, journal.to));
    // Programs that were never restarted may still write to the old files.
    await lockAll(
      work,
      layoutFiles(old, journal.from).filter((file) => existsSync(file)),
    );
  },
  check: async (work) => {
    Object.assign(work, await originals(work));
  },
  keep: async (work) => {
    const { path, journal, worker, now, old, files, fromCopies, keepIn } = work;
    if (!work.rows) return;
    const oldThere = layoutFiles(old, journal.from).every((file) => existsSync(file));
    const asked = {
      before: { layout: journal.from, files },
      since: [
        { layout: journal.to, files: now, called: journal.folder, without: journal.options.without },
        ...(fromCopies && oldThere
          ? [{ layout: journal.from, files: old, called: 'the old files', without: [] }]
          : []),
      ],
      keepIn: keepIn === null ? null : join(path, keepIn),
    } satisfies ChangedRowsRequest;
    try {
      work.changed = await worker.ask<ChangedRows>('changedRows', asked);
    } catch (error) {
      throw isUnreadable(error) ? unreadable(error, journal) : error;
    }
  },
  restore: async ({ path, journal, changed, keepIn, fromCopies }) => {
    const rows = changed.added + changed.changed + changed.removed;
    journal.rollback = { state: 'begun', rows, kept: rows > 0 ? keepIn : null };
    writeJournal(path, journal);
    // The copies were for their owner alone; in use, they are for whoever the data folder is for.
    if (fromCopies) likeAnother(join(path, journal.backup), path);
    writeDurably(join(path, POINTER_FILE), pointerBack(journal, fromCopies), 'restore');
  },
  validate: async ({ journal, files, held }) => {
    for (const one of held.splice(0)) one.release();
    checkOpens(journal.from, files);
  },
  // The configuration is printed from the layout that came back.
  revert: async ({ path, journal }) => finish(path, journal),
};

/** Where rows are not looked for, a file that cannot be read need not be locked. @throws Failure */
async function lockAll({ rows, held, waiting, journal }: Rollback, files: readonly string[]): Promise<void> {
  for (const some of rows ? [files] : files.map((file) => [file]))
    try {
      if (some.length > 0) held.push(await LockedFiles.take(some, waiting));
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      if (rows) throw unreadable(error, journal);
    }
}

export function finish(path: string, journal: Journal): void {
  if (journal.rollback) journal.rollback.state = 'done';
  journal.state = 'rolled-back';
  writeJournal(path, journal);
}

/** The old layout.json to the byte; where the copies take the place of the old files, with their folder in it. */
function pointerBack(journal: Journal, fromCopies: boolean): string {
  if (!fromCopies) return journal.pointer;
  const before = parsePointer(journal.pointer, POINTER_FILE);
  return `${JSON.stringify({ ...before, schema: POINTER_SCHEMA, folder: journal.backup }, null, 2)}\n`;
}

function checkOpens(layout: Layout, files: string): void {
  const open = openLayout(onlyLooking(layout), files);
  try {
    open.refuseWrites();
    for (const { name } of TABLES) open.connectionFor([name])?.prepare(`SELECT 1 FROM ${name} LIMIT 1`).get();
  } finally {
    open.close();
  }
}
