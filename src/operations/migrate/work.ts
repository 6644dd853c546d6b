import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { layoutFiles } from '../../database/files.ts';
import { howMany } from '../../render/how-many.ts';
import { formatBytes } from '../../render/units.ts';
import { step } from '../faults.ts';
import { fileState } from '../locked-files.ts';
import { carriedObjects } from './carry.ts';
import { configuration } from './configuration.ts';
import { likeAnother, ownedLike, syncPath, writeDurably } from './durable.ts';
import { writeJournal } from './journal.ts';
import type { Migration } from './migration.ts';
import { ownNotes } from './own-notes.ts';
import type { MigrationStep } from './steps.ts';
import { switchOver } from './switch.ts';
import { test, validate, validateEarly } from './validate.ts';
import { share } from './workers.ts';

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
  // Nobody else is to read it, but the application's user has to: for a rollback.
  ownedLike(copies, path);
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
