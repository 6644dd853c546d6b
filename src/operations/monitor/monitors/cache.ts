import type { Database } from 'better-sqlite3';
import type { Monitor } from '../monitor.ts';

/** More rows than this are not counted: it would go on for too many looks. */
const MOST_ROWS = 200_000;
/** So many are counted at a look: a few milliseconds at the most, whatever lies in the cache. */
const SLICE_ROWS = 2000;
/** A new count begins this often, in seconds: how many there are changes slowly, and counting reads the whole table. */
const COUNT_EVERY = 60;

/** Rows of computed_results in which the library's caches leave their counts, as JSON: one row per cache. */
const STATISTICS = 'cache:statistics:';

interface Counted {
  /** When the last count began, in steady seconds. */
  began?: number;
  /** As the last count that came to its end has it. */
  rows?: number | undefined;
  bytes?: number | undefined;
  /** A count under way: what it has so far, and the key that it has come to. */
  sofar?: { rows: number; bytes: number; key: unknown };
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
  look: ({ connection, steady, memory, target, patient }) => {
    if (connection === null) return {};
    const counted = memory as Counted;
    if (target.tables.includes('query_cache')) {
      if (
        counted.sofar === undefined &&
        !(steady - (counted.began ?? Number.NEGATIVE_INFINITY) < COUNT_EVERY)
      )
        Object.assign(counted, { began: steady, sofar: { rows: 0, bytes: 0, key: '' } });
      do countSlice(connection, counted);
      while (patient && counted.sofar !== undefined);
    }
    return {
      set: {
        ...(target.tables.includes('computed_results') && statistics(connection)),
        chinook_sqlite_cache_rows: counted.rows,
        chinook_sqlite_cache_bytes: counted.bytes,
      },
    };
  },
};

/** Goes on with a count: entries that come and go behind it are of the next one. */
function countSlice(connection: Database, counted: Counted): void {
  const { sofar } = counted;
  if (sofar === undefined) return;
  // octet_length needs no overflow pages: the sizes stand in the rows' headers.
  const { rows, bytes, last } = connection
    .prepare(
      `SELECT count(*) AS rows, coalesce(sum(octet_length(key) + octet_length(value)), 0) AS bytes, max(key) AS last
       FROM (SELECT key, value FROM query_cache WHERE key >= ? AND (key > ? OR ? = 0) ORDER BY key LIMIT ?)`,
    )
    .get(sofar.key, sofar.key, sofar.rows, SLICE_ROWS) as { rows: number; bytes: number; last: unknown };
  const total = { rows: sofar.rows + rows, bytes: sofar.bytes + bytes };
  const tooMany = total.rows > MOST_ROWS;
  if (rows === SLICE_ROWS && !tooMany) counted.sofar = { ...total, key: last };
  else {
    delete counted.sofar;
    Object.assign(counted, tooMany ? { rows: undefined, bytes: undefined } : total);
  }
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
