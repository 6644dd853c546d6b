import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { POINTER_FILE, parsePointer, readDataFolder } from '../../database/data-folder.ts';
import { EXIT, Failure } from '../../model/failure.ts';
import type { Layout } from '../../model/layout.ts';
import { plain } from '../../render/plain.ts';
import { JOURNAL_SCHEMA, type Journal, nextStep, readJournal } from './journal.ts';

interface Beginning {
  readonly path: string;
  readonly shown: string;
  readonly to: Layout;
  readonly resume: boolean;
  readonly carry: readonly string[];
  readonly without: readonly string[];
  readonly keepOrphans: boolean;
  readonly validate: boolean;
  readonly now: Date;
}

/** Reads how far an earlier migration has come, or begins a new journal (in memory: nothing is written yet). */
export function begin(request: Beginning): Journal {
  const { path, shown, to, resume, now } = request;
  const journal = readJournal(path, shown);
  checkFinished(journal, request);
  if (journal && isUnfinished(journal)) {
    if (JSON.stringify(journal.to) !== JSON.stringify(to))
      throw new Failure(
        `the unfinished migration of ${plain(shown)} goes to ${journal.to.name}, not to ${to.name}. Resume that one, or undo it with chinook-eval rollback --data ${plain(shown)} --execute.`,
      );
    return journal;
  }
  if (resume) throw new Failure(`there is no unfinished migration in ${plain(shown)}. Leave out --resume.`);
  const data = readDataFolder(path, shown);
  checkDifferent(data.layout, request);
  const { folder, backup } = freeNames(path, to, now);
  return {
    schema: JOURNAL_SCHEMA,
    state: 'running',
    began: now.toISOString(),
    from: data.layout,
    to,
    previous: journal ? JSON.stringify({ ...journal, previous: null }) : null,
    pointer: readFileSync(join(path, POINTER_FILE), 'utf8'),
    before: data.pointer.folder ?? '',
    folder,
    backup,
    options: {
      carry: [...request.carry],
      without: [...request.without],
      keepOrphans: request.keepOrphans,
      validate: request.validate,
    },
    files: [],
    steps: {},
  };
}

function isUnfinished({ state }: Journal): boolean {
  return state === 'running' || state === 'failed';
}

/** @throws Failure (exit 3) where what was begun before has to be ended first */
export function checkFinished(
  journal: Journal | undefined,
  { shown, resume }: Pick<Beginning, 'shown' | 'resume'>,
): void {
  if (journal?.rollback?.state === 'begun')
    throw new Failure(
      `a rollback of ${plain(shown)} was interrupted. Run chinook-eval rollback --data ${plain(shown)} --execute again first.`,
      EXIT.incomplete,
    );
  if (journal && isUnfinished(journal) && !resume)
    throw new Failure(
      `a migration of ${plain(shown)} to ${journal.to.name} was interrupted at the step ${nextStep(journal) ?? 'switch'}. Go on with --resume, or undo it with chinook-eval rollback --data ${plain(shown)} --execute.`,
      EXIT.incomplete,
    );
}

/** Folders that are not there yet: what has the name already is somebody's, or of another migration in the same second. */
function freeNames(path: string, to: Layout, now: Date): { folder: string; backup: string } {
  for (let time = now.getTime(); ; time += 1000) {
    const stamp = new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
    const [folder, backup] = [`${to.name}-${stamp}`, `before-${stamp}`];
    if (!existsSync(join(path, folder)) && !existsSync(join(path, backup))) return { folder, backup };
  }
}

/** Names that stand beside a database while it is made or used, or that hold something else. */
const TAKEN = /^(connections|migration)\.json$|\.(schema|importing|copying)$|-(wal|shm|journal)$/;

/** @throws Failure where there is nothing to move, or a file of the target would be overwritten by one of ours */
export function checkDifferent(from: Layout, { to, shown }: Pick<Beginning, 'to' | 'shown'>): void {
  const taken = to.databases.find(({ file }) => TAKEN.test(file));
  if (taken !== undefined)
    throw new Failure(
      `layout ${to.name}: ${plain(taken.file)} is the name of a file that a migration or SQLite writes itself. Give ${taken.name} another.`,
    );
  if (JSON.stringify(from) === JSON.stringify(to))
    throw new Failure(`${plain(shown)} is of layout ${to.name} already. Name another with --to.`);
}

/** The rename of layout.json is the last thing: after it, whatever the journal says, the migration has happened. */
export function isSwitched(path: string, journal: Journal): boolean {
  return parsePointer(readFileSync(join(path, POINTER_FILE), 'utf8'), POINTER_FILE).folder === journal.folder;
}
