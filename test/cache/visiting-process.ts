import { openCache } from '../../src/cache/open.ts';
import { type OpenLayout, openLayout } from '../../src/database/open.ts';
import type { Layout } from '../../src/model/layout.ts';
import { serve } from '../../src/process/serve.ts';

let open: OpenLayout;

/** So that all begin to visit at the same time. */
function prepare({ layout, folder }: { layout: Layout; folder: string }): void {
  open = openLayout(layout, folder);
}

export interface Visited {
  readonly hits: number;
  readonly stale: number;
  readonly failures: number;
}

const USERS = 20;

/**
 * Asks for the revision of users, from a search and a row, and after every twentieth get changes one, with the
 * invalidation in the transaction of the change where one connection has both, else right after it. A get is stale when
 * it answers with less than was committed before it began.
 */
function visit({ gets, seed }: { gets: number; seed: number }): Visited {
  const cache = openCache(open);
  const revision = open.prepare<{ n: number }>(
    ['users'],
    'SELECT CAST(updated_at AS INTEGER) AS n FROM users WHERE id = ?',
  );
  const search = open.prepare(
    ['tracks_fts'],
    'SELECT rowid FROM tracks_fts WHERE tracks_fts MATCH ? ORDER BY rank LIMIT 20',
  );
  const raise = open.prepare(
    ['users'],
    'UPDATE users SET updated_at = CAST(updated_at AS INTEGER) + 1 WHERE id = ?',
  );
  const together = open.connectionFor(['users', 'query_cache', 'query_cache_tags']) !== undefined;
  const change = (user: number) => {
    raise.run(user);
    cache.invalidateTag(`user:${user}`);
  };
  const changeAtOnce = together
    ? open.transaction(['users', 'query_cache', 'query_cache_tags'], change)
    : change;
  let [stale, state] = [0, seed];
  const next = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return 1 + ((state >>> 8) % USERS);
  };
  for (let get = 1; get <= gets; get++) {
    const user = next();
    const before = revision.get(user)?.n ?? 0;
    const found = cache.getOrCompute(`user:${user}`, { ttl: 3600, tags: [`user:${user}`] }, () => {
      const { n = 0 } = revision.get(user) ?? {};
      search.all('love');
      return n;
    });
    if (found < before) stale++;
    if (get % 20 === 0) changeAtOnce(next());
  }
  const { hits, failures } = cache.statistics();
  open.close();
  return { hits, stale, failures };
}

serve({ prepare, visit });
