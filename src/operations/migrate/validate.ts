import { EXIT, Failure } from '../../model/failure.ts';
import { howMany } from '../../render/how-many.ts';
import { plain } from '../../render/plain.ts';
import { carriedObjects } from './carry.ts';
import { type Check, type CheckResult, checksOf } from './checks.ts';
import type { Migration } from './migration.ts';
import { onlyLooking } from './only-looking.ts';
import { keptOrphans } from './plan.ts';
import { share, type Worker } from './workers.ts';

async function allChecks({ journal, plan }: Migration): Promise<readonly Check[]> {
  const { moves, unknown } = (await plan()).analysis;
  const rowsOf = (table: string) => moves.find((one) => one.table === table)?.rows ?? 0;
  return checksOf(journal.to, rowsOf, carriedObjects(unknown, journal.options));
}

/** Against the source itself, not the copy that the rows came from: so the copy is proved as well. */
async function checking({ journal, files, target, plan }: Migration) {
  const request = { from: journal.from, files, to: journal.to, folder: target };
  const kept = keptOrphans((await plan()).analysis);
  return (worker: Worker, check: Check) =>
    worker.ask<CheckResult>('check', { ...request, check, keptOrphans: kept });
}

/** Begins with databases that are whole, in a process that has nothing to import any more. */
export async function validateEarly(
  migration: Migration,
  worker: Worker,
  whole: ReadonlySet<string>,
): Promise<void> {
  if (!migration.journal.options.validate) return;
  const [checks, run] = await Promise.all([allChecks(migration), checking(migration)]);
  await migration.early.run(
    checks.filter(({ database }) => whole.has(database)),
    (check) => run(worker, check),
  );
}

/** Everything in the new files against the source. @throws Failure (exit 4) that names each difference */
export async function validate(migration: Migration): Promise<string> {
  const { journal } = migration;
  if (!journal.options.validate) return 'left out: --no-validate';
  const checks = await allChecks(migration);
  migration.early.stop();
  const begun = checks.map((check) => migration.early.result(check));
  for (const one of begun) one?.catch(() => {});
  const open = checks.filter((_, index) => begun[index] === undefined);
  const rest = await share(open, [migration.main, migration.second], await checking(migration));
  const results = await Promise.all(
    checks.map((check, index) => begun[index] ?? (rest[open.indexOf(check)] as CheckResult)),
  );
  const wrong = results.filter(({ ok }) => !ok);
  if (wrong.length > 0)
    throw new Failure(
      `the new files are not what the source is: ${wrong.map(({ says }) => plain(says)).join('; ')}.`,
      EXIT.integrity,
    );
  // Together the rows that analyse counts: those of a full-text table are held against its tables, not against the source's.
  const rowsIn = (which: Check['kind']) =>
    checks.reduce((sum, { kind }, index) => sum + (kind === which ? (results[index]?.rows ?? 0) : 0), 0);
  journal.rebuilt = results.flatMap(({ rebuilt }) => rebuilt ?? []);
  const notes = results.filter(({ says }) => says !== '').map(({ says }) => `; ${says}`);
  const others = checks.some(({ kind }) => kind === 'own')
    ? `, ${howMany(rowsIn('own'), 'row')} of other tables too`
    : '';
  return `${howMany(checks.length, 'check')}, ${howMany(rowsIn('rows'), 'row')} the same as in the source${others}, ${howMany(rowsIn('full-text'), 'row')} of full text ${rowsIn('full-text') === 1 ? 'agrees' : 'agree'} with the tables${notes.join('')}`;
}

/** The scenarios on both sides. @throws Failure (exit 4) that names those that answer otherwise */
export async function test(migration: Migration): Promise<string> {
  const { journal, copies, target, scenarioDigests, at } = migration;
  if (!journal.options.validate) return 'left out: --no-validate';
  const [before, after] = await Promise.all([
    scenarioDigests(onlyLooking(journal.from), copies, at.signal),
    scenarioDigests(onlyLooking(journal.to), target, at.signal),
  ]);
  // What the source's untrue index answered is not what the new one should.
  const { rebuilt = [] } = journal;
  const reads = (name: string) => migration.queries.find((one) => one.name === name)?.tables ?? [];
  const all = [...new Set([...before.keys(), ...after.keys()])];
  const names = all.filter((name) => !reads(name).some((table) => rebuilt.includes(table)));
  const differ = names.filter((name) => before.get(name) !== after.get(name));
  if (differ.length > 0)
    throw new Failure(
      `scenarios answer otherwise on the new files: ${differ.map((name) => plain(name)).join(', ')}.`,
      EXIT.integrity,
    );
  const others = all.length - names.length;
  return `${howMany(names.length, 'scenario')} ${names.length === 1 ? 'answers' : 'answer'} the same${others > 0 ? `, ${others} that search ${rebuilt.join(' and ')} not compared` : ''}`;
}
