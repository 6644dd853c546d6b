import { join } from 'node:path';
import { buildDataset } from '../database/dataset.ts';
import type { BuiltLayout } from '../database/describe.ts';
import { DATASET_VERSION } from '../database/fill/index.ts';
import { Interrupted } from '../model/failure.ts';
import type { Layout } from '../model/layout.ts';
import { RUN_SCHEMA, type RunDocument, type RunOptions } from '../model/run.ts';
import type { Scenario } from '../model/scenario.ts';
import type { SeedInfo } from '../model/seed.ts';
import { version } from '../version.ts';
import type { SideChange } from './assess.ts';
import { readEnvironment, toolCommit } from './environment.ts';
import { freshCopy, sharedFolder } from './folders.ts';
import type { Effort } from './measure.ts';
import { measureScenarios } from './measure-scenarios.ts';
import type { OtherSide } from './other-side.ts';
import { measureMemory, measureWal } from './probes.ts';
import type { LaunchTrial, ScenarioReference } from './protocol.ts';
import type { Patience } from './schedule.ts';
import { TRACED_CALLS, TRACED_CALLS_QUICK, traceLayouts } from './trace.ts';
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
  readonly patience: Patience;
  /** What counts as a difference for a scenario, as a fraction. */
  readonly thresholdOf: (scenario: Scenario) => number;
  /**
   * Scenarios that a gate has not decided, of what is measured so far: a stored baseline, budgets; null: neither.
   */
  readonly undecided: ((run: RunDocument) => ReadonlySet<string>) | null;
  /** Whether measuring goes on for what the layouts among themselves leave open; never with another version. */
  readonly layoutsDecide: boolean;
  /** Another version to measure against; null: none. */
  readonly other: OtherSide | null;
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
  /** Not kept on a core: for what is not timed. */
  readonly launchFree: LaunchTrial;
  /** null: without the reference query. */
  readonly reference: LaunchTrial | null;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

export interface BenchHooks {
  /** What is being done, and the fraction done of all. */
  readonly progress: (stage: 'building' | 'measuring' | 'probing', doing: string, fraction: number) => void;
  /** The document so far, after each scenario and probe: what is measured is not lost. */
  readonly save: (run: RunDocument) => Promise<void>;
}

/** What a run gave; with another side, its document and how the two differ. */
export interface BenchResult {
  readonly run: RunDocument;
  readonly base: RunDocument | null;
  readonly changes: readonly SideChange[];
}

/** The whole measurement. Ends early on interruption, with the document as far as it came. */
export async function runBench(request: BenchRequest, hooks: BenchHooks): Promise<BenchResult> {
  const startedAt = request.now().toISOString();
  const environment = { ...readEnvironment(request.work), pinnedCore: request.core };
  const built = await buildDataset({
    ...request,
    scale: request.options.scale,
    folder: request.work,
    onProgress: (layout, doing, fraction) => hooks.progress('building', `${layout}: ${doing}`, fraction),
  });
  const empty = (layouts: readonly BuiltLayout[]): RunDocument => ({
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
      digest: layouts[0]?.digest ?? '',
      tracks: request.seed.rows.Track * request.options.scale,
    },
    layouts: layouts.map(withoutDigest),
    scenarios: [],
    noise: [],
    reference: null,
    memory: [],
    wal: [],
    traces: [],
    experiments: [],
    warnings: [],
    gate: null,
  });
  const run = empty(built);
  const base = request.other && {
    ...empty(request.other.built),
    id: `${request.id}-base`,
    tool: { version: request.other.version, commit: request.other.commit },
    environment: { ...environment, ...request.other.environment },
  };
  const save = async () => {
    run.finishedAt = request.now().toISOString();
    await hooks.save(run);
  };
  let changes: readonly SideChange[] = [];
  try {
    await save();
    await measureScenarios(
      request,
      hooks.progress,
      () => run,
      async (measured) => {
        Object.assign(run, measured.head);
        if (base !== null) Object.assign(base, measured.base);
        changes = measured.changes;
        await save();
      },
    );
    await probe(request, run, hooks, save);
    run.outcome = isComplete(run) ? 'complete' : 'incomplete';
    if (base !== null) base.outcome = isComplete(base) ? 'complete' : 'incomplete';
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
  run.warnings = runWarnings(run);
  await save();
  if (base !== null) base.finishedAt = run.finishedAt;
  return { run, base, changes };
}

/** Memory and WAL of the layouts, and what a flow does on each. */
async function probe(
  { layouts, scenarios, probes, options, signal, work }: BenchRequest,
  run: RunDocument,
  hooks: BenchHooks,
  save: () => Promise<void>,
): Promise<void> {
  const subject = (layout: Layout, fresh: boolean) => {
    const built = join(work, layout.name);
    return { layout, folder: async () => (fresh ? freshCopy(layout, built, work) : sharedFolder(built)) };
  };
  const reads = scenarios.filter(({ scenario }) => !scenario.writes).map(reference);
  const writes = scenarios.filter(({ scenario }) => scenario.writes).map(reference);
  const { memoryRepeats: repeats, memoryCalls, walCalls } = probes;
  // Without a scenario that reads there is nothing to replay; without one that writes no WAL to speak of: nothing is said.
  for (const [index, layout] of (reads.length > 0 ? layouts : []).entries()) {
    hooks.progress('probing', `memory of ${layout.name}`, index / layouts.length);
    const effort = { repeats, calls: memoryCalls };
    run.memory.push(await measureMemory(subject(layout, false), reads, effort, signal));
    await save();
  }
  for (const [index, layout] of (writes.length > 0 ? layouts : []).entries()) {
    hooks.progress('probing', `WAL of ${layout.name}`, index / layouts.length);
    run.wal.push(await measureWal(subject(layout, true), writes, walCalls, signal));
    await save();
  }
  await traceLayouts({
    layouts,
    scenarios,
    work,
    signal,
    calls: options.quick ? TRACED_CALLS_QUICK : TRACED_CALLS,
    onProgress: (doing, fraction) => hooks.progress('probing', doing, fraction),
    onTrace: async (trace) => {
      run.traces.push(trace);
      await save();
    },
  });
}

function reference({ name, module }: LoadedScenario): ScenarioReference {
  return { name, module };
}

function withoutDigest({ digest: _, ...layout }: BuiltLayout): RunDocument['layouts'][number] {
  return layout;
}

function isComplete(run: RunDocument): boolean {
  const trials = run.scenarios.flatMap((scenario) => scenario.trials);
  return [...trials, ...run.memory, ...run.wal, ...run.traces].every(({ status }) => status === 'measured');
}
