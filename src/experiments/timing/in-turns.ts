import { setImmediate } from 'node:timers/promises';
import { type Random, shuffled } from '../../stats/random.ts';
import { median } from '../../stats/summary.ts';

/** One of the things that are timed in turns, in one process. */
export interface Arm {
  /** One call with the next parameter. */
  readonly next: () => unknown;
  /** Starts again with the first parameter. */
  readonly rewind: () => void;
  /** Parameters until it starts again. */
  readonly parameters: number;
  /** Arms of one group make the same number of calls in a block; all are of one where it is left out. */
  readonly group?: string;
}

export interface Pace {
  /** Blocks of each arm. */
  readonly rounds: number;
  /** No further round after this, but three; without it, all of them. */
  readonly maxSeconds?: number;
  /** How long a block of the fastest arm of a group lasts, at least one call. */
  readonly blockSeconds: number;
  /** Warming up ends when every parameter was used once, or after this. */
  readonly warmupSeconds: number;
  /**
   * Whether collecting a block's garbage belongs to it. A statement that is prepared per call is freed by the collector:
   * where that is what is measured, it counts; elsewhere it is done between the blocks.
   */
  readonly countGarbage?: boolean;
}

/** The event loop turns so often: statements that the collector gave up are freed only there. */
const CALLS_PER_TURN = 64;
/** Seconds; no call of SQLite is shorter, whatever the clock says of one call. */
const SHORTEST_CALL = 1e-7;
/** Fewer have no median to speak of. */
const LEAST_ROUNDS = 3;

/**
 * Times arms in short blocks, in random order in each round. Blocks of a group's arms are the same number of calls with the
 * same parameters, so that blocks of one round differ by the arm alone. Seconds per call: a list per arm, one figure per
 * round. Needs node --expose-gc to keep one arm's garbage out of the other's blocks.
 */
export async function timeInTurns(arms: readonly Arm[], pace: Pace, random: Random): Promise<number[][]> {
  const typical = arms.map((arm) => warmUp(arm, pace.warmupSeconds));
  for (const arm of arms) arm.rewind();
  const calls = arms.map(({ group }) => {
    const fastest = Math.min(...typical.filter((_, index) => arms[index]?.group === group));
    return Math.max(1, Math.round(pace.blockSeconds / Math.max(fastest, SHORTEST_CALL)));
  });
  const seconds: number[][] = arms.map(() => []);
  const start = performance.now();
  for (let round = 0; round < pace.rounds; round++) {
    const spent = (performance.now() - start) / 1000;
    if (round >= LEAST_ROUNDS && spent > (pace.maxSeconds ?? Number.POSITIVE_INFINITY)) break;
    for (const index of shuffled([...arms.keys()], random)) {
      const count = calls[index] as number;
      const whole = await block(arms[index] as Arm, count, pace.countGarbage === true);
      seconds[index]?.push(whole / count);
    }
  }
  return seconds;
}

/** Seconds per call, from the second half. */
function warmUp({ next, parameters }: Arm, seconds: number): number {
  const start = performance.now();
  const times: number[] = [];
  for (let now = start; times.length < parameters && now - start < seconds * 1000; ) {
    next();
    const then = performance.now();
    times.push(then - now);
    now = then;
  }
  return median(times.slice(Math.floor(times.length / 2))) / 1000;
}

async function block({ next }: Arm, calls: number, countGarbage: boolean): Promise<number> {
  const start = performance.now();
  let paused = 0;
  for (let call = 0; call < calls; call++) {
    next();
    if (call % CALLS_PER_TURN !== CALLS_PER_TURN - 1) continue;
    const before = performance.now();
    await setImmediate();
    if (!countGarbage) paused += performance.now() - before;
  }
  const done = performance.now();
  // Young garbage only: a full collection takes longer than a block.
  globalThis.gc?.({ type: 'minor' });
  await setImmediate();
  await setImmediate();
  return ((countGarbage ? performance.now() : done) - start - paused) / 1000;
}
