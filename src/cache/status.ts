import type { Session } from '../model/scenario.ts';
import { explainOldTables } from './open.ts';
import { type Counts, readCacheStatistics } from './statistics.ts';
import { CACHE, FLOOR_ROW, isCurrentSql, LATEST_ROW } from './validity.ts';

/** What lies in a cache, seen from outside. */
export interface CacheStatus {
  readonly entries: number;
  /** Of keys and values, as the bound counts them. */
  readonly bytes: number;
  /** Entries that would be served now ... */
  readonly valid: number;
  /** ... whose time is up, and are still there ... */
  readonly expired: number;
  /** ... and whose time is not up, but a tag or a key ended them. */
  readonly invalidated: number;
  /** Tags that have been invalidated at some time and are remembered. */
  readonly tags: number;
  /** By the name of the cache, of all processes that have written theirs down. */
  readonly statistics: Readonly<Record<string, Counts>>;
}

/**
 * Reads every row of the cache. @param now seconds
 * @throws Failure: 2 where the tables are of an earlier version
 */
export function readCacheStatus(session: Session, now: number): CacheStatus {
  const current = `iif(tags IS NULL OR json_valid(tags), ${isCurrentSql('query_cache.version', 'query_cache.tags')}, 0)`;
  try {
    const entries = session
      .prepare<Omit<CacheStatus, 'tags' | 'statistics'> & Record<string, unknown>>(
        CACHE,
        `SELECT count(*) AS entries, coalesce(sum(bytes), 0) AS bytes,
           count(*) FILTER (WHERE expires_at > $now AND value <> '' AND ${current}) AS valid,
           count(*) FILTER (WHERE expires_at <= $now) AS expired,
           count(*) FILTER (WHERE expires_at > $now AND (value = '' OR NOT ${current})) AS invalidated
         FROM query_cache`,
      )
      .get({ now });
    const tags = session
      .prepare<{ n: number }>(
        ['query_cache_tags'],
        `SELECT count(*) AS n FROM query_cache_tags WHERE version > 0 AND tag NOT IN ('${LATEST_ROW}', '${FLOOR_ROW}')`,
      )
      .get();
    if (entries === undefined) throw new TypeError('a count gave no row');
    return {
      ...entries,
      tags: tags?.n ?? 0,
      statistics: Object.fromEntries(readCacheStatistics(session)),
    };
  } catch (error) {
    throw explainOldTables(error);
  }
}
