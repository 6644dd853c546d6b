import { join } from 'node:path';
import { armFigures } from '../../../src/bench/arm-figures.ts';
import { sharedFolder } from '../../../src/bench/folders.ts';
import { builtInScenarios } from '../../../src/bench/load.ts';
import { ScenarioMeasurement } from '../../../src/bench/measure.ts';
import { EFFORT } from '../../../src/commands/bench-plan.ts';
import { seededRandom } from '../../../src/stats/random.ts';
import { mean, median, variance } from '../../../src/stats/summary.ts';
import type { Finding } from '../../perf.ts';
import type { Setting } from './setting.ts';

const LENGTHS = [0.0015, 0.003, 0.006, 0.012, 0.024];
const SCENARIOS = ['track-by-id', 'customer-invoices', 'fts-tracks', 'best-selling-artists'];

/** A/A at the same time spent measuring, with blocks of several lengths: how far the figure of one generation strays. */
export async function blockLengths(setting: Setting, generations: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const name of SCENARIOS) {
    const cells: string[] = [];
    for (const blockSeconds of LENGTHS)
      cells.push(
        `${blockSeconds * 1000} ms ${(100 * (await spread(setting, name, blockSeconds, generations))).toFixed(2)} %`,
      );
    findings.push({
      what: `A/A, standard deviation of a generation's figure by block length, same measuring time: ${name}`,
      measured: cells.join(', '),
      target: '6 ms is what bench takes',
      met: null,
    });
  }
  return findings;
}

async function spread(
  setting: Setting,
  name: string,
  blockSeconds: number,
  generations: number,
): Promise<number> {
  const module = builtInScenarios().find((one) => one.name === name)?.module ?? '';
  const arms = ['a', 'b'].map((id) => ({
    id,
    group: 'head',
    layout: setting.layout,
    scenario: { name, module },
    launch: setting.launch,
    folder: async () => sharedFolder(join(setting.folder, 'single')),
  }));
  const rounds = Math.max(4, Math.round((EFFORT.rounds * EFFORT.blockSeconds) / blockSeconds));
  const context = { random: seededRandom(1), signal: new AbortController().signal, reference: null };
  const measurement = new ScenarioMeasurement(arms, { ...EFFORT, rounds, blockSeconds }, context);
  await measurement.run(generations);
  const { result } = measurement;
  const [a, b] = arms.map(({ id }) => {
    const arm = result.arms.get(id);
    if (arm?.status !== 'measured') throw new Error(`${name}: ${arm?.reason}`);
    return armFigures(arm, result, 'median').medians;
  });
  const logs = (a ?? []).map((blocks, g) =>
    median(blocks.map((v, i) => Math.log(v / (b?.[g]?.[i] as number)))),
  );
  return Math.sqrt(variance(logs.map((value) => value - mean(logs))));
}
