import { join } from 'node:path';
import type { SideChange } from '../../../src/bench/assess.ts';
import { measureScenarios } from '../../../src/bench/measure-scenarios.ts';
import type { OtherSide } from '../../../src/bench/other-side.ts';
import type { LaunchTrial } from '../../../src/bench/protocol.ts';
import type { BenchRequest, LoadedScenario } from '../../../src/bench/run.ts';
import { EFFORT } from '../../../src/commands/bench-plan.ts';
import type { RunDocument, RunOptions } from '../../../src/model/run.ts';
import { CONFIDENCE } from '../../../src/stats/judge.ts';
import type { Setting } from './setting.ts';

/** As bench --against does it, but for the figures without noise, which take no part in a verdict about time. */
const withoutFigures: LaunchTrial = () => ({
  open: () => Promise.reject(new Error('not asked for')),
  block: () => Promise.reject(new Error('not asked for')),
  figures: () => Promise.reject(new Error('left out')),
  end: async () => {},
});

/**
 * Head against base, alternating, until everything is decided or the time is over.
 * @param baseModules where base has another module for a scenario, by name
 */
export async function againstBase(
  { folder, core, layout, launch, reference }: Setting,
  scenarios: readonly LoadedScenario[],
  baseModules: ReadonlyMap<string, string>,
  { threshold, maxSeconds, seed }: { threshold: number; maxSeconds: number; seed: number },
): Promise<{ changes: readonly SideChange[]; seconds: number }> {
  const other: OtherSide = {
    label: 'base',
    version: '',
    commit: null,
    environment: { node: '', sqlite: '', sqliteVec: '', betterSqlite3: '' },
    layouts: [layout],
    built: [],
    folder: join(folder, 'base'),
    scenarios: new Map(
      scenarios.map(({ name, module, scenario }) => [
        `${scenario.kind}/${name}`,
        { name, module: baseModules.get(name) ?? module },
      ]),
    ),
    onlyThere: [],
    launch,
    launchFree: withoutFigures,
  };
  const request = {
    layouts: [layout],
    scenarios,
    options: { randomSeed: seed, confidence: CONFIDENCE } as RunOptions,
    effort: EFFORT,
    patience: { generations: EFFORT.generations, looks: 6, maxSeconds, again: false },
    thresholdOf: () => threshold,
    undecided: null,
    layoutsDecide: false,
    other,
    work: folder,
    core,
    launch,
    launchFree: withoutFigures,
    reference,
    signal: new AbortController().signal,
  } as unknown as BenchRequest;
  let changes: readonly SideChange[] = [];
  const start = performance.now();
  await measureScenarios(
    request,
    () => {},
    () => ({}) as RunDocument,
    async (measured) => {
      changes = measured.changes;
    },
  );
  return { changes, seconds: (performance.now() - start) / 1000 };
}
