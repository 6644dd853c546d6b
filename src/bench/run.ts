import { join } from 'node:path';
import { buildDataset } from '../database/dataset.ts';
import type { BuiltLayout } from '../database/describe.ts';
import { DATASET_VERSION } from '../database/fill/index.ts';
import { Interrupted } from '../model/failure.ts';
import type { Layout } from '../model/layout.ts';
import { RUN_SCHEMA, type RunDocument, type RunOptions } from '../model/run.ts';
import type { Scenario } from '../model/scenario.ts';
import type { SeedInfo } from '../model/seed.ts';
import { seededRandom } from '../stats/random.ts';
import { version } from '../version.ts';
import { readEnvironment, toolCommit } from './environment.ts';
import { freshCopy, sharedFolder } from './folders.ts';
import { type Effort, ScenarioMeasurement, type Subject } from './measure.ts';
import { measureMemory, measureWal } from './probes.ts';
import type { LaunchTrial, ScenarioReference } from './protocol.ts';
import { scenarioResult } from './scenario-result.ts';
import { runWarnings } from './warnings.ts';

export interface LoadedScenario extends ScenarioReference {
  readonly scenario: Scenario;
}

export interface BenchRequest {
  readonly id: string;
  readonly seed: SeedInfo;
  readonly seedStore: string;
  readonly layouts: readonly Layout[];
  readonly scenarios: readonly LoadedScenario[];
  readonly options: RunOptions;
  readonly effort: Effort;
  readonly probes: {
    readonly memoryRepeats: number;
    readonly memoryCalls: number;
    readonly walCalls: number;
  };
  /** For the databases; the caller removes it. */
  readonly work: string;
  /** The core that all trials are kept on; null: wherever the system puts them. */
  readonly core: number | null;
  readonly launch: LaunchTrial;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

export interface BenchHooks {
  /** What is being done, and the fraction done of all. */
  readonly progress: (stage: 'building' | 'measuring' | 'probing', doing: string, fraction: number) => void;
  /** The document so far, after each scenario and probe: what is measured is not lost. */
  readonly save: (run: RunDocument) => Promise<void>;
}

/** The whole measurement. Ends early on interruption, with the document as far as it came. */
export async function runBench(request: BenchRequest, hooks: BenchHooks): Promise<RunDocument> {
  const startedAt = request.now().toISOString();
  const environment = { ...readEnvironment(request.work), pinnedCore: request.core };
  const built = await buildDataset({
    ...request,
    scale: request.options.scale,
    folder: request.work,
    onProgress: (layout, doing, fraction) => hooks.progress('building', `${layout}: ${doing}`, fraction),
  });
  const run: RunDocument = {
    schema: RUN_SCHEMA,
    id: request.id,
    startedAt,
    finishedAt: startedAt,
    outcome: 'interrupted',
    tool: { version: version(), commit: toolCommit() },
    environment,
    options: request.options,
    seed: request.seed,
    dataset: {
      scale: request.options.scale,
      version: DATASET_VERSION,
      digest: built[0]?.digest ?? '',
      tracks: request.seed.rows.Track * request.options.scale,
    },
    layouts: built.map(withoutDigest),
    scenarios: [],
    memory: [],
    wal: [],
    warnings: [],
  };
  try {
    await measureAll(request, run, hooks);
    run.outcome = isComplete(run) ? 'complete' : 'incomplete';
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
  run.warnings = runWarnings(run);
  run.finishedAt = request.now().toISOString();
  await hooks.save(run);
  return run;
}

async function measureAll(request: BenchRequest, run: RunDocument, hooks: BenchHooks): Promise<void> {
  const { layouts, scenarios, effort, signal, work } = request;
  const random = seededRandom(request.options.randomSeed);
  const subjects = (fresh: boolean) =>
    layouts.map((layout): Subject => {
      const built = join(work, layout.name);
      return { layout, folder: async () => (fresh ? freshCopy(layout, built, work) : sharedFolder(built)) };
    });
  const save = async () => {
    run.finishedAt = request.now().toISOString();
    await hooks.save(run);
  };
  await save();
  for (const [index, { name, module, scenario }] of scenarios.entries()) {
    hooks.progress('measuring', `${scenario.kind}/${name}`, index / scenarios.length);
    const context = { launch: request.launch, random, signal };
    const chosen = subjects(scenario.writes === true);
    const measurement = await new ScenarioMeasurement({ name, module }, chosen, effort, context).run();
    run.scenarios.push(scenarioResult(scenario, layouts, measurement));
    await save();
  }
  const reads = scenarios.filter(({ scenario }) => !scenario.writes).map(reference);
  const writes = scenarios.filter(({ scenario }) => scenario.writes).map(reference);
  const { memoryRepeats: repeats, memoryCalls, walCalls } = request.probes;
  // Without a scenario that reads there is nothing to replay; without one that writes no WAL to speak of: nothing is said.
  for (const [index, subject] of (reads.length > 0 ? subjects(false) : []).entries()) {
    hooks.progress('probing', `memory of ${subject.layout.name}`, index / layouts.length);
    run.memory.push(await measureMemory(subject, reads, { repeats, calls: memoryCalls }, signal));
    await save();
  }
  for (const [index, subject] of (writes.length > 0 ? subjects(true) : []).entries()) {
    hooks.progress('probing', `WAL of ${subject.layout.name}`, index / layouts.length);
    run.wal.push(await measureWal(subject, writes, walCalls, signal));
    await save();
  }
}

function reference({ name, module }: LoadedScenario): ScenarioReference {
  return { name, module };
}

function withoutDigest({ digest: _, ...layout }: BuiltLayout): RunDocument['layouts'][number] {
  return layout;
}

function isComplete(run: RunDocument): boolean {
  const rows = [...run.scenarios.flatMap((scenario) => scenario.trials), ...run.memory, ...run.wal];
  return rows.every((row) => row.status === 'measured');
}
