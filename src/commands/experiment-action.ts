import { checkScale, scaleForSize } from '../database/dataset.ts';
import type { Experiment } from '../experiments/experiment.ts';
import { EXPERIMENTS } from '../experiments/index.ts';
import { runExperiments } from '../experiments/run.ts';
import { EXPERIMENT_LAYOUTS } from '../layouts/index.ts';
import { loadLayouts } from '../layouts/load.ts';
import type { ExperimentResult } from '../model/experiment.ts';
import { EXIT, Failure, Interrupted } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { screenOf } from '../render/colour.ts';
import { renderExperiment } from '../render/experiments.ts';
import { ProgressLine, progressBar } from '../render/progress.ts';
import { chooseSeed } from '../seed/choose.ts';
import { importSeed } from '../seed/import.ts';
import { DEFAULT_SIZE_BYTES } from './bench-plan.ts';
import { builtOnDemand } from './built-layouts.ts';
import { makeWorkFolder } from './work-folder.ts';

export interface ExperimentFlags {
  readonly list?: boolean;
  readonly layouts?: readonly string[];
  readonly quick?: boolean;
  readonly seed?: string;
  readonly scale?: number;
  readonly size?: number;
  readonly maxSize?: number;
  readonly work?: string;
  readonly json?: boolean;
}

export const MAX_BYTES = 600e6;
const QUICK_SCALE = 2;

/** Runs experiments and prints each when it is done. Exit 3 where one of them could not be run. */
export async function experiment(
  names: readonly string[],
  flags: ExperimentFlags,
  streams: Streams,
): Promise<number> {
  const { cwd, env, signal, stdout, stderr } = streams;
  const chosen = chosenExperiments(names);
  if (flags.list) {
    stdout.write(flags.json ? `${JSON.stringify(chosen.map(described), null, 2)}\n` : listText(chosen));
    return EXIT.fine;
  }
  if (flags.scale !== undefined && flags.size !== undefined)
    throw new Failure('--scale and --size both say how much data to build. Use one of them.');
  const layouts =
    flags.layouts === undefined
      ? EXPERIMENT_LAYOUTS
      : await loadLayouts(flags.layouts, cwd, signal, EXPERIMENT_LAYOUTS);
  const work = makeWorkFolder(flags.work, cwd);
  const progress = new ProgressLine(stderr);
  const screen = screenOf(stdout, env);
  const results: ExperimentResult[] = [];
  try {
    const seedStore = `${work.path}/seed.store`;
    progress.show('reading the seed');
    const seed = await importSeed(chooseSeed(flags.seed, env, cwd), seedStore, { signal });
    const scale =
      flags.quick && flags.scale === undefined && flags.size === undefined ? QUICK_SCALE : flags.scale;
    const copies =
      scale === undefined ? scaleForSize(flags.size ?? DEFAULT_SIZE_BYTES, seed) : checkScale(scale);
    const built = builtOnDemand({ seedStore, scale: copies, folder: work.path, signal }, (doing) =>
      progress.show(doing),
    );
    await runExperiments(
      chosen,
      {
        layouts,
        built,
        work: work.path,
        seedStore,
        quick: flags.quick === true,
        maxBytes: flags.maxSize ?? MAX_BYTES,
        signal,
      },
      {
        progress: (name, doing, fraction) => progress.show(`${name}  ${progressBar(fraction)}  ${doing}`),
        save: async (result) => {
          results.push(result);
          progress.clear();
          if (!flags.json) stdout.write(`${renderExperiment(result, screen)}\n`);
        },
      },
    );
    if (flags.json) stdout.write(`${JSON.stringify(results, null, 2)}\n`);
    return exitOf(results, names, streams);
  } catch (error) {
    if (error instanceof Interrupted && flags.json) stdout.write(`${JSON.stringify(results, null, 2)}\n`);
    throw error;
  } finally {
    progress.clear();
    work.remove();
  }
}

/** 3 where one failed, or one that was named cannot run here. */
function exitOf(results: readonly ExperimentResult[], names: readonly string[], { stderr }: Streams): number {
  const missing = results.filter(
    (one) => one.status === 'not run' && (one.failed || names.includes(one.name)),
  );
  if (missing.length === 0) return EXIT.fine;
  const which = missing.map(({ name }) => name).join(', ');
  stderr.write(
    `chinook-eval: not run: ${which}; the ${missing.length === 1 ? 'reason is' : 'reasons are'} above\n`,
  );
  return EXIT.incomplete;
}

/** By name, in the order of the list; all of them where none is named. @throws Failure for a name that is none */
export function chosenExperiments(names: readonly string[]): readonly Experiment[] {
  const unknown = names.find((name) => !EXPERIMENTS.some((one) => one.name === name));
  if (unknown !== undefined)
    throw new Failure(
      `there is no experiment ${unknown}. There are ${EXPERIMENTS.map(({ name }) => name).join(', ')}.`,
    );
  return names.length === 0 ? EXPERIMENTS : EXPERIMENTS.filter(({ name }) => names.includes(name));
}

function described({ name, question, shows, doesNotShow }: Experiment) {
  return { name, question, shows, doesNotShow };
}

function listText(experiments: readonly Experiment[]): string {
  const width = Math.max(...experiments.map(({ name }) => name.length));
  return `${experiments.map(({ name, question }) => `${name.padEnd(width)}  ${question}`).join('\n')}\n`;
}
