import type { Kind } from './kinds.ts';

/** Offered writes as a fraction of what one process alone does, one after another, on the first layout. */
export const LOAD = { half: 0.5, near: 0.9, over: 3 } as const;

/** What the writer processes write where each is on its own way; the first n of it. */
const INDEPENDENT: readonly Kind[] = [
  'sessions',
  'cache entries',
  'invoices',
  'comments',
  'jobs',
  'cache entries',
  'invoices',
  'sessions',
];

export const MOST_WRITERS = INDEPENDENT.length;

/** One condition, the same for every layout. */
export interface Arm {
  readonly name: string;
  readonly writers: number;
  /** All write the same table, or kinds of their own. */
  readonly target: 'one' | 'independent';
  readonly load: number;
  /** Seconds in which operations are due. */
  readonly window: number;
  /** The same total cache_size on every layout. */
  readonly sameCache: boolean;
  /** Longer than busy_timeout, and therefore run once only. */
  readonly long: boolean;
}

export function kindsOf({ writers, target }: Pick<Arm, 'writers' | 'target'>): readonly Kind[] {
  return target === 'one' ? Array<Kind>(writers).fill('sessions') : INDEPENDENT.slice(0, writers);
}

/** Seconds after the window in which what was due may still start; none where more is offered than can be done. */
export function drainOf({ load, window }: Arm): number {
  return load > 1 ? 0 : window / 2;
}

interface Form {
  readonly arms: readonly Arm[];
  readonly repeats: number;
  /** Of one turn of closed-loop writing, seconds, to find what one process can do. */
  readonly calibration: number;
}

/** Where p99.9 of each repeat is compared: long enough for a few thousand writes. */
const TAIL = { window: 2 } as const;

/** The short form leaves out 2 writers, 8 independent ones, 90 % load, the same cache, and what lasts. */
export function formOf(quick: boolean): Form {
  const window = quick ? 0.45 : 0.8;
  const arm = (writers: number, target: Arm['target'], load: number, more: Partial<Arm> = {}): Arm => {
    const base = { writers, target, load, window, sameCache: false, long: false, ...more };
    return { ...base, name: nameOf(base) };
  };
  const four = (load: number) => [arm(4, 'one', load), arm(4, 'independent', load)];
  if (quick)
    return {
      arms: [arm(1, 'one', LOAD.half), ...four(LOAD.half), arm(8, 'one', LOAD.half), ...four(LOAD.over)],
      repeats: 1,
      calibration: 0.03,
    };
  return {
    arms: [
      arm(1, 'one', LOAD.half, TAIL),
      ...[2, 4, 8].flatMap((writers) => [
        arm(writers, 'one', LOAD.half, writers === 8 ? TAIL : {}),
        arm(writers, 'independent', LOAD.half),
      ]),
      ...four(LOAD.near),
      ...four(LOAD.over),
      arm(4, 'independent', LOAD.half, { sameCache: true }),
      arm(8, 'one', LOAD.over, { long: true, window: 6 }),
    ],
    repeats: 3,
    calibration: 0.1,
  };
}

function nameOf({ writers, target, load, sameCache, long }: Omit<Arm, 'name'>): string {
  const who =
    writers === 1 ? '1 writer' : `${writers} writers, ${target === 'one' ? 'one database' : target}`;
  const rest = `${sameCache ? ', same cache' : ''}${long ? ', longer' : ''}`;
  return `${who}, ${Math.round(load * 100)} % load${rest}`;
}

/** Arms of one load and target that only differ in the number of writers; 1 writer belongs to both targets. */
export function isPlain(arm: Arm, target: Arm['target'], load: number): boolean {
  return (arm.target === target || arm.writers === 1) && arm.load === load && !arm.sameCache && !arm.long;
}

/**
 * Operations per second that one process does when it writes these kinds in turn.
 * @param rates of each kind alone, operations per second
 */
export function combinedRate(kinds: readonly Kind[], rates: ReadonlyMap<Kind, number>): number {
  const seconds = kinds.map((kind) => 1 / (rates.get(kind) ?? Number.NaN));
  return kinds.length / seconds.reduce((sum, one) => sum + one, 0);
}
