import { EXIT, Failure } from '../../model/failure.ts';
import { howMany } from '../../render/how-many.ts';
import { plain } from '../../render/plain.ts';
import { carriedObjects } from './carry.ts';
import { type Check, type CheckResult, checksOf } from './checks.ts';
import { onlyLooking } from './only-looking.ts';
import { keptOrphans } from './plan.ts';
import type { Migration } from './work.ts';
import { share } from './workers.ts';

/** Everything in the new files against the source. @throws Failure (exit 4) that names each difference */
export async function validate(migration: Migration): Promise<string> {
  const { journal, files, target } = migration;
  if (!journal.options.validate) return 'left out: --no-validate';
  const plan = await migration.plan();
  const { moves } = plan.analysis;
  const rowsOf = (table: string) => moves.find((one) => one.table === table)?.rows ?? 0;
  const own = carriedObjects(plan.analysis.unknown, journal.options);
  const checks = checksOf(journal.to, rowsOf, own);
  // Against the source itself, not the copy that the rows came from: so the copy is proved as well.
  const request = { from: journal.from, files, to: journal.to, folder: target };
  const kept = keptOrphans(plan.analysis);
  const results = await share(checks, [migration.main, migration.second], (worker, check: Check) =>
    worker.ask<CheckResult>('check', { ...request, check, keptOrphans: kept }),
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
