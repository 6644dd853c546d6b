import type { Layout } from '../../model/layout.ts';
import type { TableName } from '../../model/tables.ts';
import type { Kind, Limits } from './kinds.ts';
import type { EncodedLatencies } from './latency.ts';

/** What the experiment asks of its processes, and what they answer. */

/** When one process is to do what, in an arm. */
export interface Stretch {
  /** Seconds after startAt, ascending, below window. */
  readonly schedule: Float64Array;
  /** Seconds on the shared clock. */
  readonly startAt: number;
  readonly window: number;
  /** Seconds after the window in which what was due in it may still start. */
  readonly drain: number;
}

export interface OpenRequest {
  readonly layout: Layout;
  readonly folder: string;
}

export interface WriterRequest {
  readonly kind: Kind;
  readonly limits: Limits;
  /** Of the keys that it writes; unlike that of every other writer and arm. */
  readonly prefix: string;
}

export interface Tally {
  readonly done: number;
  /** Given up after busy_timeout (SQLITE_BUSY). */
  readonly busy: number;
  /** Never started before the arm was over. */
  readonly unserved: number;
  /** When the last one was done, on the shared clock. */
  readonly lastEnd: number;
  readonly latencies: EncodedLatencies;
  readonly cpuSeconds: number;
}

export interface CommitterTally {
  readonly commits: number;
  readonly operations: number;
  readonly cpuSeconds: number;
}

/** Rows per table as one process sees them. */
export type Counts = Partial<Record<TableName, number>>;
