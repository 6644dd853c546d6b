import type { Layout } from '../../model/layout.ts';
import type { ProcessMemory } from '../process-memory.ts';
import type { Place } from './places.ts';
import type { Question } from './search.ts';

export interface VisitorRequest {
  readonly layout: Layout;
  readonly folder: string;
  readonly place: Place;
  /** The most popular first, each with its key. */
  readonly questions: readonly Question[];
  readonly keys: readonly string[];
  readonly exponent: number;
  readonly seed: number;
  /** Answers that are kept. */
  readonly capacity: number;
  /** Gets from one change of the data to the next. */
  readonly changeEvery: number;
}

/** What gets found, in their order. */
export interface Visits {
  readonly seconds: Float64Array;
  /** 1: it was in the cache. */
  readonly hit: Uint8Array;
  /** Older than what was committed before the get began. */
  readonly stale: number;
  /** Answers not stored, and changes not made, because of a lock. */
  readonly busy: number;
  /** Given to write calls, checkpoints included; null where the system does not count. */
  readonly writtenBytes: number | null;
}

export interface FillRequest {
  readonly entries: number;
  readonly entryBytes: number;
}

export interface FillResult {
  readonly before: ProcessMemory;
  readonly after: ProcessMemory;
}
