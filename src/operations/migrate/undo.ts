import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { layoutFiles } from '../../database/files.ts';
import { EXIT, explainSystemError, Failure, Interrupted } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import { step } from '../faults.ts';
import { syncPath, writeDurably } from './durable.ts';
import { JOURNAL_FILE, type Journal, writeJournal } from './journal.ts';
import type { MigrationStep } from './steps.ts';

/** Nothing of a migration that was refused stays; the journal of the one before is the last again. */
export function undo(path: string, journal: Journal): void {
  for (const name of [journal.folder, journal.backup])
    rmSync(join(path, name), { recursive: true, force: true, maxRetries: 3 });
  step('undo:journal');
  if (journal.previous === null) rmSync(join(path, JOURNAL_FILE), { force: true });
  else writeDurably(join(path, JOURNAL_FILE), `${journal.previous}\n`, 'journal');
  syncPath(path);
}

/**
 * Between two attempts anybody may have removed or changed what the first had made: what is gone is made anew (what is whole is
 * left), and everything is validated again. What validation has refused is made anew from new copies: the fault may be in
 * them. The source has been found the same.
 */
export function lookAgain(path: string, journal: Journal): void {
  const copies = join(path, journal.backup);
  const refused = journal.state === 'failed';
  // With the import they have reached the disk; before, a crash of the machine can have left them empty.
  const synced = journal.steps.import?.state === 'done';
  for (const name of ['create', 'schema', 'import', 'validate', 'test'] as const) delete journal.steps[name];
  if (refused) rmSync(join(path, journal.folder), { recursive: true, force: true });
  else if (synced && layoutFiles(copies, journal.from).every((file) => existsSync(file))) return;
  rmSync(copies, { recursive: true, force: true });
  delete journal.steps.backup;
}

/** How a step that failed is told, with the way on; the journal keeps it. Defects of ours come back as they are. */
export function unfinished(
  error: unknown,
  at: MigrationStep,
  journal: Journal,
  shown: string,
  path: string,
): unknown {
  const way = `Nothing was switched: go on with chinook-eval migrate --data ${plain(shown)} --to ${journal.to.name} --execute --resume, or undo it with chinook-eval rollback --data ${plain(shown)} --execute.`;
  const system = explainSystemError(error, `the step ${at}`);
  const failed = (error as NodeJS.ErrnoException).code === 'EIO';
  const explained = failed ? new Failure('the disk does not read or write (EIO).', EXIT.disk) : system;
  if (!(explained instanceof Failure)) return explained;
  journal.steps[at] = { state: 'failed', says: explained.message };
  if (at === 'validate' || at === 'test') journal.state = 'failed';
  try {
    writeJournal(path, journal);
  } catch {
    // On a full disk the journal of before stands: it says that the step was begun.
  }
  if (explained instanceof Interrupted) return new Interrupted(`interrupted at the step ${at}. ${way}`);
  return new Failure(`${at}: ${explained.message} ${way}`, explained.exitCode, { cause: error });
}
