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
      /** As measured when the index was made, with queries of the same kind. */
      readonly recall: number;
      /** Of how many nearest: recall@10 or recall@100. */
      readonly depth: number;
      readonly probes: number;
      readonly cells: number;
      /** Vectors that have changed since recall was measured. */
      readonly changedRows: number;
    };

/**
 * What is asked of a search: exact, or approximate with at least this recall where that is faster; the recall that the
 * index was made for where none is said.
 */
export type Wanted = 'exact' | { readonly recall?: number };
