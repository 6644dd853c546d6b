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
  const fused: FusedMatch[] = [];
  const next = lists.map(() => 0);
  while (fused.length < limit) {
    let best = -1;
    let bestPlace = Number.POSITIVE_INFINITY;
    for (const [at, { before, matches }] of lists.entries()) {
      const place = before + (next[at] as number) + 1;
      if ((next[at] as number) < matches.length && place < bestPlace) [best, bestPlace] = [at, place];
    }
    const list = lists[best];
    if (list === undefined) break;
    const match = list.matches[next[best] as number] as Match;
    next[best] = (next[best] as number) + 1;
    fused.push({ ...match, kind: list.kind, place: bestPlace, score: 1 / (K + bestPlace) });
  }
  return fused;
}
