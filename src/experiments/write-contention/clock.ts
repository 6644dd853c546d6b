/** Seconds on a clock that all processes of this machine share (CLOCK_MONOTONIC), so that all start an arm together. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}

const cell = new Int32Array(new SharedArrayBuffer(4));

/**
 * Blocks this process without using the processor: a sleep of milliseconds, as timers have it, would be longer than most
 * writes take. Linux wakes some 0.06 ms late (timer slack); that is counted as latency, on every layout alike.
 */
export function sleepBlocking(seconds: number): void {
  if (seconds > 0) Atomics.wait(cell, 0, 0, seconds * 1000);
}
