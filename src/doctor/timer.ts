import { formatSeconds } from '../render/units.ts';
import type { Finding } from './finding.ts';

/** A clock, in seconds from any moment. */
export type Clock = () => number;

export interface TimerReading {
  readonly name: string;
  /** The smallest step that it was seen to make, in seconds; null where it made none. */
  readonly resolutionSeconds: number | null;
  /** What reading it costs, median. */
  readonly callSeconds: number;
}

const BATCHES = 101;
const CALLS_PER_BATCH = 500;
/** In seconds. A sample lasts 50 us (docs/measuring.md): a coarser clock rounds it by more than 2 %. */
const COARSE = 1e-6;

/** Both clocks of Node. hrtime from a recent moment: as a number it would lose nanoseconds after months. */
export function nodeClocks(): Readonly<Record<string, Clock>> {
  const origin = process.hrtime.bigint();
  return {
    'process.hrtime.bigint': () => Number(process.hrtime.bigint() - origin) / 1e9,
    'performance.now': () => performance.now() / 1e3,
  };
}

export function measureClock(name: string, clock: Clock): TimerReading {
  let smallest = Infinity;
  const costs: number[] = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    const began = clock();
    let last = began;
    for (let call = 0; call < CALLS_PER_BATCH; call++) {
      const now = clock();
      if (now > last && now - last < smallest) smallest = now - last;
      last = now;
    }
    costs.push((last - began) / CALLS_PER_BATCH);
  }
  const callSeconds = costs.sort((a, b) => a - b)[Math.floor(BATCHES / 2)] ?? 0;
  return { name, resolutionSeconds: smallest === Infinity ? null : smallest, callSeconds };
}

export function timerFinding(readings: readonly TimerReading[]): Finding {
  const found = readings
    .map(({ name, resolutionSeconds, callSeconds }) =>
      resolutionSeconds === null
        ? `${name} stood still`
        : `${name} steps of ${formatSeconds(resolutionSeconds)}, ${formatSeconds(callSeconds)} a call`,
    )
    .join('; ');
  const coarse = readings.some(
    ({ resolutionSeconds }) => resolutionSeconds === null || resolutionSeconds > COARSE,
  );
  return {
    check: 'timer',
    level: coarse ? 'warn' : 'ok',
    found,
    advice: coarse ? 'short samples are rounded: take longer blocks with bench --block 50ms' : null,
    value: {
      clocks: readings.map(({ name, resolutionSeconds, callSeconds }) => ({
        name,
        resolutionSeconds,
        callSeconds,
      })),
    },
  };
}
