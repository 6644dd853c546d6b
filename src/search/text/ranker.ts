import type { Kind } from './fields.ts';

/** A match as its index ranks it. */
export interface Match {
  readonly id: number;
  /** bm25: the better, the smaller (https://www.sqlite.org/fts5.html, 5.1.1). */
  readonly rank: number;
}

/** The matches of one index, best first, and how many better ones earlier pages have shown. */
export interface RankedList {
  readonly kind: Kind;
  readonly before: number;
  readonly matches: readonly Match[];
}

export interface FusedMatch extends Match {
  readonly kind: Kind;
  /** The place in its own list, from 1. */
  readonly place: number;
  /** Reciprocal rank: 1 / (60 + place). */
  readonly score: number;
}

/**
 * Cormack, Clarke, Buettcher: Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods
 * (SIGIR 2009), where k = 60 was found and kept.
 */
const K = 60;

/**
 * One list out of several by reciprocal rank fusion: bm25 of two indexes cannot be compared (each knows its own lengths
 * and frequencies), places can. What lies in one list only, as tracks and albums do, has one summand. Of equal scores
 * the list that is named first comes first: the same input has one output.
 */
export function fuse(lists: readonly RankedList[], limit: number): readonly FusedMatch[] {
  const all: FusedMatch[] = [];
  for (const { kind, before, matches } of lists)
    for (const [at, { id, rank }] of matches.slice(0, limit).entries()) {
      const place = before + at + 1;
      all.push({ id, rank, kind, place, score: 1 / (K + place) });
    }
  // A stable sort: of equal places the first list's stays first.
  return all.sort((one, other) => one.place - other.place).slice(0, limit);
}
