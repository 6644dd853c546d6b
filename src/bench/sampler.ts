import { Bench } from 'tinybench';

/** Measures one block: `samples` samples, each the mean of `callsPerSample` calls. Seconds per call. */
export type Sampler = (operation: () => void, callsPerSample: number, samples: number) => Float64Array;

/**
 * tinybench, one Bench per block, so that nothing is carried from block to block. `async: false` because it would call
 * the operation once more to find out; no warm-up of its own, because that is a write more too.
 */
export const tinybenchSampler: Sampler = (operation, callsPerSample, samples) => {
  const bench = new Bench({ iterations: samples, time: 0, warmup: false, retainSamples: true, throws: true });
  const repeated = () => {
    for (let call = 0; call < callsPerSample; call++) operation();
  };
  bench.add('block', callsPerSample === 1 ? operation : repeated, { async: false });
  const [task] = bench.runSync();
  if (task?.result.state !== 'completed') throw new Error(`tinybench ended as ${task?.result.state}`);
  const milliseconds = task.result.latency.samples ?? [];
  return Float64Array.from(milliseconds, (value) => value / 1000 / callsPerSample);
};
