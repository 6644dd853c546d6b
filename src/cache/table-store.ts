import type { Session } from '../model/scenario.ts';
import { invalidation } from './invalidate.ts';
import type { Entry, EntryStore, Found, Stored } from './store.ts';
import { type Bounds, Upkeep } from './upkeep.ts';
import { CACHE, isCurrentSql, LATEST } from './validity.ts';

/**
 * Entries in the table query_cache, wherever the layout puts it: the single file, a file of its own, `:memory:`. Nothing
 * is remembered of it in the process, so several processes can use one file at the same time.
 */
export function tableStore(session: Session, bounds: Bounds): EntryStore {
  const statements = prepare(session);
  const upkeep = new Upkeep(session, bounds);
  // Most processes only ask.
  let made: ReturnType<typeof invalidation> | undefined;
  const invalidate = () => {
    made ??= invalidation(session);
    return made;
  };
  const insert = ({ name, text, now, expiresAt, bytes, version, tags }: Entry) =>
    statements.insert.run({ name, text, now, expiresAt, bytes, version, tags }).changes > 0;
  const touch = (names: readonly string[], now: number) => {
    for (const name of names) statements.touch.run({ name, now });
  };
  const insertAndTidy = session.transaction(CACHE, (entry: Entry, used: readonly string[]): Stored => {
    const stored = insert(entry);
    touch(used, entry.now);
    return { stored, ...upkeep.run(entry.now, entry.name) };
  });
  return {
    look: (name, now, latest) => statements.look.get(name, now, latest),
    version: () => statements.version.get()?.version ?? 0,
    isCurrent: (name, version, tags) => statements.isCurrent.get({ name, version, tags })?.current === 1,
    store: (entry, used) =>
      upkeep.note(entry.bytes)
        ? insertAndTidy(entry, used())
        : { stored: insert(entry), expired: 0, evicted: 0 },
    drop: (name, version) => {
      statements.drop.run(name, version);
    },
    touch: session.transaction(CACHE, touch),
    invalidate: (name, now) => invalidate().key(name, now),
    invalidateTag: (tag) => invalidate().tag(tag),
    invalidateAll: () => invalidate().all(),
    sweep: session.transaction(CACHE, (now: number, rows: number) => upkeep.sweep(now, rows)),
    removeCleared: session.transaction(CACHE, (rows: number) => upkeep.removeCleared(rows)),
    held: () => upkeep.held(),
  };
}

function prepare(session: Session) {
  return {
    look: session.prepare<Found & Record<string, unknown>>(
      CACHE,
      `SELECT value, used_at FROM query_cache WHERE key = ? AND expires_at > ? AND expires_at <= ?
         AND ${isCurrentSql('query_cache.version', 'query_cache.tags')}`,
    ),
    version: session.prepare<{ version: number }>(['query_cache_tags'], `SELECT ${LATEST} AS version`),
    isCurrent: session.prepare<{ current: number }>(
      CACHE,
      `SELECT ${isCurrentSql('$version', '$tags')}
         AND NOT EXISTS (SELECT 1 FROM query_cache WHERE key = $name AND version > $version) AS current`,
    ),
    // An older computation does not replace a newer one, nor the empty row of a key invalidated since it began.
    insert: session.prepare(
      CACHE,
      `INSERT INTO query_cache (key, value, expires_at, used_at, bytes, version, tags)
       SELECT $name, $text, $expiresAt, $now, $bytes, $version, $tags WHERE ${isCurrentSql('$version', '$tags')}
       ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at,
         used_at = excluded.used_at, bytes = excluded.bytes, version = excluded.version, tags = excluded.tags
       WHERE excluded.version >= query_cache.version OR query_cache.version > ${LATEST}`,
    ),
    // Not the empty row of a key that was invalidated: what began before that is still not to be stored.
    drop: session.prepare(CACHE, `DELETE FROM query_cache WHERE key = ? AND version <= ? AND value <> ''`),
    touch: session.prepare(
      CACHE,
      'UPDATE query_cache SET used_at = $now WHERE key = $name AND used_at < $now',
    ),
  };
}
