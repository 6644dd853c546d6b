import { join } from 'node:path';
import type { Experiment } from '../experiments/experiment.ts';
import { EXPERIMENTS } from '../experiments/index.ts';
import { runExperiments } from '../experiments/run.ts';
import { singleBatched } from '../layouts/index.ts';
import { Interrupted } from '../model/failure.ts';
import type { Layout } from '../model/layout.ts';
import type { RunDocument } from '../model/run.ts';
import { MAX_BYTES } from './experiment-action.ts';

export interface BenchExperiments {
  readonly layouts: readonly Layout[];
  /** The run's folder of databases, each layout in a folder of its name. */
  readonly work: string;
  readonly seedStore: string;
  readonly quick: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (doing: string, fraction: number) => void;
  readonly save: () => Promise<void>;
  readonly experiments?: readonly Experiment[];
}

/** Runs experiments, all of them unless told, on the layouts of a run, into its document. An interruption keeps what was found. */
export async function benchExperiments(run: RunDocument, request: BenchExperiments): Promise<void> {
  const { layouts, work, seedStore, quick, signal, onProgress, save } = request;
  const { experiments = EXPERIMENTS } = request;
  // One file with a writer of its own is the same files as one file.
  const likeSingle = layouts.find(({ name }) => name === 'single');
  try {
    await runExperiments(
      experiments,
      {
        layouts: likeSingle ? [...layouts, singleBatched] : layouts,
        built: async (layout) => join(work, layout === singleBatched ? 'single' : layout.name),
        work,
        seedStore,
        quick,
        maxBytes: MAX_BYTES,
        signal,
      },
      {
        progress: (name, doing, fraction) => {
          const index = experiments.findIndex((one) => one.name === name);
          onProgress(`${name} ${doing}`, (index + fraction) / experiments.length);
        },
        save: async (result) => {
          run.experiments.push(result);
          await save();
        },
      },
    );
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    run.outcome = 'interrupted';
  }
}
