import { mkdir, rmdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { trialLauncher } from '../bench/launch.ts';
import { loadScenarios } from '../bench/load.ts';
import { chooseCore } from '../bench/pin.ts';
import { type BenchHooks, type LoadedScenario, runBench } from '../bench/run.ts';
import { checkScale, scaleForSize } from '../database/dataset.ts';
import { loadLayouts } from '../layouts/load.ts';
import { EXIT, explainSystemError, Failure } from '../model/failure.ts';
import { RunDocument } from '../model/run.ts';
import type { Streams } from '../model/streams.ts';
import { screenOf } from '../render/colour.ts';
import { ProgressLine, progressBar, timeLeft } from '../render/progress.ts';
import { renderRun } from '../render/terminal.ts';
import { exportRun } from '../report/export.ts';
import { checkWritable, writeFileAtomically, writeReport } from '../report/write.ts';
import { chooseSeed } from '../seed/choose.ts';
import { importSeed } from '../seed/import.ts';
import { SMALLEST_DIFFERENCE } from '../stats/compare.ts';
import { type BenchFlags, planBench, runId } from './bench-plan.ts';
import { makeWorkFolder } from './work-folder.ts';

/** Everything that can be wrong with the command line is found before anything is built. */
export async function bench(flags: BenchFlags, streams: Streams): Promise<number> {
  const plan = planBench(flags);
  const { cwd, env, signal } = streams;
  const layouts = await loadLayouts(plan.layouts, cwd, signal);
  const scenarios = filterScenarios(await loadScenarios(flags.scenarios, cwd, signal), flags.filter);
  const targets = (flags.export ?? []).map(({ path }) => resolve(cwd, path));
  for (const [index, target] of targets.entries()) {
    if (targets.indexOf(target) !== index)
      throw new Failure(`--export names ${target} twice. Give each its own file.`);
    await checkWritable(target);
  }
  const started = new Date();
  const work = makeWorkFolder(flags.work, cwd);
  const progress = new ProgressLine(streams.stderr);
  let folder: string | undefined;
  try {
    const seedStore = join(work.path, 'seed.store');
    progress.show('reading the seed');
    const seed = await importSeed(chooseSeed(flags.seed, env, cwd), seedStore, { signal });
    const scale =
      'scale' in plan.amount ? checkScale(plan.amount.scale) : scaleForSize(plan.amount.sizeBytes, seed);
    const core = chooseCore();
    const made = await makeRunFolder(resolve(cwd, flags.out), started);
    folder = made.folder;
    const place = made.folder;
    const run = await runBench(
      {
        id: made.id,
        seed,
        seedStore,
        layouts,
        scenarios,
        effort: plan.effort,
        probes: plan.probes,
        options: {
          scale,
          sizeBytes: 'sizeBytes' in plan.amount ? plan.amount.sizeBytes : null,
          quick: flags.quick === true,
          generations: plan.effort.generations,
          rounds: plan.effort.rounds,
          blockSeconds: plan.effort.blockSeconds,
          smallestDifference: SMALLEST_DIFFERENCE,
          filter: flags.filter ?? null,
          randomSeed: flags.randomSeed ?? started.getTime() % 2 ** 32,
        },
        work: work.path,
        core,
        launch: trialLauncher(core),
        signal,
        now: () => new Date(),
      },
      hooks(progress, (run) =>
        writeFileAtomically(join(place, 'run.json'), `${JSON.stringify(run, null, 2)}\n`),
      ),
    );
    progress.clear();
    // On the screen first: a disk that is full now does not take the result with it.
    show(run, flags, streams);
    await writeReport(RunDocument.parse(run), place);
    for (const { format, path } of flags.export ?? [])
      await writeFileAtomically(resolve(cwd, path), exportRun(run, format));
    return conclude(run, place, flags, streams);
  } finally {
    progress.clear();
    work.remove();
    // A run that ended before there was anything to keep leaves no folder; one that is not empty stays.
    if (folder !== undefined) await rmdir(folder).catch(() => {});
  }
}

function filterScenarios(
  scenarios: readonly LoadedScenario[],
  filter: string | undefined,
): readonly LoadedScenario[] {
  if (filter === undefined) return scenarios;
  const expression = /^\/(.+)\/$/.exec(filter)?.[1];
  let matches = (text: string) => text.includes(filter);
  if (expression !== undefined) {
    try {
      const pattern = new RegExp(expression);
      matches = (text) => pattern.test(text);
    } catch {
      throw new Failure(`--filter ${filter} is not a regular expression.`);
    }
  }
  const chosen = scenarios.filter(({ scenario }) => matches(`${scenario.kind}/${scenario.name}`));
  if (chosen.length === 0)
    throw new Failure(`no scenario matches --filter ${filter}. See chinook-eval scenarios for their names.`);
  return chosen;
}

/** reports/20261122-155701; a second run within the same second gets -2. */
async function makeRunFolder(parent: string, at: Date): Promise<{ id: string; folder: string }> {
  try {
    await mkdir(parent, { recursive: true });
    for (let n = 1; ; n++) {
      const id = n === 1 ? runId(at) : `${runId(at)}-${n}`;
      try {
        await mkdir(join(parent, id));
        return { id, folder: join(parent, id) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  } catch (error) {
    if (
      (error as NodeJS.ErrnoException).code === 'ENOTDIR' ||
      (error as NodeJS.ErrnoException).code === 'EEXIST'
    )
      throw new Failure(`${parent} is not a folder. Name another with --out.`);
    throw explainSystemError(error, `making a report folder in ${parent}`);
  }
}

function hooks(progress: ProgressLine, save: (run: RunDocument) => Promise<void>): BenchHooks {
  let since = { stage: '', at: 0 };
  return {
    save,
    progress: (stage, doing, fraction) => {
      if (since.stage !== stage) since = { stage, at: Date.now() };
      const left = timeLeft((Date.now() - since.at) / 1000, fraction);
      progress.show(`${stage}  ${progressBar(fraction)}  ${doing}  ${left}`);
    },
  };
}

function show(run: RunDocument, flags: BenchFlags, { stdout, env }: Streams): void {
  if (flags.json) stdout.write(`${JSON.stringify(run, null, 2)}\n`);
  else stdout.write(renderRun(run, screenOf(stdout, env)));
}

/** Says where the result lies; the exit code says whether everything could be measured. */
function conclude(run: RunDocument, folder: string, flags: BenchFlags, streams: Streams): number {
  const { stdout, stderr, cwd } = streams;
  const shown = relative(cwd, folder) || '.';
  const notes = flags.json ? stderr : stdout;
  if (run.outcome === 'interrupted') {
    const count = run.scenarios.length;
    stderr.write(
      `chinook-eval: interrupted; the ${count} scenarios measured so far are in ${join(shown, 'run.json')}\n`,
    );
    return EXIT.interrupted;
  }
  notes.write(`report  ${join(shown, 'report.md')}        again: chinook-eval report ${shown} --terminal\n`);
  const trials = run.scenarios.flatMap((scenario) => scenario.trials);
  const failed = trials.filter((trial) => trial.status === 'failed');
  if (failed.length === trials.length) {
    stderr.write('chinook-eval: nothing was measured; the reasons are listed above\n');
    return EXIT.incomplete;
  }
  if (run.outcome === 'incomplete') {
    stderr.write(
      `chinook-eval: ${failed.length} of ${trials.length} trials could not be measured; the reasons are in the report\n`,
    );
    return EXIT.incomplete;
  }
  return EXIT.fine;
}
