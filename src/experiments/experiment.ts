import type { RanExperiment } from '../model/experiment.ts';
import type { Layout } from '../model/layout.ts';

/** What an experiment is given. */
export interface ExperimentContext {
  /** To be compared; the first is the one that the others are compared with. */
  readonly layouts: readonly Layout[];
  /** The folder of the built files of a layout: never to be written to, copy what is changed. */
  readonly built: (layout: Layout) => Promise<string>;
  /** A new folder of the experiment's own, removed when it ends however it ends. */
  readonly work: string;
  /** The imported seed, for experiments that build data of other sizes. */
  readonly seedStore: string;
  /** Short form: together all experiments stay below 90 s. */
  readonly quick: boolean;
  /** The largest data that experiment `scale` may build, bytes. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  readonly onProgress: (doing: string, fraction: number) => void;
}

export type Findings = Pick<RanExperiment, 'conditions' | 'tables' | 'series' | 'hypotheses' | 'notRun'>;

/** What splitting costs or gains beyond one query's latency. One file each, and one line in the list. */
export interface Experiment {
  readonly name: string;
  readonly question: string;
  readonly shows: string;
  readonly doesNotShow: string;
  /**
   * @throws NotRunnable where this machine cannot run it at all, Interrupted, and whatever else fails (told as not run
   * with its message; the other experiments go on)
   */
  run(context: ExperimentContext): Promise<Findings>;
}

/** This machine cannot run it; the message says why, as a part of a sentence. */
export class NotRunnable extends Error {}

/** Returns its argument; the types do the work. */
export function defineExperiment(experiment: Experiment): Experiment {
  return experiment;
}

/** Layouts that differ in where tables lie: one that differs only in who writes has the same files as another. */
export function placements(layouts: readonly Layout[]): readonly Layout[] {
  const found = layouts.filter(({ writer }) => writer !== 'group-commit');
  if (found.length === 0)
    throw new NotRunnable(
      `${layouts.map(({ name }) => name).join(', ')} differs from others only in who writes, which this does not show`,
    );
  return found;
}
