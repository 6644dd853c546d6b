/** The tables of the cache; they always lie on one database. */
export const CACHE = ['query_cache', 'query_cache_tags'] as const;

/**
 * Invalidation by versions: one row counts all invalidations, and each tag has the count at which it was last
 * invalidated. An entry carries the count at which its computation began, and is true while none of its tags has a
 * higher one. So a tag with a million entries is invalidated by writing two rows, and what was being computed meanwhile,
 * in whatever process, is never taken for true.
 */
export const LATEST_ROW = ':latest';

/** Entries of a lower version are invalid whatever their tags: the cache was emptied, or old tags were forgotten. */
export const FLOOR_ROW = ':floor';

const versionOf = (row: string) => `coalesce((SELECT version FROM query_cache_tags WHERE tag = '${row}'), 0)`;

export const LATEST = versionOf(LATEST_ROW);
export const FLOOR = versionOf(FLOOR_ROW);

/**
 * SQL: whether what was computed at `version` with `tags` (JSON or NULL) is still true. Nothing has been invalidated
 * since: one look-up. A version beyond the count comes from a count that was lost, and is not true.
 */
export function isCurrentSql(version: string, tags: string): string {
  return `(${version} = ${LATEST} OR (${version} < ${LATEST} AND ${version} >= ${FLOOR} AND NOT EXISTS
    (SELECT 1 FROM json_each(${tags}) named CROSS JOIN query_cache_tags t ON t.tag = named.value WHERE t.version > ${version})))`;
}
