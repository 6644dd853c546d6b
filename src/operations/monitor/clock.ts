import { uptime } from 'node:os';

/** When a look was: `at` for people, in Unix seconds, as the machine's clock had it; `steady` for order. */
export interface Moment {
  readonly at: number;
  readonly steady: number;
}

/** What steadyClock reads, so that a test can set, stop and suspend it. */
export interface Timepieces {
  /** Unix seconds as the machine's clock has them: it can be set, back as well. */
  readonly wall: () => number;
  /** Seconds that never jump, and stand still while the machine sleeps. */
  readonly awake: () => number;
  /** Seconds since the machine started, its sleep included; some systems give whole seconds only. */
  readonly up: () => number;
}

const REAL: Timepieces = {
  wall: wallClock,
  awake: () => performance.now() / 1000,
  up: uptime,
};

/** More than whole seconds and slow reading can make of a difference. */
const ASLEEP_SECONDS = 2;

export function wallClock(): number {
  return Date.now() / 1000;
}

/**
 * A clock for order and for how long something lasts: it begins at the present Unix time and never goes back or jumps, however the
 * machine's clock is set. Time that the machine was asleep counts, so that nothing seems to have been looked at meanwhile.
 */
export function steadyClock({ wall, awake, up }: Timepieces = REAL): () => number {
  const began = wall() - awake();
  const upBefore = up() - awake();
  let asleep = 0;
  return () => {
    const now = awake();
    const missed = up() - now - upBefore - asleep;
    if (missed > ASLEEP_SECONDS) asleep += missed;
    return began + now + asleep;
  };
}
