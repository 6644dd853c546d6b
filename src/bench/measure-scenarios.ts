import { join } from 'node:path';
import { throwIfInterrupted } from '../model/failure.ts';
import type { Figures } from '../model/figures.ts';
import type { Layout } from '../model/layout.ts';
import type { RunDocument } from '../model/run.ts';
import { levelPerLook } from '../stats/judge.ts';
import { seededRandom } from '../stats/random.ts';
import { median } from '../stats/summary.ts';
import type { Arm, TrialFolder } from './arm.ts';
import { Assessor, armAgain, armBase, noiseKind, type SideChange } from './assess.ts';
import { freshCopy, sharedFolder } from './folders.ts';
import { ScenarioMeasurement } from './measure.ts';
import type { Trial } from './protocol.ts';
import { REFERENCE_VERSION } from './reference.ts';
import type { BenchHooks, BenchRequest, LoadedScenario } from './run.ts';
import { scenarioResult } from './scenario-result.ts';
import { looksOf, measureInTurns } from './schedule.ts';

type Part = Pick<RunDocument, 'scenarios' | 'noise' | 'reference'>;

/** What was measured so far, as parts of run documents. */
export interface MeasuredScenarios {
  readonly head: Part;
  readonly base: Part;
  readonly changes: readonly SideChange[];
}

interface InTheMaking extends LoadedScenario {
  readonly measurement: ScenarioMeasurement;
  /** Arms without the one that repeats another. */
  readonly arms: readonly Arm[];
  /** By the arm's id; filled before the first block. */
  readonly figures: Map<string, Figures>;
}

/** Measures all scenarios, hands over what there is after each stretch. */
export async function measureScenarios(
  request: BenchRequest,
  progress: BenchHooks['progress'],
  /** The document so far, as the last save left it. */
  sofar: () => RunDocument,
  save: (measured: MeasuredScenarios) => Promise<void>,
): Promise<void> {
  const { layouts, patience, signal } = request;
  const context = { random: seededRandom(request.options.randomSeed), signal, reference: request.reference };
  const seen = new Set<string>();
  const all = request.scenarios.map((loaded): InTheMaking => {
    const arms = armsOf(request, loaded);
    const noisy = noiseKind(loaded.scenario);
    // The A/A arm: the first layout once more, with the first scenario of each kind that reads, and that writes.
    const again = seen.has(noisy) ? [] : arms.slice(0, 1).map((arm) => ({ ...arm, id: armAgain(arm.id) }));
    seen.add(noisy);
    const measurement = new ScenarioMeasurement([...arms, ...again], request.effort, context);
    return { ...loaded, arms, measurement, figures: new Map() };
  });
  const begun = () => all.filter(({ measurement }) => measurement.generations > 0);
  const level = levelPerLook(looksOf(patience), request.options.confidence);
  const assessor = new Assessor(layouts, level, request.thresholdOf);
  const assess = () =>
    assessor.assess(
      begun().map(({ scenario, measurement }) => ({ scenario, measurement: measurement.result })),
    );
  await measureInTurns(all, patience, {
    begin: (one) => readFigures(one, request),
    progress: ({ scenario, name }, fraction, look) => {
      const again = look === 1 ? '' : ` (still open, look ${look})`;
      progress('measuring', `${scenario.kind}/${name}${again}`, fraction);
    },
    now: () => performance.now(),
    open: () => openScenarios(request, assess(), sofar()),
    save: async () => {
      const { noise, comparisons, changes } = assess();
      const results = (measured: readonly InTheMaking[], armOf: (layout: string) => string) =>
        measured.map(({ scenario, measurement, figures, name }) => ({
          ...scenarioResult(scenario, layouts, measurement.result, armOf, (layout) => {
            return figures.get(armOf(layout)) ?? null;
          }),
          comparisons: armOf === own ? [...(comparisons.get(name) ?? [])] : [],
        }));
      const reference = referenceOf(all);
      const inBase = begun().filter(({ arms }) => arms.some(({ group }) => group === 'base'));
      await save({
        head: { scenarios: results(begun(), own), noise, reference },
        base: { scenarios: results(inBase, armBase), noise, reference },
        changes,
      });
    },
  });
}

