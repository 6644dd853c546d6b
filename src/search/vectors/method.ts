import type { Similar } from './similarity-cache.ts';

/** How an answer was found; every answer says so. */
export type Method =
  | {
      readonly kind: 'exact';
      readonly recall: 1;
      /** Whether it was kept from before, in similarity_cache. */
      readonly cached: boolean;
      /** Why it is not approximate. */
      readonly why: string;
    }
  | {
      readonly kind: 'approximate';
      /** What was asked for: on average at least so much is found, with 99 % certainty. */
      readonly recall: number;
      /** What the queries found that were tried when the index was made; it was chosen by them, so others may find less. */
      readonly measured: number;
      /** Of how many nearest: recall@10 or recall@100. */
      readonly depth: number;
      /** Cells that were probed for this answer. */
      readonly probes: number;
      readonly cells: number;
      /** Vectors that have changed since recall was measured. */
      readonly changedRows: number;
    };

/**
 * What is asked of a search: exact, which compares with every vector now, or approximate with at least this recall where
 * that is faster; the recall that the index was made for where none is said.
 */
export type Wanted = 'exact' | { readonly recall?: number };

/** What to look for. */
export interface Sought {
  /** Of unit length. */
  readonly vector: Float32Array;
  /** The tracks that it is made of: never found. */
  readonly from: readonly number[];
  /** How many are wanted in the end, which the recall is for. */
  readonly wanted: number;
  /** How many to find; more than wanted, where some will be left out. */
  readonly count: number;
  readonly genre?: number;
  readonly how: Wanted;
}

/** The nearest, nearest first, how they were found, and what made the vectors. */
export interface Answer extends Found {
  readonly model: string;
}

export interface Found {
  readonly similar: readonly Similar[];
  readonly method: Method;
}
