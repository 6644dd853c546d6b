import type { Session } from '../model/scenario.ts';
import type { Held } from './store.ts';
import { CACHE, FLOOR, LATEST } from './validity.ts';

export interface Bounds {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** Stores between two sweeps, and rows that one removes at most: twice what came in, so that it keeps up. */
const SWEEP_EVERY = 16;
const SWEEP_ROWS = 32;

/** Rows that one store evicts at most; where that was not enough, the next goes on. A thousand take about 10 ms. */
const EVICT_ROWS = 1000;

/** Seconds by which an entry may have been used in the future, as another process's clock reads. */
const CLOCK_SLACK = 60;

/**
 * Keeps the table small. What lies in it is counted in the table, never in memory: other processes store and evict as
 * well. Counting costs a pass over an index, so it is done after a sixteenth of the bound has been stored. One process
 * alone never goes beyond the bound; of several each can be a sixteenth beyond it until it next counts.
 */
export class Upkeep {
  readonly #bounds: Bounds;
  readonly #statements: ReturnType<typeof prepare>;
  /** Stored since the last count, by this process. */
  #entries: number;
  #bytes = 0;
  #stores = 0;

  constructor(session: Session, bounds: Bounds) {
    this.#bounds = bounds;
    this.#statements = prepare(session);
    // What is there already is not known: the first store counts.
    this.#entries = this.#slack.entries;
  }

  get #slack(): Held {
    const { maxEntries, maxBytes } = this.#bounds;
    return { entries: Math.max(1, Math.floor(maxEntries / 16)), bytes: Math.floor(maxBytes / 16) };
  }

  /** Notes an entry that will be stored; true where there is something to do once it is. */
  note(bytes: number): boolean {
    this.#entries++;
    this.#bytes += bytes;
    this.#stores++;
    return this.#mustCount() || this.#stores >= SWEEP_EVERY;
  }

  #mustCount(): boolean {
    return this.#entries >= this.#slack.entries || this.#bytes >= this.#slack.bytes;
  }

  /** To be called in a transaction. @param kept the entry just stored, which stays whatever the clock says */
  run(now: number, kept: string): { expired: number; evicted: number } {
    const counts = this.#mustCount();
    this.#stores = 0;
    const expired = this.sweep(now, SWEEP_ROWS);
    return { expired, evicted: counts ? this.#evict(kept) : 0 };
  }

  /** Removes at most `rows` entries that have expired, or that a clock since set back has left in the future. */
  sweep(now: number, rows: number): number {
    const { expired, fromTheFuture } = this.#statements;
    const gone = this.#remove(expired.all(now, rows));
    return gone + (gone < rows ? this.#remove(fromTheFuture.all(now + CLOCK_SLACK, rows - gone)) : 0);
  }

  /** Removes at most `rows` entries that are older than the cache's last emptying. */
  removeCleared(rows: number): number {
    return this.#remove(this.#statements.cleared.all(rows));
  }

  /** One by one: a DELETE of many rows keeps a journal of its own, which goes to a file beyond 64 kB. */
  #remove(entries: readonly { readonly key: string }[]): number {
    for (const { key } of entries) this.#statements.remove.run(key);
    return entries.length;
  }

  /** Down to where a sixteenth can come in before the next count; those used longest ago go first. */
  #evict(kept: string): number {
    const { maxEntries, maxBytes } = this.#bounds;
    const slack = this.#slack;
    const held = this.held();
    let entries = held.entries - (maxEntries - slack.entries + 1);
    let bytes = held.bytes - (maxBytes - slack.bytes);
    const leastUsed = entries > 0 || bytes > 0 ? this.#statements.leastUsed.all(kept, EVICT_ROWS) : [];
    let evicted = 0;
    for (const { key, size } of leastUsed) {
      if (entries <= 0 && bytes <= 0) break;
      this.#statements.remove.run(key);
      entries--;
      bytes -= size;
      evicted++;
    }
    const unfinished = evicted === EVICT_ROWS && (entries > 0 || bytes > 0);
    this.#entries = unfinished ? slack.entries : 0;
    this.#bytes = 0;
    return evicted;
  }

  held(): Held {
    return this.#statements.held.get() ?? { entries: 0, bytes: 0 };
  }
}

function prepare(session: Session) {
  const keys = (which: string) =>
    session.prepare<{ key: string }>(CACHE, `SELECT key FROM query_cache ${which}`);
  return {
    expired: keys('WHERE expires_at <= ? ORDER BY expires_at, key LIMIT ?'),
    fromTheFuture: keys('WHERE used_at > ? ORDER BY used_at, bytes, key LIMIT ?'),
    cleared: keys(`WHERE NOT (version BETWEEN ${FLOOR} AND ${LATEST}) LIMIT ?`),
    leastUsed: session.prepare<{ key: string; size: number }>(
      CACHE,
      'SELECT key, bytes AS size FROM query_cache WHERE key <> ? ORDER BY used_at, bytes, key LIMIT ?',
    ),
    remove: session.prepare(CACHE, 'DELETE FROM query_cache WHERE key = ?'),
    held: session.prepare<Held & Record<string, unknown>>(
      CACHE,
      `SELECT count(*) AS entries, coalesce(sum(bytes), 0) AS bytes FROM query_cache INDEXED BY query_cache_used_at_bytes`,
    ),
  };
}
