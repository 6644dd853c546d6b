import type { ScenarioMeasurement } from './measure.ts';

/** When to look at the figures and whether to go on. */
export interface Patience {
  /** Generations at the first look. */
  readonly generations: number;
  /** Looks in all; 1: a fixed number of generations. */
  readonly looks: number;
  /** Measuring takes no longer than this, but for what is needed for a figure at all; null: as long as it takes. */
  readonly maxSeconds: number | null;
  /** What is open in the end is measured once more, as long again: a gate does not fail on what was never decided. */
  readonly again: boolean;
}

/** A scenario in the making. */
export interface Scheduled {
  readonly name: string;
  readonly measurement: Pick<ScenarioMeasurement, 'run' | 'generations'>;
}

export interface ScheduleHooks<T extends Scheduled> {
  /** Before a scenario is measured for the first time. */
  readonly begin: (one: T) => Promise<void>;
  /** After each stretch of measuring. */
  readonly save: () => Promise<void>;
  /** Of these, which are not decided yet. */
  readonly open: () => ReadonlySet<string>;
  readonly progress: (one: T, fraction: number, looking: number) => void;
  /** Milliseconds, as performance.now(). */
  readonly now: () => number;
}

/** Fewer give no interval. */
const LEAST_GENERATIONS = 2;

/** From look to look half as many generations more: the first decides what is plain, the last what is fine. */
export const GROWTH = 1.5;

/** Generations after each look: 8, 12, 18, 27, 41, 62 for 8 and 6 looks. */
export function lookTargets(generations: number, looks: number): number[] {
  const targets = [generations];
  while (targets.length < looks) targets.push(Math.ceil((targets.at(-1) as number) * GROWTH));
  return targets;
}

/** How many looks there can be, the one after the repetition included: the error is shared among so many. */
export function looksOf({ looks, again }: Pick<Patience, 'looks' | 'again'>): number {
  return again ? looks + 1 : looks;
}

/**
 * Measures every scenario to the first look; then goes on with those that are open, look by look, while there is time.
 * All of them come first, so that a short time leaves no scenario without a figure.
 */
export async function measureInTurns<T extends Scheduled>(
  all: readonly T[],
  patience: Patience,
  hooks: ScheduleHooks<T>,
): Promise<void> {
  const start = hooks.now();
  const end = patience.maxSeconds === null ? Number.POSITIVE_INFINITY : start + patience.maxSeconds * 1000;
  const [first = 1, ...later] = lookTargets(patience.generations, patience.looks);
  for (const [index, one] of all.entries()) {
    hooks.progress(one, index / all.length, 1);
    await hooks.begin(one);
    const share = hooks.now() + (end - hooks.now()) / (all.length - index);
    await one.measurement.run(first, share, LEAST_GENERATIONS);
    await hooks.save();
  }
  for (const [look, target] of later.entries()) {
    const open = hooks.open();
    const going = all.filter(({ name }) => open.has(name));
    for (const [index, one] of going.entries()) {
      if (hooks.now() >= end) return repeat(all, patience, hooks);
      hooks.progress(one, index / going.length, look + 2);
      await one.measurement.run(target - one.measurement.generations, end);
      await hooks.save();
    }
  }
  await repeat(all, patience, hooks);
}

/** At another time the machine may be quieter; what is measured now joins what was measured before. */
async function repeat<T extends Scheduled>(
  all: readonly T[],
  patience: Patience,
  hooks: ScheduleHooks<T>,
): Promise<void> {
  if (!patience.again) return;
  const open = hooks.open();
  for (const one of all.filter(({ name }) => open.has(name))) {
    hooks.progress(one, 1, looksOf(patience));
    await one.measurement.run(one.measurement.generations);
    await hooks.save();
  }
}
