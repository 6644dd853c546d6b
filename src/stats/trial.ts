import type { Summary } from '../model/run-trials.ts';
import { generationInterval } from './generation.ts';
import { mean, median, quantileSorted } from './summary.ts';

/** Samples of one trial in seconds per call: generations, their blocks, the samples of a block. */
export type TrialSamples = readonly (readonly ArrayLike<number>[])[];

export function blockMedians(samples: TrialSamples): number[][] {
  return samples.map((blocks) => blocks.map(median));
}

export function blockMeans(samples: TrialSamples): number[][] {
  return samples.map((blocks) => blocks.map(mean));
}

export function summarise(samples: TrialSamples, callsPerSample: number): Summary {
  const all = Float64Array.from(samples.flat().flatMap((block) => Array.from(block))).sort();
  const meanSeconds = mean(all);
  // The same estimate that the interval is about: a pooled median could lie outside of it.
  const centres = blockMedians(samples).map(median);
  const interval = generationInterval(centres);
  return {
    medianSeconds: mean(centres),
    meanSeconds,
    minSeconds: quantileSorted(all, 0),
    p95Seconds: quantileSorted(all, 0.95),
    p99Seconds: quantileSorted(all, 0.99),
    callsPerSecond: 1 / meanSeconds,
    interval: interval && { ...interval, low: Math.max(0, interval.low) },
    samples: all.length,
    calls: all.length * callsPerSample,
  };
}
