import type { Effort } from '../bench/measure.ts';
import { Failure } from '../model/failure.ts';

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
  readonly randomSeed?: number;
  readonly out: string;
  readonly work?: string;
  readonly export?: readonly { format: 'json' | 'csv' | 'markdown'; path: string }[];
  readonly json?: boolean;
}

/** The evaluation document's database (section 1.2). */
export const DEFAULT_SIZE_BYTES = 50e6;
const QUICK_SCALE = 2;

export interface Plan {
  readonly effort: Effort;
  readonly probes: { memoryRepeats: number; memoryCalls: number; walCalls: number };
  /** Either an exact scale, or a size from which it follows once the seed is known. */
  readonly amount: { readonly scale: number } | { readonly sizeBytes: number };
  readonly layouts: readonly string[];
}

/**
 * Five generations, because the process is the unit of inference: Student's t makes an interval from five half as wide
 * as one from three, at 5/3 of the time (docs/measuring.md).
 */
const FULL: Effort = { generations: 5, rounds: 30, blockSeconds: 0.006, warmupSeconds: 0.06 };
const QUICK: Effort = { generations: 3, rounds: 8, blockSeconds: 0.004, warmupSeconds: 0.01 };

/** Flags to a plan. @throws Failure for flags that contradict each other */
export function planBench(flags: BenchFlags): Plan {
  const { quick = false, scale, size: sizeBytes, time, rounds } = flags;
  if (scale !== undefined && sizeBytes !== undefined)
    throw new Failure('--scale and --size both say how much data to build. Use one of them.');
  if (time !== undefined && rounds !== undefined)
    throw new Failure('--time and --rounds both say how long to measure. Use one of them.');
  const base = quick ? QUICK : FULL;
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
    amount,
    probes: quick
      ? { memoryRepeats: 1, memoryCalls: 8, walCalls: 600 }
      : { memoryRepeats: 3, memoryCalls: 32, walCalls: 4000 },
    layouts: flags.layouts ?? ['single', 'three'],
  };
}

/** A name for a run that sorts by time: 20261122-155701. */
export function runId(at: Date): string {
  return at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}
