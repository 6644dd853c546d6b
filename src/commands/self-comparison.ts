import { join } from 'node:path';
import { armFigures } from '../bench/arm-figures.ts';
import { armAgain } from '../bench/assess.ts';
import { sharedFolder } from '../bench/folders.ts';
import { trialLauncher } from '../bench/launch.ts';
import { builtInScenarios } from '../bench/load.ts';
import { ScenarioMeasurement } from '../bench/measure.ts';
import { chooseCore } from '../bench/pin.ts';
import { buildDataset } from '../database/dataset.ts';
import type { MeasureAA } from '../doctor/self-comparison.ts';
import { LAYOUTS } from '../layouts/index.ts';
import { Failure } from '../model/failure.ts';
import { importSeed } from '../seed/import.ts';
import { estimatePaired } from '../stats/estimate.ts';
import { CONFIDENCE, floorOf } from '../stats/judge.ts';
import { seededRandom } from '../stats/random.ts';
import { EFFORT } from './bench-plan.ts';

/** A join of a few dozen microseconds: neither all timer nor all SQLite. */
const SCENARIO = 'album-with-tracks';
const SCALE = 4;
const LEAST_GENERATIONS = 3;

/** One scenario on one layout against itself, as bench measures it, for so many seconds. */
export const measureAA: MeasureAA = async (seconds, work, signal, onProgress) => {
  const layout = LAYOUTS[0];
  const found = builtInScenarios().find(({ name }) => name === SCENARIO);
  if (layout === undefined || found === undefined)
    throw new TypeError('the built-in layout or scenario is missing');
  const seedStore = join(work, 'seed.store');
  onProgress('building a small database', 0);
  await importSeed({ form: 'built-in' }, seedStore, { signal });
  await buildDataset({ layouts: [layout], seedStore, scale: SCALE, folder: work, signal });
  const { name, module } = found;
  const arm = {
    id: layout.name,
    group: 'head',
    layout,
    scenario: { name, module },
    launch: trialLauncher(chooseCore()),
    folder: async () => sharedFolder(join(work, layout.name)),
  };
  const arms = [arm, { ...arm, id: armAgain(layout.name) }];
  const context = { random: seededRandom(Date.now() % 2 ** 32), signal, reference: null };
  const measurement = new ScenarioMeasurement(arms, EFFORT, context);
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  while (measurement.generations < LEAST_GENERATIONS || elapsed() < seconds) {
    onProgress('the same work against itself', elapsed() / seconds);
    await measurement.run(1);
  }
  const { result } = measurement;
  const medians = arms.map(({ id }) => {
    const measured = result.arms.get(id);
    if (measured?.status !== 'measured') throw new Failure(measured?.reason ?? 'nothing was measured');
    return armFigures(measured, result, 'median').medians;
  });
  const estimate = estimatePaired(medians[1] ?? [], medians[0] ?? [], 'median', CONFIDENCE);
  const { ratio, interval } = estimate;
  const floor = floorOf(estimate);
  if (interval === null || floor === null) throw new Failure('too few processes for an interval');
  // What would have to lie wholly beyond the floor.
  const half = Math.log(interval.high / interval.low) / 2;
  const smallestEffect = Math.exp(Math.log(1 + floor) + half) - 1;
  return { ratio, interval, floor, smallestEffect, generations: measurement.generations, seconds: elapsed() };
};
