import type { Effort } from '../bench/measure.ts';
import type { Patience } from '../bench/schedule.ts';
import type { BenchDefaults } from '../config/config.ts';
import { Failure } from '../model/failure.ts';
import type { Export } from './options.ts';

/** What the command line asks of bench; absent is not asked for. */
export interface BenchFlags {
  readonly seed?: string;
  readonly layouts?: readonly string[];
  readonly scenarios?: string;
  readonly filter?: string;
  readonly scale?: number;
  readonly size?: number;
  readonly quick?: boolean;
  readonly rounds?: number;
  readonly generations?: number;
  readonly time?: number;
  readonly block?: number;
  readonly maxTime?: number;
  /** A fraction. */
  readonly threshold?: number;
  readonly randomSeed?: number;
  readonly against?: string;
  readonly baseline?: string;
  readonly saveBaseline?: string;
  readonly failOnRegression?: boolean;
  readonly allowForeign?: boolean;
  readonly config?: string;
  readonly out: string;
  readonly work?: string;
  readonly export?: readonly Export[];
  readonly experiments?: 'full' | 'quick';
  readonly weights?: string;
  /** False with --no-diagrams. */
  readonly diagrams: boolean;
  readonly browser?: string;
  readonly json?: boolean;
}

/** The evaluation document's database (section 1.2). */
export const DEFAULT_SIZE_BYTES = 50e6;
const QUICK_SCALE = 2;

export interface Plan {
  readonly effort: Effort;
  readonly patience: Patience;
  readonly probes: { memoryRepeats: number; memoryCalls: number; walCalls: number };
  /** Either an exact scale, or a size from which it follows once the seed is known. */
  readonly amount: { readonly scale: number } | { readonly sizeBytes: number };
  readonly layouts: readonly string[];
}

/**
 * Eight generations at the first look, because the process is the unit of inference; 16 rounds in each, because more make
 * the figure of one process better, not what processes differ by (docs/measuring.md has both measured).
 */
export const EFFORT: Effort = {
  generations: 8,
  rounds: 16,
  settlingRounds: 2,
  blockSeconds: 0.006,
  warmupSeconds: 0.06,
};
const QUICK: Effort = {
  generations: 3,
  rounds: 8,
  settlingRounds: 1,
  blockSeconds: 0.004,
  warmupSeconds: 0.01,
};

/** The last of them at 62 generations: beyond it the machine decides, not patience. */
const LOOKS = 6;
/** Seconds of measuring, beside building and probing. */
const MAX_SECONDS = 180;
/** Two versions are four or more arms to each scenario. */
const MAX_SECONDS_AGAINST = 600;

/** What the configuration file says where the command line is silent. Of --scale and --size, either silences both. */
export function withDefaults(flags: BenchFlags, bench: BenchDefaults): BenchFlags {
  const { scale, size, rounds, generations, maxTime } = bench;
  const amount =
    flags.scale !== undefined || flags.size !== undefined || flags.quick
      ? {}
      : { ...(scale === undefined ? {} : { scale }), ...(size === undefined ? {} : { size }) };
  // Flags that say the same thing in other words silence the file too.
  const timed = flags.quick || flags.time !== undefined;
  const effort = {
    ...(timed || rounds === undefined ? {} : { rounds }),
    ...(timed || generations === undefined ? {} : { generations }),
    ...(timed || flags.generations !== undefined || maxTime === undefined ? {} : { maxTime }),
  };
  const { layouts, scenarios, filter } = bench;
  const chosen = {
    ...(layouts === undefined ? {} : { layouts }),
    ...(scenarios === undefined ? {} : { scenarios }),
    ...(filter === undefined ? {} : { filter }),
  };
  const asked = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  return { ...chosen, ...effort, ...amount, ...asked } as BenchFlags;
}

/**
 * Flags to a plan.
 * @param gated there are budgets: what they leave open is measured once more too
 * @throws Failure for flags that contradict each other
 */
export function planBench(flags: BenchFlags, gated = false): Plan {
  const { quick = false, scale, size: sizeBytes, time, rounds } = flags;
  if (scale !== undefined && sizeBytes !== undefined)
    throw new Failure('--scale and --size both say how much data to build. Use one of them.');
  if (time !== undefined && rounds !== undefined)
    throw new Failure('--time and --rounds both say how long to measure. Use one of them.');
  if (flags.against !== undefined && flags.baseline !== undefined)
    throw new Failure('--against and --baseline both say what to compare with. Use one of them.');
  if (flags.failOnRegression && flags.against === undefined && flags.baseline === undefined)
    throw new Failure(
      '--fail-on-regression needs something to compare with: --against REF or --baseline FILE.',
    );
  if (flags.allowForeign && flags.baseline === undefined)
    throw new Failure('--allow-foreign is about a stored baseline. Give one with --baseline FILE.');
  const base = quick ? QUICK : EFFORT;
  const generations = flags.generations ?? base.generations;
  const blockSeconds = flags.block ?? base.blockSeconds;
  const effort: Effort = {
    ...base,
    generations,
    blockSeconds,
    rounds:
      rounds ??
      (time === undefined ? base.rounds : Math.max(1, Math.round(time / (generations * blockSeconds)))),
  };
  const amount =
    scale !== undefined
      ? { scale }
      : sizeBytes !== undefined
        ? { sizeBytes }
        : quick
          ? { scale: QUICK_SCALE }
          : { sizeBytes: DEFAULT_SIZE_BYTES };
  return {
    effort,
    patience: patienceOf(flags, generations, gated),
    amount,
    probes: quick
      ? { memoryRepeats: 1, memoryCalls: 8, walCalls: 600 }
      : { memoryRepeats: 3, memoryCalls: 32, walCalls: 4000 },
    layouts: flags.layouts ?? ['single', 'three'],
  };
}

/** Who says how many generations there are has them, no more; else measuring goes on while something is open. */
function patienceOf(flags: BenchFlags, generations: number, gated: boolean): Patience {
  const again = flags.failOnRegression === true || gated;
  const fixed = flags.quick || flags.generations !== undefined || flags.time !== undefined;
  if (flags.maxTime === undefined && fixed) return { generations, looks: 1, maxSeconds: null, again };
  const most = flags.against === undefined ? MAX_SECONDS : MAX_SECONDS_AGAINST;
  return { generations, looks: LOOKS, maxSeconds: flags.maxTime ?? most, again };
}

/** A name for a run that sorts by time: 20261122-155701. */
export function runId(at: Date): string {
  return at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}
