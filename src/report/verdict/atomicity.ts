import type { LayoutResult, RunDocument } from '../../model/run.ts';
import type { ScenarioResult } from '../../model/run-trials.ts';
import type { Judgement } from '../../model/verdict.ts';
import { trialOf } from '../../render/view.ts';
import { type Criterion, exact } from './criterion.ts';
import { ranExperiment, rowsOf } from './experiments.ts';

/**
 * The writing scenarios that a layout cannot put into one transaction: a crash in between leaves one database changed
 * and the other not. Counted from the plans that the layout made necessary.
 */
export const atomicity: Criterion = {
  name: 'atomicity',
  title: 'atomicity',
  heading: 'Times',
  judge(run, layout, base): Judgement {
    const tried = asTried(run, layout.name, base.name);
    if (tried !== null) return tried;
    const torn = [layout, base].find(mayTear);
    if (torn !== undefined)
      return {
        status: 'unknown',
        why:
          'one transaction over several attached files in WAL mode, which SQLite does not call atomic across them after ' +
          'a crash (lang_attach.html); not tried in this run, see --experiments',
      };
    const both = run.scenarios.flatMap((scenario) => {
      if (!scenario.writes) return [];
      const [here, there] = [splits(run, scenario, layout.name), splits(run, scenario, base.name)];
      return here === null || there === null ? [] : [{ here, there }];
    });
    if (both.length === 0) return { status: 'unknown', why: 'no scenario that writes was measured on both' };
    const lost = both.filter(({ here }) => here).length;
    const lostThere = both.filter(({ there }) => there).length;
    const [value, share] = [lost / both.length, lostThere / both.length];
    return {
      status: 'known',
      effect: exact(share - value),
      figure: { kind: 'share', value, base: share },
      says: `${countText(lost, both.length)}${lostThere > 0 ? `, against ${lostThere}` : ''}`,
    };
  },
};

/** What a killed process, a full disk and a cut WAL left, where the experiment tried it on both. */
function asTried(run: RunDocument, layout: string, base: string): Judgement | null {
  const experiment = ranExperiment(run, 'torn-commit');
  if (experiment === undefined) return null;
  const [here, there] = [layout, base].map((name) => {
    const { points, torn } = rowsOf(experiment, 'atomicity', name)[0]?.figures ?? {};
    return typeof points === 'number' && points > 0 && typeof torn === 'number' ? { points, torn } : null;
  });
  if (!here || !there) return null;
  // A write is atomic or it is not: how many of the faults tear it depends on which ones were tried.
  const [value, share] = [Number(here.torn > 0), Number(there.torn > 0)];
  const text = ({ torn, points }: typeof here) => `${torn} of ${points}`;
  return {
    status: 'known',
    effect: exact(share - value),
    figure: { kind: 'share', value, base: share },
    says: `${text(here)} faults in the middle of a write to two tables left it half done, against ${text(there)} (WALs that were cut among them, an upper bound)`,
  };
}

function countText(lost: number, all: number): string {
  const scenarios = `writing scenario${all === 1 ? '' : 's'}`;
  if (lost === 0) return `${all === 1 ? 'the' : `each of ${all}`} ${scenarios} is one transaction`;
  return `${lost} of ${all} ${scenarios} ${lost === 1 ? 'takes' : 'take'} a transaction per connection`;
}

/** https://www.sqlite.org/lang_attach.html: atomic across files but for WAL mode, or a main database in memory. */
function mayTear({ connection, databases }: LayoutResult): boolean {
  if (connection === 'separate') return false;
  const files = databases.filter(({ file }) => file !== ':memory:');
  const unsafe =
    databases[0]?.file === ':memory:' || files.some(({ pragmas }) => pragmas.journal_mode === 'wal');
  return files.length > 1 && unsafe;
}

/** Whether a call changes several databases in turn; null where that is not known. */
export function splits(run: RunDocument, scenario: ScenarioResult, layout: string): boolean | null {
  const trial = trialOf(scenario, layout);
  if (trial?.status !== 'measured') return null;
  if (trial.plan === 'joined') return false;
  const trace = run.traces.find((one) => one.scenario === scenario.name && one.layout === layout);
  // A flow may read from several databases and write to one; only a trace shows which.
  if (trace?.status !== 'measured') return scenario.kind === 'flow' ? null : true;
  const changed = trace.steps.flatMap((step) =>
    step.kind === 'statement' && step.changes !== null ? [step.database] : [],
  );
  return new Set(changed).size > 1;
}
