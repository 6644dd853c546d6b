import type { Session } from '../model/scenario.ts';

/** What is added up over all processes. */
export const COUNTED = ['hits', 'misses', 'stores', 'evictions', 'expirations', 'invalidations'] as const;

/**
 * hits and misses: questions answered from the cache, and not; stores: entries written; evictions: removed for the
 * bound; expirations: removed because their time was up; invalidations: calls that made keys, tags or everything invalid.
 */
export type Counts = Record<(typeof COUNTED)[number], number>;

/** Counted by this process since it opened the cache. */
export interface Statistics extends Counts {
  /** Questions whose answer was being computed for another: they waited for it, and are counted as misses too. */
  readonly shared: number;
  /** Answers that were invalidated while they were computed. */
  readonly outdated: number;
  /** Answers too large for the bound. */
  readonly refused: number;
  /** Rows that held no JSON. */
  readonly damaged: number;
  /** Times that the database could not be read or written ... */
  readonly failures: number;
  /** ... and writes left out for a while after one. */
  readonly skipped: number;
  /** Of the whole table; null where it cannot be read. */
  readonly entries: number | null;
  readonly bytes: number | null;
}

export function noCounts(): Counts {
  return { hits: 0, misses: 0, stores: 0, evictions: 0, expirations: 0, invalidations: 0 };
}

/** Where they lie in computed_results: the prefix, and the first text behind all that begin with it. */
const PREFIX = 'cache:statistics:';
const BEHIND = 'cache:statistics;';

/** Adds what a process has counted to what all have, in one transaction. */
export function statisticsWriter(session: Session, name: string): (counts: Counts, now: number) => void {
  const tables = ['computed_results'] as const;
  const key = PREFIX + name;
  const read = session.prepare<{ value: string }>(tables, 'SELECT value FROM computed_results WHERE key = ?');
  const write = session.prepare(
    tables,
    `INSERT INTO computed_results (key, value, computed_at) VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, computed_at = excluded.computed_at`,
  );
  return session.transaction(tables, (counts: Counts, now: number) => {
    const before = parseCounts(read.get(key)?.value) ?? noCounts();
    for (const what of COUNTED) before[what] += counts[what];
    write.run(key, JSON.stringify(before), Math.floor(now));
  });
}

/**
 * What all processes have counted and written down so far, by the name of the cache. A cache in `:memory:` is its
 * process's own, and so is what this finds there. A damaged row is left out.
 */
export function readCacheStatistics(session: Session): ReadonlyMap<string, Counts> {
  const rows = session
    .prepare<{ key: string; value: unknown }>(
      ['computed_results'],
      'SELECT key, value FROM computed_results WHERE key >= ? AND key < ? ORDER BY key',
    )
    .all(PREFIX, BEHIND);
  return new Map(
    rows.flatMap(({ key, value }) => {
      const counts = parseCounts(value);
      return counts === undefined ? [] : [[key.slice(PREFIX.length), counts] as const];
    }),
  );
}

function parseCounts(text: unknown): Counts | undefined {
  try {
    const value = JSON.parse(String(text)) as Partial<Counts> | null;
    const counts = noCounts();
    for (const what of COUNTED) {
      const count = value?.[what];
      if (typeof count !== 'number' || !(count >= 0)) return undefined;
      counts[what] = count;
    }
    return counts;
  } catch {
    return undefined;
  }
}
