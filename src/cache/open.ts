import { Failure } from '../model/failure.ts';
import type { Session } from '../model/scenario.ts';
import { Cache } from './cache.ts';
import { statisticsWriter } from './statistics.ts';
import { noStore } from './store.ts';
import { tableStore } from './table-store.ts';

export interface CacheOptions {
  /** Under which its statistics are kept. */
  readonly name?: string;
  /** Bounds of the whole table, however many processes use it. */
  readonly maxEntries?: number;
  /** Of keys and values, without what SQLite needs for itself. */
  readonly maxBytes?: number;
  /** Seconds of any clock that only goes forward, as a rule. */
  readonly now?: () => number;
  /** How exactly it is known what was used last; a smaller figure makes more hits write. */
  readonly recencySeconds?: number;
  /** How often statistics are written down; Infinity: at flush and close only. */
  readonly flushSeconds?: number;
}

/** The cache of section 4.2 of the evaluation document has 16 MB. */
const DEFAULTS = {
  name: 'default',
  maxEntries: 10_000,
  maxBytes: 16_000_000,
  now: () => Date.now() / 1000,
  recencySeconds: 60,
  flushSeconds: 60,
};

/**
 * The cache of an opened layout, where that puts the table query_cache; with null in place of a session one that keeps
 * nothing. Closing it leaves the session open.
 * @throws Failure: 2 where the layout was built before the cache had these tables, TypeError for a bound below 1
 */
export function openCache(session: Session | null, options: CacheOptions = {}): Cache {
  const { name, maxEntries, maxBytes, ...rest } = { ...DEFAULTS, ...options };
  for (const bound of [maxEntries, maxBytes])
    if (!(bound >= 1)) throw new TypeError(`a cache holds at least 1 entry and 1 byte, not ${bound}`);
  if (session === null) return new Cache({ ...rest, maxBytes, store: noStore, writeStatistics: () => {} });
  try {
    return new Cache({
      ...rest,
      maxBytes,
      store: tableStore(session, { maxEntries, maxBytes }),
      writeStatistics: (counts, now) => statisticsWriter(session, name)(counts, now),
    });
  } catch (error) {
    throw explainOldTables(error);
  }
}

/**
 * A layout that an earlier version has built lacks the columns that this one reads. Without query_cache itself, which all
 * had, a file is empty or damaged: that is left to what SQLite says.
 */
export function explainOldTables(error: unknown): unknown {
  return error instanceof Error &&
    /no such (?:column|table|index).*(?:used_at|bytes|version|tags)/.test(error.message)
    ? new Failure(
        'the cache tables of this layout are of an earlier version. Build the layout anew with chinook-eval build.',
        undefined,
        { cause: error },
      )
    : error;
}
