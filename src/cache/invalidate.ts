import type { Session } from '../model/scenario.ts';
import { CACHE, FLOOR_ROW, LATEST_ROW } from './validity.ts';

/** Tags that are remembered; of more, those invalidated longest ago are forgotten, with what is older than that. */
export const MOST_TAGS = 10_000;

/** How often it is looked for too many tags: every so many invalidations, by the count that all processes share. */
const LOOK_EVERY = 1024;

/**
 * Seconds for which a key that was invalidated is kept as an empty row, so that a computation that began before does not
 * store what it found. One that takes longer than this can, and where the bound is small and many others are stored the
 * row is evicted before: give such an answer a tag, which is remembered.
 */
const KEY_SECONDS = 600;

/** The writes of invalidation, each one transaction (or part of the caller's) of a few rows. */
export function invalidation(session: Session) {
  const count = session.prepare<{ version: number }>(
    CACHE,
    `INSERT INTO query_cache_tags (tag, version) VALUES ('${LATEST_ROW}', 1)
     ON CONFLICT (tag) DO UPDATE SET version = version + 1 RETURNING version`,
  );
  const put = session.prepare(
    CACHE,
    `INSERT INTO query_cache_tags (tag, version) VALUES (?, ?)
     ON CONFLICT (tag) DO UPDATE SET version = max(version, excluded.version)`,
  );
  const empty = session.prepare(
    CACHE,
    `INSERT INTO query_cache (key, value, expires_at, used_at, bytes, version, tags) VALUES (?, '', ?, ?, ?, ?, NULL)
     ON CONFLICT (key) DO UPDATE SET value = '', expires_at = excluded.expires_at, used_at = excluded.used_at,
       bytes = excluded.bytes, version = excluded.version, tags = NULL`,
  );
  const tags = session.prepare<{ n: number }>(CACHE, 'SELECT count(*) AS n FROM query_cache_tags');
  const oldest = session.prepare<{ version: number }>(
    CACHE,
    `SELECT max(version) AS version FROM
       (SELECT version FROM query_cache_tags WHERE tag NOT IN ('${LATEST_ROW}', '${FLOOR_ROW}') ORDER BY version LIMIT ?)`,
  );
  const forget = session.prepare(
    CACHE,
    `DELETE FROM query_cache_tags WHERE version <= ? AND tag NOT IN ('${LATEST_ROW}', '${FLOOR_ROW}')`,
  );
  const next = () => count.get()?.version ?? 1;
  /** Tags are never invalidated at the same count, so this removes what is too much, and no more. */
  const forgetOldest = () => {
    const tooMany = (tags.get()?.n ?? 0) - MOST_TAGS;
    if (tooMany <= 0) return;
    const floor = oldest.get(tooMany)?.version ?? 0;
    forget.run(floor);
    put.run(FLOOR_ROW, floor);
  };
  return {
    key: session.transaction(CACHE, (name: string, now: number) => {
      empty.run(name, now + KEY_SECONDS, now, Buffer.byteLength(name), next());
    }),
    tag: session.transaction(CACHE, (tag: string) => {
      const version = next();
      put.run(tag, version);
      if (version % LOOK_EVERY === 0) forgetOldest();
    }),
    all: session.transaction(CACHE, () => {
      put.run(FLOOR_ROW, next());
    }),
  };
}
