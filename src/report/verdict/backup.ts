import type { RunDocument } from '../../model/run.ts';
import type { Judgement } from '../../model/verdict.ts';
import { type Criterion, exact } from './criterion.ts';
import { ranExperiment, rowsOf } from './experiments.ts';

/** Of the ways to back up that were tried under a writer, the part whose copies do not fit together. */
export const backup: Criterion = {
  name: 'backup',
  title: 'backup',
  heading: 'backup-skew',
  judge(run, layout, base): Judgement {
    const [here, there] = [waysOf(run, layout.name), waysOf(run, base.name)];
    if (here === null || there === null)
      return {
        status: 'unknown',
        why: ranExperiment(run, 'backup-skew')
          ? 'the experiment has no backups of both layouts'
          : 'no backup was taken; see --experiments',
      };
    const [value, share] = [here.torn / here.all, there.torn / there.all];
    return {
      status: 'known',
      effect: exact(share - value),
      figure: { kind: 'share', value, base: share },
      says:
        `${here.torn} of ${here.all} ways to back up gave copies that do not fit together` +
        `${there.torn > 0 ? `, against ${there.torn} of ${there.all}` : ''}`,
    };
  },
};

function waysOf(run: RunDocument, layout: string): { torn: number; all: number } | null {
  const experiment = ranExperiment(run, 'backup-skew');
  const rows = experiment ? rowsOf(experiment, 'Backups under a constant writer', layout) : [];
  const skews = rows.flatMap(({ figures }) => figures.skewed ?? []);
  return skews.length === 0 ? null : { torn: skews.filter((one) => one > 0).length, all: skews.length };
}
