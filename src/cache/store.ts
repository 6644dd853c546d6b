/** An entry to be stored. Times are seconds of the cache's clock. */
export interface Entry {
  readonly name: string;
  /** JSON. */
  readonly text: string;
  readonly now: number;
  readonly expiresAt: number;
  /** Of name and text, in UTF-8. */
  readonly bytes: number;
  /** What EntryStore.version said before the computation began. */
  readonly version: number;
  /** A JSON array of the stored names of its tags; null where it has none. */
  readonly tags: string | null;
}

/** What was found: a damaged row may hold anything. */
export interface Found {
  readonly value: unknown;
  readonly used_at: number;
}

export interface Held {
  readonly entries: number;
  /** Of keys and values. */
  readonly bytes: number;
}

export interface Stored {
  /** False where it was invalidated while it was computed. */
  readonly stored: boolean;
  readonly expired: number;
  readonly evicted: number;
}

/**
 * Where entries lie. What SQLite says against it comes as it is (troubles.ts tells what a cache has to bear): the cache
 * decides.
 */
export interface EntryStore {
  /** An entry that is true at `now` and expires by `latest` at the latest. */
  look(name: string, now: number, latest: number): Found | undefined;
  /** Goes up with every invalidation, by whatever process. */
  version(): number;
  /** Whether nothing that was computed at this version has been invalidated since. */
  isCurrent(name: string, version: number, tags: string | null): boolean;
  /**
   * Also sweeps and evicts now and then, a bounded number of rows.
   * @param used asked before something is evicted: what was used, and is not written yet
   */
  store(entry: Entry, used: () => readonly string[]): Stored;
  /** Removes an entry that is no newer than this version. */
  drop(name: string, version: number): void;
  /** Notes that these were used. */
  touch(names: readonly string[], now: number): void;
  invalidate(name: string, now: number): void;
  invalidateTag(tag: string): void;
  /** Makes all entries invalid; their rows are left to `removeCleared`. */
  invalidateAll(): void;
  /** Removes at most `rows` expired entries; how many it were. */
  sweep(now: number, rows: number): number;
  /** Removes at most `rows` of the entries that invalidateAll has ended; how many it were. */
  removeCleared(rows: number): number;
  held(): Held;
}

/** Keeps nothing: every question is computed, one computation at a time for each key. */
export const noStore: EntryStore = {
  look: () => undefined,
  version: () => 0,
  isCurrent: () => true,
  store: () => ({ stored: false, expired: 0, evicted: 0 }),
  drop: () => {},
  touch: () => {},
  invalidate: () => {},
  invalidateTag: () => {},
  invalidateAll: () => {},
  sweep: () => 0,
  removeCleared: () => 0,
  held: () => ({ entries: 0, bytes: 0 }),
};
