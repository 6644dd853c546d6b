import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { POINTER_FILE, parsePointer, readDataFolder } from '../../database/data-folder.ts';
import { layoutFiles } from '../../database/files.ts';
import { EXIT, explainSystemError, Failure, Interrupted, throwIfInterrupted } from '../../model/failure.ts';
import type { Layout } from '../../model/layout.ts';
import { plain } from '../../render/plain.ts';
import { step } from '../faults.ts';
import { type DataLock, lockData } from '../lock.ts';
import { LockedFiles } from '../locked-files.ts';
import { removeTemporary, syncPath } from './durable.ts';
import {
  JOURNAL_FILE,
  JOURNAL_SCHEMA,
  type Journal,
  nextStep,
  readJournal,
  writeJournal,
} from './journal.ts';
import { checkPlan, makePlan, type Plan, type QueryShape } from './plan.ts';
import { MIGRATION_STEPS, type MigrationStep } from './steps.ts';
import { checkUnchanged, type Migration, type ScenarioDigests, WORK } from './work.ts';
import { Worker, type Workplace } from './workers.ts';

export interface MigrationRequest {
  /** The data folder, and what to call it. */
  readonly path: string;
  readonly shown: string;
  readonly to: Layout;
  readonly without: readonly string[];
  readonly keepOrphans: boolean;
  readonly queries: readonly QueryShape[];
  readonly signal: AbortSignal;
  readonly onProgress: (doing: string, fraction: number) => void;
}

export interface ExecuteRequest extends MigrationRequest {
  readonly resume: boolean;
  readonly validate: boolean;
  /** A digest of what each scenario answers on a layout: experiments and benchmarks are none of an operation's business. */
  readonly scenarioDigests: ScenarioDigests;
  /** Told what the user should know while it runs. */
  readonly say: (line: string) => void;
  readonly now: Date;
  /** How long to wait for writers to end. */
  readonly lockSeconds?: number;
}

export interface Migrated {
  readonly journal: Journal;
  /** The folder with the new files. */
  readonly files: string;
}

