import { join } from 'node:path';
import trackById from '../../scenarios/track-by-id.ts';
import { planBlock } from '../../src/bench/block-plan.ts';
import { prepareScenario } from '../../src/bench/prepared.ts';
import { tinybenchSampler } from '../../src/bench/sampler.ts';
import { openLayout } from '../../src/database/open.ts';
import { single } from '../../src/layouts/index.ts';
import { mean, median, quantileSorted } from '../../src/stats/summary.ts';
import type { Finding } from '../perf.ts';
import { buildOnce, builtInStore, temporaryFolder } from './dataset.ts';

/** Mean time per call of track-by-id as the harness reports it, beside the same calls in a bare loop. */
export async function harnessSection(): Promise<Finding[]> {
  using folder = temporaryFolder();
  const built = join(folder.path, 'single');
  await buildOnce({ folder: built, layout: 'single', scale: 16, seedStore: await builtInStore(folder.path) });
  const open = openLayout(single, built);
  const { next } = prepareScenario(trackById, open);
  for (let call = 0; call < 20_000; call++) next();
  const start = performance.now();
  for (let call = 0; call < 10_000; call++) next();
  const block = planBlock([(performance.now() - start) / 1000 / 10_000], 0.006);
  const calls = block.callsPerSample * block.samples;
  const underHarness = () => mean(tinybenchSampler(next as () => void, block.callsPerSample, block.samples));
  const bare = () => {
    const before = performance.now();
    for (let call = 0; call < calls; call++) next();
    return (performance.now() - before) / 1000 / calls;
  };
  const ratios: number[] = [];
  const times: number[] = [];
  for (let round = 0; round < 400; round++) {
    globalThis.gc?.({ type: 'minor' });
    const harnessFirst = round % 2 === 0;
    const early = harnessFirst ? underHarness() : bare();
    const late = harnessFirst ? bare() : underHarness();
    const [harness, loop] = harnessFirst ? [early, late] : [late, early];
    ratios.push(harness / loop);
    times.push(loop);
  }
  open.close();
  const sorted = Float64Array.from(ratios).sort();
  const middle = median(ratios);
  return [
    {
      what: 'harness overhead: track-by-id, mean per call under the harness / in a bare loop',
      measured: `${middle.toFixed(3)} (quartiles ${quantileSorted(sorted, 0.25).toFixed(3)} to ${quantileSorted(sorted, 0.75).toFixed(3)}; 400 pairs; bare ${(median(times) * 1e6).toFixed(2)} us; ${block.callsPerSample} calls a sample)`,
      target: '<= 1.03',
      met: middle <= 1.03,
    },
  ];
}