const own = (layout: string) => layout;

function armsOf({ layouts, work, launch, other }: BenchRequest, { name, module, scenario }: LoadedScenario) {
  const arm = (
    layout: Layout,
    id: string,
    folder: string,
    rest: Pick<Arm, 'group' | 'launch' | 'scenario'>,
  ) => ({
    ...rest,
    id,
    layout,
    folder: async () =>
      scenario.writes
        ? freshCopy(layout, join(folder, layout.name), work)
        : sharedFolder(join(folder, layout.name)),
  });
  const head = layouts.map((layout) =>
    arm(layout, layout.name, work, { group: 'head', launch, scenario: { name, module } }),
  );
  const theirs = other?.scenarios.get(`${scenario.kind}/${name}`);
  if (!other || !theirs) return head;
  const base = other.layouts.map((layout) =>
    arm(layout, armBase(layout.name), other.folder, {
      group: 'base',
      launch: other.launch,
      scenario: theirs,
    }),
  );
  return [...head, ...base];
}

/**
 * Figures without noise, of two arms at a time. An arm without them is measured all the same; a gate tells that one side
 * has none.
 */
async function readFigures({ arms, figures }: InTheMaking, request: BenchRequest): Promise<void> {
  const queue = [...arms];
  const worker = async () => {
    for (let arm = queue.shift(); arm !== undefined; arm = queue.shift()) {
      const launch = arm.group === 'base' && request.other ? request.other.launchFree : request.launchFree;
      let folder: TrialFolder | undefined;
      let trial: Trial | undefined;
      try {
        folder = await arm.folder();
        trial = launch(request.signal);
        const { layout, scenario, id } = arm;
        figures.set(id, await trial.figures({ layout, folder: folder.folder, scenario }));
      } catch {
        // A disk that is full now fails the arm again when it is timed, with the reason.
      } finally {
        await trial?.end();
        await folder?.remove();
      }
      throwIfInterrupted(request.signal);
    }
  };
  const ended = await Promise.allSettled([worker(), worker()]);
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}

/** What decides whether measuring goes on: head against base, or else the layouts against the first; and a gate. */
function openScenarios(
  { other, undecided: gated, layoutsDecide, layouts, thresholdOf, scenarios }: BenchRequest,
  { changes, comparisons, noise }: ReturnType<Assessor['assess']>,
  run: RunDocument,
): ReadonlySet<string> {
  const deciding = other
    ? changes.map(({ scenario, judged }) => [scenario, judged] as const)
    : [...(layoutsDecide ? comparisons : [])].flatMap(([name, all]) =>
        all.filter(({ against }) => against === layouts[0]?.name).map((one) => [name, one] as const),
      );
  const open = new Set(
    deciding.flatMap(([name, { verdict, interval }]) =>
      verdict === 'inconclusive' && interval !== null ? [name] : [],
    ),
  );
  for (const name of gated?.(run) ?? []) open.add(name);
  // A floor above the threshold keeps all scenarios of its kind from being decided: worth measuring better too.
  const threshold = (name: string) => {
    const found = scenarios.find((one) => one.name === name);
    return found ? thresholdOf(found.scenario) : 0;
  };
  const undecided = new Set(
    scenarios.flatMap((one) => (open.has(one.name) ? [noiseKind(one.scenario)] : [])),
  );
  for (const { kind, writes, scenario, floor } of noise)
    if (undecided.has(noiseKind({ kind, writes })) && floor !== null && floor > threshold(scenario))
      open.add(scenario);
  return open;
}

function referenceOf(all: readonly InTheMaking[]): RunDocument['reference'] {
  const blocks = all.flatMap(({ measurement }) => measurement.result.reference.flatMap((one) => one ?? []));
  return blocks.length === 0
    ? null
    : { version: REFERENCE_VERSION, medianSeconds: median(blocks), blocks: blocks.length };
}
