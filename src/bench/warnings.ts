import type { RunDocument, Warning } from '../model/run.ts';
import { IN_MEMORY } from './environment.ts';

/** More runnable processes than this, per core, and the machine is doing something else as well. */
const BUSY_LOAD_PER_CORE = 0.5;

/** What a reader of the figures has to know, each with advice. */
export function runWarnings(run: RunDocument): Warning[] {
  const { environment, options, seed, noise } = run;
  const warnings: Warning[] = [];
  const warn = (code: string, message: string, advice: string) => warnings.push({ code, message, advice });
  if (options.generations < 2)
    warn(
      'no-intervals',
      'one process per trial: how far processes differ is not known, so nothing is decided',
      'leave out --generations, or use --generations 8',
    );
  const noisy = noise.filter(({ floor }) => floor !== null && floor > options.threshold);
  if (noisy.length > 0)
    warn(
      'noise-above-threshold',
      `a layout against itself differed by more than the threshold (${noisy.map(({ kind }) => kind).join(', ')})`,
      'see chinook-eval doctor, or measure longer with --max-time',
    );
  if (options.quick)
    warn(
      'quick',
      'a quick run: small data, short measurements',
      'leave out --quick before acting on the figures',
    );
  if (environment.loadAverage !== null && environment.loadAverage > BUSY_LOAD_PER_CORE * environment.cores)
    warn(
      'busy-machine',
      `the machine was busy when the run began (load ${environment.loadAverage.toFixed(2)} on ${environment.cores} cores)`,
      'repeat the run on a quiet machine',
    );
  if (environment.pinnedCore === null && environment.cores > 1)
    warn(
      'not-pinned',
      'the trials were not kept on one core, and cores differ: intervals are wider than they need be',
      'on Linux, install taskset (util-linux)',
    );
  if (IN_MEMORY.has(environment.fileSystem))
    warn(
      'memory-file-system',
      `the databases lay on ${environment.fileSystem}, in memory: writes and checkpoints never reached a disk`,
      'name a folder on a disk with --work',
    );
  if (seed.form === 'built-in')
    warn(
      'built-in-seed',
      'measured on the built-in catalogue, which has the shape of Chinook and invented content',
      'use --seed with an official Chinook file, or chinook-eval seed download',
    );
  return warnings;
}
