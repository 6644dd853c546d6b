/** What is timed at each size: a built-in scenario, and how many times as many parameters as it draws by itself. */
export interface Operation {
  readonly scenario: string;
  readonly label: string;
  /** So that what is touched outgrows the page cache with the data; 1 where each call touches all, or takes long. */
  readonly times: { readonly quick: number; readonly full: number };
}

const ONCE = { quick: 1, full: 1 };

/** A write comes last: it changes the files. */
export const OPERATIONS: readonly Operation[] = [
  { scenario: 'track-by-id', label: 'point SELECT (track-by-id)', times: { quick: 16, full: 256 } },
  {
    scenario: 'customer-invoices',
    label: 'customer JOIN (customer-invoices)',
    times: { quick: 2, full: 32 },
  },
  { scenario: 'user-activity', label: 'crossing read (user-activity)', times: { quick: 4, full: 32 } },
  { scenario: 'fts-tracks', label: 'full text, top 20 (fts-tracks)', times: ONCE },
  { scenario: 'vector-nearest', label: 'vector KNN, k = 10 (vector-nearest)', times: ONCE },
  {
    scenario: 'best-selling-artists',
    label: 'whole-catalogue aggregate (best-selling-artists)',
    times: ONCE,
  },
  { scenario: 'write-comment', label: 'one write (write-comment)', times: ONCE },
];

/** The one in the hypotheses. */
export const POINT_SELECT = 'track-by-id';
export const VECTOR_SEARCH = 'vector-nearest';
