import { median } from '../stats/summary.ts';
import type { BlockRequest } from './protocol.ts';

/**
 * A sample is the mean of so many calls that it lasts 50 us at least: the timer and tinybench cost about 0.2 us a
 * sample, which is then below half a percent.
 */
const SAMPLE_SECONDS = 50e-6;

/** The same work in each block of each arm, so that blocks side by side differ by the arm alone. */
export function planBlock(secondsPerCall: readonly number[], blockSeconds: number): BlockRequest {
  const fastest = Math.max(Math.min(...secondsPerCall), 1e-9);
  const callsPerSample = Math.max(1, Math.ceil(SAMPLE_SECONDS / fastest));
  const typical = Math.max(median(secondsPerCall), 1e-9);
  return { callsPerSample, samples: Math.max(1, Math.round(blockSeconds / (typical * callsPerSample))) };
}
