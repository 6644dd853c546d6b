import type { Database } from 'better-sqlite3';
import type { Monitor } from '../monitor.ts';

/** More rows than this are not counted: it would take longer than a look may. */
const MOST_ROWS = 200_000;
/** Rows are counted this often, in seconds: how many there are changes slowly, and counting reads the whole table. */
const COUNT_EVERY = 60;

/** Rows of computed_results in which the library's caches leave their counts, as JSON: one row per cache. */
const STATISTICS = 'cache:statistics:';

interface Counted {
  at: number;
  rows: number | undefined;
  bytes: number | undefined;
}

/** What the library's cache says of itself (src/cache), and how much lies in query_cache. In memory it is out of sight. */
export const cache: Monitor = {
  name: 'cache',
  title: 'Cache Monitor',
  description: 'hits, misses and evictions as the cache counts them, and how much it holds',
  metrics: [
    { name: 'chinook_sqlite_cache_hits_total', type: 'counter', help: 'Lookups that the cache answered' },
    {
      name: 'chinook_sqlite_cache_misses_total',
      type: 'counter',
      help: 'Lookups that the cache did not answer',
    },
    {
      name: 'chinook_sqlite_cache_evictions_total',
      type: 'counter',
      help: 'Entries that had to go to make room',
    },
    { name: 'chinook_sqlite_cache_rows', type: 'gauge', help: 'Entries in query_cache, up to 200,000' },
    {
      name: 'chinook_sqlite_cache_bytes',
      type: 'gauge',
      help: 'Bytes of the keys and values in query_cache, of up to 200,000 entries',
    },
  ],
  concerns: ({ tables }) => tables.includes('query_cache') || tables.includes('computed_results'),
  look: ({ connection, now, memory, target }) => {
    if (connection === null) return {};
    const counted = memory as Partial<Counted>;
    if (target.tables.includes('query_cache') && !(now - (counted.at ?? 0) < COUNT_EVERY))
      Object.assign(counted, { at: now, ...count(connection) });
    return {
      set: {
        ...(target.tables.includes('computed_results') && statistics(connection)),
        chinook_sqlite_cache_rows: counted.rows,
        chinook_sqlite_cache_bytes: counted.bytes,
      },
    };
  },
};

function count(connection: Database): Omit<Counted, 'at'> {
  // octet_length needs no overflow pages: the sizes stand in the rows' headers.
  const { rows, bytes } = connection
    .prepare(
      `SELECT count(*) AS rows, coalesce(sum(octet_length(key) + octet_length(value)), 0) AS bytes
       FROM (SELECT key, value FROM query_cache LIMIT ?)`,
    )
    .get(MOST_ROWS + 1) as { rows: number; bytes: number };
  return rows > MOST_ROWS ? { rows: undefined, bytes: undefined } : { rows, bytes };
}

/** Added up over the caches; a figure that one of them lacks, or that is none, is left out of all. */
function statistics(connection: Database): Record<string, number | undefined> {
  const values = connection
    .prepare('SELECT value FROM computed_results WHERE key >= ? AND key < ? LIMIT 100')
    .pluck()
    .all(STATISTICS, `${STATISTICS.slice(0, -1)};`) as unknown[];
  const caches = values.map(parse);
  const total = (name: string) =>
    caches.length === 0
      ? undefined
      : caches.reduce<number | undefined>((sum, one) => {
          const value = one[name];
          return sum === undefined || typeof value !== 'number' || !(value >= 0) ? undefined : sum + value;
        }, 0);
  return {
    chinook_sqlite_cache_hits_total: total('hits'),
    chinook_sqlite_cache_misses_total: total('misses'),
    chinook_sqlite_cache_evictions_total: total('evictions'),
  };
}

function parse(text: unknown): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(String(text));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
