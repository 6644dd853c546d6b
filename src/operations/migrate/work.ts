import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { POINTER_FILE, POINTER_SCHEMA, parsePointer } from '../../database/data-folder.ts';
import { layoutFiles } from '../../database/files.ts';
import { EXIT, Failure } from '../../model/failure.ts';
import type { Layout } from '../../model/layout.ts';
import { howMany } from '../../render/how-many.ts';
import { plain } from '../../render/plain.ts';
import { formatBytes } from '../../render/units.ts';
import { step } from '../faults.ts';
import { fileState, removeEmptyLogs } from '../locked-files.ts';
import { carriedObjects } from './carry.ts';
import { configuration } from './configuration.ts';
import { likeAnother, syncPath, writeDurably } from './durable.ts';
import type { EarlyChecks } from './early-checks.ts';
import { type Journal, writeJournal } from './journal.ts';
import { ownNotes } from './own-notes.ts';
import type { Plan, QueryShape } from './plan.ts';
import type { MigrationStep } from './steps.ts';
import { test, validate, validateEarly } from './validate.ts';
import { share, type Worker, type Workplace } from './workers.ts';

/** What each scenario answers on a layout, as a digest by its name; null where it cannot run there. */
export type ScenarioDigests = (
  layout: Layout,
  files: string,
  signal: AbortSignal,
) => Promise<ReadonlyMap<string, string>>;

/** A migration at work. */
export interface Migration {
  readonly path: string;
  readonly journal: Journal;
  readonly at: Workplace;
  readonly main: Worker;
  /** Works beside it. */
  readonly second: Worker;
  /** The source's files, locked against writers by this process. */
  readonly files: string;
  readonly target: string;
  readonly copies: string;
  readonly scenarioDigests: ScenarioDigests;
  readonly queries: readonly QueryShape[];
  /** Analysed once, when it is first asked for. */
  readonly plan: () => Promise<Plan>;
  /** @throws Failure that says what stands in the way */
  readonly check: (plan: Plan) => void;
  /** SHA-256 of each source file by its name, begun when it is first asked for. */
  readonly hashes: () => Promise<ReadonlyMap<string, string>>;
  readonly early: EarlyChecks;
  readonly end: () => Promise<void>;
}

/** The work of each step; what it says goes to the journal. Done twice, it ends the same. */
export const WORK: Readonly<Record<MigrationStep, (migration: Migration) => Promise<string>>> = {
  backup,
  analyse,
  create,
  schema,
  import: importAll,
  validate,
  test,
  application,
  switch: switchOver,
};

async function backup(migration: Migration): Promise<string> {
  const { journal, path, files, copies, main } = migration;
  const names = layoutFiles(files, journal.from).map((file) => basename(file));
  const states = names.map((name) => ({ name, ...fileState(join(files, name)), sha256: null }));
  // Copies of another attempt are of another moment if the files have changed since.
  const same = (one: (typeof states)[number]) =>
    journal.files.some(
      (other) =>
        other.name === one.name &&
        other.bytes === one.bytes &&
        other.inode === one.inode &&
        other.modified === one.modified,
    );
  if (!states.every(same)) rmSync(copies, { recursive: true, force: true });
  journal.files = states;
  writeJournal(path, journal);
  step('backup:folder');
  mkdirSync(copies, { recursive: true, mode: 0o700 });
  syncPath(path);
  // Both read the same files, so while one waits for the disk the other can compute.
  void migration.plan();
  await main.ask('copy', { from: files, to: copies, names });
  return `${formatBytes(states.reduce((sum, { bytes }) => sum + bytes, 0))} in ${journal.backup}`;
}

async function analyse(migration: Migration): Promise<string> {
  const plan = await migration.plan();
  migration.check(plan);
  const { moves, cut, orphans, unknown } = plan.analysis;
  const rows = moves.reduce((sum, one) => sum + one.rows, 0);
  return [
    `${howMany(moves.length, 'table')}, ${howMany(rows, 'row')}, ${howMany(cut.length, 'foreign key')} cut, ${howMany(
      orphans.reduce((sum, one) => sum + one.rows, 0),
      'row',
    )} without a parent`,
    ...ownNotes(unknown, migration.journal.options),
  ].join('; ');
}

