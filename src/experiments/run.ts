import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExperimentResult } from '../model/experiment.ts';
import { Interrupted, throwIfInterrupted } from '../model/failure.ts';
import { type Experiment, type ExperimentContext, NotRunnable } from './experiment.ts';

export type ExperimentRequest = Omit<ExperimentContext, 'work' | 'onProgress'> & {
  /** A folder of the run; each experiment gets one of its own inside, and it is removed when the experiment ends. */
  readonly work: string;
};

export interface ExperimentHooks {
  readonly progress: (name: string, doing: string, fraction: number) => void;
  /** After each experiment: what was found is not lost. */
  readonly save: (result: ExperimentResult) => Promise<void>;
}

/** Runs experiments one after another: they load the machine, and each is to have it for itself. @throws Interrupted */
export async function runExperiments(
  experiments: readonly Experiment[],
  request: ExperimentRequest,
  hooks: ExperimentHooks,
): Promise<void> {
  for (const experiment of experiments) {
    throwIfInterrupted(request.signal);
    await hooks.save(await runOne(experiment, request, hooks));
  }
}

async function runOne(
  experiment: Experiment,
  request: ExperimentRequest,
  hooks: ExperimentHooks,
): Promise<ExperimentResult> {
  const { name, question, shows, doesNotShow } = experiment;
  const about = { name, question, shows, doesNotShow };
  const work = await mkdtemp(join(request.work, `${name}-`));
  const started = performance.now();
  try {
    const onProgress = (doing: string, fraction: number) => hooks.progress(name, doing, fraction);
    onProgress('', 0);
    const findings = await experiment.run({ ...request, work, onProgress });
    const seconds = (performance.now() - started) / 1000;
    return { status: 'ran', ...about, quick: request.quick, seconds, ...findings };
  } catch (error) {
    if (error instanceof Interrupted || request.signal.aborted) throw new Interrupted();
    const message = error instanceof Error ? error.message : String(error);
    const failed = !(error instanceof NotRunnable);
    const reason = failed ? `it failed: ${message.split('\n', 1)[0]}` : message;
    return { status: 'not run', ...about, reason, failed };
  } finally {
    await rm(work, { recursive: true, force: true, maxRetries: 3 });
  }
}
