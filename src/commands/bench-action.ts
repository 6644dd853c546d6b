import { rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { referenceLauncher, trialLauncher } from '../bench/launch.ts';
import { loadScenarios } from '../bench/load.ts';
import { chooseCore } from '../bench/pin.ts';
import { type BenchHooks, type BenchResult, type LoadedScenario, runBench } from '../bench/run.ts';
import { looksOf } from '../bench/schedule.ts';
import { checkNamedBrowser } from '../browser/find.ts';
import { checkPatterns, loadConfig, settingsFor } from '../config/load.ts';
import { checkScale, scaleForSize } from '../database/dataset.ts';
import { LAYOUTS } from '../layouts/index.ts';
import { loadLayouts } from '../layouts/load.ts';
import { EXIT, Failure } from '../model/failure.ts';
import type { Change } from '../model/gate.ts';
import { RunDocument } from '../model/run.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Streams } from '../model/streams.ts';
import { writeFileAtomically } from '../process/write.ts';
import { plain } from '../render/plain.ts';
import { ProgressLine, progressBar, timeLeft } from '../render/progress.ts';
import { NO_GATE } from '../report/export.ts';
import { DEFAULT_WEIGHTS, parseWeights } from '../report/verdict/weights.ts';
import { writeReport } from '../report/write.ts';
import { chooseSeed } from '../seed/choose.ts';
import { importSeed } from '../seed/import.ts';
import { CONFIDENCE, levelPerLook } from '../stats/judge.ts';
import { conclude } from './bench-end.ts';
import { benchExperiments } from './bench-experiments.ts';
import {
  alternatingChange,
  gateExit,
  gateOf,
  loadBaseline,
  storedChange,
  undecidedIn,
  withThreshold,
} from './bench-gate.ts';
import { obtainOther } from './bench-other.ts';
import { checkTargets, show, writeExports } from './bench-output.ts';
import { type BenchFlags, planBench, withDefaults } from './bench-plan.ts';
import { tellCi } from './ci-output.ts';
import { scenarioFilter } from './filter.ts';
import { illustrate } from './illustrate.ts';
import { makeRunFolder } from './run-folder.ts';
import { makeWorkFolder } from './work-folder.ts';

/** Everything that can be wrong with the command line is found before anything is built. */
export async function bench(asked: BenchFlags, streams: Streams): Promise<number> {
  const { cwd, env, signal } = streams;
  const { config } = await loadConfig(asked.config, cwd, signal);
  // An environment variable beats the configuration file.
  const { seed: configured, ...defaults } = config.bench;
  const seedSource = chooseSeed(asked.seed ?? (env.CHINOOK_SEED?.trim() ? undefined : configured), env, cwd);
  const flags = withDefaults(asked, defaults);
  const anyBudgets = flags.quick !== true && config.rules.some(({ budgets }) => budgets.size > 0);
  const plan = planBench(flags, anyBudgets);
  const layouts = await loadLayouts(plan.layouts, cwd, signal);
  const known = await loadScenarios(flags.scenarios, cwd, signal);
  const scenarios = chosenScenarios(known, flags.filter);
  checkPatterns(
    config,
    known.map(({ scenario: { kind, name } }) => `${kind}/${name}`),
    [...LAYOUTS, ...layouts].map(({ name }) => name),
  );
  const budgeted =
    anyBudgets &&
    scenarios.some(({ scenario: { kind, name } }) =>
      layouts.some((layout) => settingsFor(config, `${kind}/${name}`, layout.name).budgets.length > 0),
    );
  const gated = flags.against ?? flags.baseline ?? (budgeted || undefined);
  if (gated === undefined && flags.export?.some(({ format }) => format === 'junit'))
    throw new Failure(NO_GATE);
  await checkTargets(flags, cwd);
  const weights = flags.weights === undefined ? DEFAULT_WEIGHTS : parseWeights(flags.weights);
  const browser = flags.browser === undefined ? undefined : checkNamedBrowser(flags.browser, cwd);
  const baseline = flags.baseline === undefined ? null : loadBaseline(flags.baseline, cwd);
  if (flags.quick && config.rules.some(({ budgets }) => budgets.size > 0))
    streams.stderr.write('chinook-eval: budgets are not checked in a --quick run\n');
  const thresholdOf = ({ kind, name }: Scenario) =>
    flags.threshold ?? settingsFor(config, `${kind}/${name}`, '').threshold.fail;
  const effective = flags.threshold === undefined ? config : withThreshold(config, flags.threshold);
  const started = new Date();
  const work = makeWorkFolder(flags.work, cwd);
  const progress = new ProgressLine(streams.stderr);
  const core = chooseCore();
  let folder: string | undefined;
  let other: Awaited<ReturnType<typeof obtainOther>> | null = null;
  try {
    const seedStore = join(work.path, 'seed.store');
    progress.show('reading the seed');
    const seed = await importSeed(seedSource, seedStore, { signal });
    const scale =
      'scale' in plan.amount ? checkScale(plan.amount.scale) : scaleForSize(plan.amount.sizeBytes, seed);
    if (flags.against !== undefined)
      other = await obtainOther(flags.against, {
        flags,
        layouts: plan.layouts,
        own: known,
        seed: seedSource,
        scale,
        work: work.path,
        core,
        streams,
        onProgress: (doing) => progress.show(doing),
      });
    const made = await makeRunFolder(resolve(cwd, flags.out), started);
    folder = made.folder;
    const place = made.folder;
    const result = await runBench(
      {
        id: made.id,
        seed,
        seedStore,
        layouts,
        scenarios,
        effort: plan.effort,
        patience: plan.patience,
        thresholdOf,
        undecided:
          baseline === null && !budgeted ? null : (run) => undecidedIn(gateOf(run, storedOf(run), effective)),
        layoutsDecide: baseline === null,
        other: other?.side ?? null,
        probes: plan.probes,
        options: {
          scale,
          sizeBytes: 'sizeBytes' in plan.amount ? plan.amount.sizeBytes : null,
          quick: flags.quick === true,
          generations: plan.effort.generations,
          rounds: plan.effort.rounds,
          blockSeconds: plan.effort.blockSeconds,
          threshold: effective.threshold.fail,
          confidence: CONFIDENCE,
          looks: looksOf(plan.patience),
          maxSeconds: plan.patience.maxSeconds,
          filter: flags.filter ?? null,
          randomSeed: flags.randomSeed ?? started.getTime() % 2 ** 32,
        },
        work: work.path,
        core,
        launch: trialLauncher(core),
        launchFree: trialLauncher(null),
        reference: referenceLauncher(core),
        signal,
        now: () => new Date(),
      },
      hooks(progress, (run) =>
        writeFileAtomically(join(place, 'run.json'), `${JSON.stringify(run, null, 2)}\n`),
      ),
    );
    const { run } = result;
    if (flags.experiments !== undefined && run.outcome !== 'interrupted')
      await benchExperiments(run, {
        layouts,
        work: work.path,
        seedStore,
        quick: flags.quick === true || flags.experiments === 'quick',
        signal,
        onProgress: (doing, fraction) => progress.show(`experiments  ${progressBar(fraction)}  ${doing}`),
        save: async () => {
          run.finishedAt = new Date().toISOString();
          await writeFileAtomically(join(place, 'run.json'), `${JSON.stringify(run, null, 2)}\n`);
        },
      });
    progress.clear();
    if (run.outcome !== 'interrupted') run.gate = gateOf(run, changeOf(result), effective);
    // On the screen first: a disk that is full now does not take the result with it.
    show(run, flags, weights, streams);
    const whole = RunDocument.parse(run);
    await writeReport(whole, place);
    if (result.base !== null)
      await writeFileAtomically(join(place, 'base.json'), `${JSON.stringify(result.base, null, 2)}\n`);
    const gateCode = gateExit(run.gate, flags.failOnRegression === true, effective);
    const saved = await writeExports(run, flags, cwd, gateCode);
    await tellCi(run, streams);
    // Last, since it is the least that can be missed: everything above is written without it.
    const illustrated =
      run.outcome !== 'interrupted' &&
      (await illustrate(whole, place, { weights, diagrams: flags.diagrams, browser }, streams, progress));
    const code = conclude(run, place, { ...flags, saved, illustrated }, streams);
    // A regression that was found is one, also where something else could not be measured.
    return gateCode === EXIT.gate && run.outcome !== 'interrupted' ? gateCode : code || gateCode;
  } finally {
    progress.clear();
    await other?.remove().catch((error: Error) => streams.stderr.write(`chinook-eval: ${error.message}\n`));
    work.remove();
    // A run that ended before there was anything to keep leaves no folder; one that is not empty stays.
    if (folder !== undefined) await rmdir(folder).catch(() => {});
  }

  function changeOf(result: BenchResult): Change | null {
    if (result.base !== null && other !== null) {
      const labels = { base: other.side.label, head: 'head' };
      const chooses = scenarioFilter(flags.filter);
      const onlyThere = other.side.onlyThere.filter((name) => {
        const [kind, rest] = [name.slice(0, name.indexOf('/')), name.slice(name.indexOf('/') + 1)];
        return chooses({ kind: kind as Scenario['kind'], name: rest });
      });
      return alternatingChange({ ...result, base: result.base }, labels, plan.patience, onlyThere, effective);
    }
    return storedOf(result.run);
  }

  function storedOf(run: RunDocument): Change | null {
    if (baseline === null || flags.baseline === undefined) return null;
    const labels = { base: flags.baseline, head: 'this run' };
    const allowForeign = flags.allowForeign === true;
    const level = levelPerLook(looksOf(plan.patience));
    return storedChange({ base: baseline, head: run, labels, allowForeign, config: effective, level });
  }
}

function chosenScenarios(
  scenarios: readonly LoadedScenario[],
  filter: string | undefined,
): readonly LoadedScenario[] {
  const chooses = scenarioFilter(filter);
  const chosen = scenarios.filter(({ scenario }) => chooses(scenario));
  if (chosen.length === 0)
    throw new Failure(
      `no scenario matches --filter ${plain(filter ?? '')}. See chinook-eval scenarios for their names.`,
    );
  return chosen;
}

function hooks(progress: ProgressLine, save: (run: RunDocument) => Promise<void>): BenchHooks {
  let since = { stage: '', at: 0 };
  return {
    save,
    progress: (stage, doing, fraction) => {
      if (since.stage !== stage || fraction === 0) since = { stage, at: Date.now() };
      const left = timeLeft((Date.now() - since.at) / 1000, fraction);
      progress.show(`${stage}  ${progressBar(fraction)}  ${doing}  ${left}`);
    },
  };
}