async function create({ target, path }: Migration): Promise<string> {
  step('create:folder');
  mkdirSync(target, { recursive: true });
  likeAnother(target, path);
  syncPath(path);
  return basename(target);
}

async function requests({ journal, copies, target, plan }: Migration) {
  const { unknown } = (await plan()).analysis;
  return journal.to.databases.map(({ name }) => ({
    from: journal.from,
    files: copies,
    to: journal.to,
    database: name,
    folder: target,
    own: carriedObjects(unknown, journal.options, name),
  }));
}

async function schema(migration: Migration): Promise<string> {
  for (const request of await requests(migration)) await migration.main.ask('schema', request);
  return howMany(migration.journal.to.databases.length, 'database');
}

async function importAll(migration: Migration): Promise<string> {
  const { journal, copies, second } = migration;
  // While the other process imports: the copies are needed on the disk before the switch, not before they are read.
  const synced = second.ask('sync', { to: copies, names: journal.files.map(({ name }) => name) });
  synced.catch(() => {});
  // Not waited for before the switch.
  void migration.hashes();
  const { moves } = (await migration.plan()).analysis;
  const rowsOf = (database: string) =>
    moves.filter(({ to }) => to === database).reduce((sum, { rows }) => sum + rows, 0);
  const largestFirst = (await requests(migration)).sort((a, b) => rowsOf(b.database) - rowsOf(a.database));
  const whole = new Set<string>();
  const made = await share(
    largestFirst,
    [migration.main, migration.second],
    async (worker, request) => {
      const one = await worker.ask<{ bytes: number }>('import', request);
      whole.add(request.database);
      return one;
    },
    // Not waited for: it ends with the import, and validation takes what it has found.
    (worker) => void validateEarly(migration, worker, new Set(whole)).catch(() => {}),
  );
  migration.early.stop();
  await synced;
  return formatBytes(made.reduce((sum, { bytes }) => sum + bytes, 0));
}

async function application({ journal, target }: Migration): Promise<string> {
  const name = 'connections.json';
  writeDurably(join(target, name), configuration('json', journal.to, target), 'application');
  return join(basename(target), name);
}

async function switchOver(migration: Migration): Promise<string> {
  const { journal, path, target, copies } = migration;
  const hashes = await migration.hashes();
  for (const file of journal.files) file.sha256 = hashes.get(file.name) ?? file.sha256;
  writeJournal(path, journal);
  await checkUnchanged(migration);
  for (const file of layoutFiles(target, journal.to))
    if (!existsSync(file))
      throw new Failure(`${plain(basename(file))} has gone from ${journal.folder}.`, EXIT.incomplete);
  // Two processes that close a database at the same moment each leave its log to the other.
  const closed = [...layoutFiles(copies, journal.from), ...layoutFiles(target, journal.to)];
  removeEmptyLogs(closed.filter((file) => existsSync(file) && existsSync(`${file}-wal`)));
  const before = parsePointer(journal.pointer, POINTER_FILE);
  const pointer = {
    ...before,
    schema: POINTER_SCHEMA,
    layout: journal.to,
    folder: journal.folder,
    migratedFrom: journal.from.name,
  };
  writeDurably(join(path, POINTER_FILE), `${JSON.stringify(pointer, null, 2)}\n`, 'switch');
  return journal.folder;
}

/**
 * That the source is still what was copied: nobody could write through SQLite since, but a file can be put in another's
 * place, and between two attempts anything may have happened. @throws Failure (exit 3)
 */
export async function checkUnchanged({ journal, files, second }: Migration): Promise<void> {
  for (const known of journal.files) {
    const path = join(files, known.name);
    const now = existsSync(path) ? fileState(path) : undefined;
    if (now && now.inode === known.inode && now.modified === known.modified && now.bytes === known.bytes)
      continue;
    const same = now && known.sha256 !== null && (await second.ask<string>('hash', path)) === known.sha256;
    if (!same)
      throw new Failure(
        `${plain(known.name)} has changed since it was copied, so the new files would lack what was written. Undo this migration and begin anew.`,
        EXIT.incomplete,
      );
  }
}