/** The dry run: looks at everything, changes nothing. @throws Failure where there is nothing to plan */
export async function planMigration(request: MigrationRequest): Promise<Plan> {
  const data = readDataFolder(request.path, request.shown);
  checkDifferent(data.layout, request);
  const worker = new Worker({ ...place(request), folder: request.path, what: 'migrate' });
  try {
    const asked = { from: data.layout, files: data.files, to: request.to, leaveLogs: true };
    return makePlan(
      data.layout,
      request.to,
      await worker.ask('analyse', asked),
      request.queries,
      request.path,
    );
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
    if (isSwitched(path, journal)) return finish(request, journal);
    const before = join(path, journal.before);
    source = await LockedFiles.take(layoutFiles(before, journal.from), {
      signal,
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

/** Reads how far an earlier migration has come, or begins a new journal (in memory: nothing is written yet). */
function begin(request: ExecuteRequest): Journal {
  const { path, shown, to, resume, now } = request;
  const journal = readJournal(path, shown);
  const unfinished = journal?.state === 'running' || journal?.state === 'failed';
  if (journal?.rollback?.state === 'begun')
    throw new Failure(
      `a rollback of ${plain(shown)} was interrupted. Run chinook-eval rollback --data ${plain(shown)} --execute again first.`,
      EXIT.incomplete,
    );
  if (journal && unfinished) {
    if (!resume)
      throw new Failure(
        `a migration of ${plain(shown)} to ${journal.to.name} was interrupted at the step ${nextStep(journal) ?? 'switch'}. Go on with --resume, or undo it with chinook-eval rollback --data ${plain(shown)} --execute.`,
        EXIT.incomplete,
      );
    if (JSON.stringify(journal.to) !== JSON.stringify(to))
      throw new Failure(
        `the unfinished migration of ${plain(shown)} goes to ${journal.to.name}, not to ${to.name}. Resume that one, or undo it with chinook-eval rollback.`,
      );
    return journal;
  }
  if (resume) throw new Failure(`there is no unfinished migration in ${plain(shown)}. Leave out --resume.`);
  const data = readDataFolder(path, shown);
  checkDifferent(data.layout, request);
  const stamp = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  const [folder, backup] = [`${to.name}-${stamp}`, `before-${stamp}`];
  for (const name of [folder, backup])
    if (existsSync(join(path, name)))
      throw new Failure(`${plain(join(shown, name))} exists already. Remove it, or try again in a second.`);
  if (journal) renameSync(join(path, JOURNAL_FILE), join(path, `migration-of-${journal.folder}.json`));
  return {
    schema: JOURNAL_SCHEMA,
    state: 'running',
    began: now.toISOString(),
    from: data.layout,
    to,
    pointer: readFileSync(join(path, POINTER_FILE), 'utf8'),
    before: data.pointer.folder ?? '',
    folder,
    backup,
    options: {
      without: [...request.without],
      keepOrphans: request.keepOrphans,
      validate: request.validate,
    },
    files: [],
    steps: {},
  };
}

function checkDifferent(from: Layout, { to, shown }: MigrationRequest): void {
  if (JSON.stringify(from) === JSON.stringify(to))
    throw new Failure(`${plain(shown)} is of layout ${to.name} already. Name another with --to.`);
}

/** The rename of layout.json is the last thing: after it, whatever the journal says, the migration has happened. */
function isSwitched(path: string, journal: Journal): boolean {
  return parsePointer(readFileSync(join(path, POINTER_FILE), 'utf8'), POINTER_FILE).folder === journal.folder;
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
    // What validation has refused is made anew.
    if (journal.state === 'failed') forgetTargets(path, journal);
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

function newMigration(request: ExecuteRequest, journal: Journal, at: Workplace): Migration {
  const { path, shown, to, queries } = request;
  const files = join(path, journal.before);
  const main = new Worker(at);
  const second = new Worker(at);
  let analysis: Promise<Plan> | undefined;
  let hashes: Promise<ReadonlyMap<string, string>> | undefined;
  return {
    path,
    journal,
    at,
    main,
    second,
    files,
    target: join(path, journal.folder),
    copies: join(path, journal.backup),
    scenarioDigests: request.scenarioDigests,
    queries,
    plan: () => {
      const analyse = async () =>
        makePlan(
          journal.from,
          to,
          await second.ask('analyse', { from: journal.from, files, to }),
          queries,
          path,
        );
      analysis ??= analyse();
      analysis.catch(() => {});
      return analysis;
    },
    hashes: () => {
      const hash = async () => {
        const found = new Map<string, string>();
        for (const { name } of journal.files)
          found.set(name, await second.ask<string>('hash', join(files, name)));
        return found;
      };
      hashes ??= hash();
      hashes.catch(() => {});
      return hashes;
    },
    check: (plan) => checkPlan(plan, { ...journal.options, shown }),
    end: async () => {
      await Promise.all([main.end(), second.end()]);
    },
  };
}

function finish({ path }: ExecuteRequest, journal: Journal): Migrated {
  journal.steps.switch ??= { state: 'done' };
  journal.steps.switch.state = 'done';
  journal.state = 'migrated';
  writeJournal(path, journal);
  return { journal, files: join(path, journal.folder) };
}

/** Nothing of a migration that was refused stays. */
export function undo(path: string, journal: Journal): void {
  for (const name of [journal.folder, journal.backup])
    rmSync(join(path, name), { recursive: true, force: true, maxRetries: 3 });
  step('undo:journal');
  rmSync(join(path, JOURNAL_FILE), { force: true });
  syncPath(path);
}

function forgetTargets(path: string, journal: Journal): void {
  rmSync(join(path, journal.folder), { recursive: true, force: true });
  for (const name of ['create', 'schema', 'import', 'validate', 'test'] as const) delete journal.steps[name];
}

function unfinished(
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

function place({ signal, onProgress }: MigrationRequest) {
  return { signal, onProgress };
}

/** Below the data folder, for people: "three-20261128T130000/database.sqlite". */
export function shownFiles(journal: Journal): readonly string[] {
  return layoutFiles(journal.folder, journal.to).map((file) => join(journal.folder, basename(file)));
}
