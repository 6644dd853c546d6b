import type { FillRequest } from './protocol.ts';

/** How much is done. */
export interface Effort {
  readonly processes: readonly number[];
  /** Numbers of processes with which it is restarted. */
  readonly restarted: readonly number[];
  readonly questions: number;
  /** Of Zipf's law: 0.99 as in YCSB (Cooper et al., "Benchmarking Cloud Serving Systems with YCSB", 2010). */
  readonly exponent: number;
  readonly capacity: number;
  /** Of gets in each process, in each of two halves. */
  readonly slices: number;
  readonly getsPerSlice: number;
  /** In which hits from empty, and hits after a restart, are counted: later a cache is full either way. */
  readonly firstSlices: number;
  readonly changeEvery: number;
  /** Section 4.2 of the evaluation document: "Cache DB (Memory) 16" MB. */
  readonly filling: FillRequest;
}

export const DOCUMENT_CACHE_BYTES = 16e6;
const ENTRY_BYTES = 1600;

export function effortFor(quick: boolean): Effort {
  return {
    processes: quick ? [1, 8] : [1, 2, 4, 8],
    restarted: quick ? [1] : [1, 8],
    questions: 1000,
    exponent: 0.99,
    capacity: 250,
    slices: quick ? 4 : 10,
    firstSlices: quick ? 4 : 2,
    getsPerSlice: quick ? 25 : 100,
    changeEvery: 20,
    filling: { entries: DOCUMENT_CACHE_BYTES / ENTRY_BYTES, entryBytes: ENTRY_BYTES },
  };
}
