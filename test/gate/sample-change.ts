import type { Figures } from '../../src/model/figures.ts';
import type { RunDocument } from '../../src/model/run.ts';
import type { MeasuredTrial } from '../../src/model/run-trials.ts';
import { twoLayouts } from '../render/sample-run.ts';

/** A run of two layouts and five scenarios in eight generations, with figures: enough to be judged. */

export const GENERATIONS = 8;
const REFERENCE_SECONDS = 4e-6;

/** What becomes of a time, by the scenario's name; on every layout. */
export type Factors = Readonly<Record<string, number>>;

export function sampleRun(factors: Factors = {}): RunDocument {
  // Its layouts are the same objects in all of them.
  const run = structuredClone(twoLayouts());
  run.options.generations = GENERATIONS;
  run.noise = run.scenarios.map(({ kind, writes }) => ({
    kind,
    writes,
    scenario: 'any',
    layout: 'single',
    ratio: 1,
    interval: { low: 0.995, high: 1.005, level: 0.95 },
    floor: 0.005,
    generations: GENERATIONS,
  }));
  for (const layout of run.layouts)
    layout.databases = layout.databases.map((one) => ({
      ...one,
      pragmas: { ...one.pragmas, page_size: 4096 },
    }));
  for (const { name, writes } of run.scenarios)
    for (const trial of trialsOf(run, name)) {
      trial.figures = sampleFigures(name, writes);
      setTimes(trial, factors[name] ?? 1);
    }
  return run;
}

/** Generations differ by some tenths of a percent. */
function setTimes(trial: MeasuredTrial, factor: number): void {
  const { medianSeconds } = trial.summary;
  trial.generations = Array.from({ length: GENERATIONS }, (_, g) => {
    const seconds = medianSeconds * factor * (1 + ((g * 3) % GENERATIONS) / 1000);
    return {
      blockMedians: [seconds, seconds],
      blockMeans: [seconds, seconds],
      toReference: seconds / REFERENCE_SECONDS,
    };
  });
  trial.summary = { ...trial.summary, medianSeconds: medianSeconds * factor };
}

function sampleFigures(name: string, writes: boolean): Figures {
  return {
    statements: [{ sql: `-- ${name}`, plan: ['SEARCH t USING INDEX t_name (name=?)'], bytecodeSha256: 'aa' }],
    rows: 16,
    writes: writes
      ? { calls: 100, walBytes: 412_000, walFrames: 100, writeCalls: 200, writeBytes: 412_000 }
      : null,
    recallAt10: null,
  };
}

/** The measured trials of a scenario, to be changed. */
export function trialsOf(run: RunDocument, scenario: string): MeasuredTrial[] {
  return run.scenarios
    .filter(({ name }) => name === scenario)
    .flatMap(({ trials }) => trials.filter((trial) => trial.status === 'measured'));
}

export function setPlan(run: RunDocument, scenario: string, plan: readonly string[]): void {
  for (const { figures } of trialsOf(run, scenario))
    for (const statement of figures?.statements ?? []) statement.plan = [...plan];
}
