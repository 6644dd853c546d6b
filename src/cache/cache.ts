import { type Beginning, Entries, type Parts } from './entries.ts';
import type { EntryOptions } from './entry-options.ts';
import { Flights } from './flights.ts';
import { storedName } from './names.ts';
import type { Statistics } from './statistics.ts';

export type { Statistics } from './statistics.ts';

/** What was found, or where to leave what is now computed. */
type Begun<T> = { readonly value: T } | { readonly beginning: Beginning; readonly keep: (value: T) => T };

/**
 * Get, or compute and keep. Whatever the database says, an answer comes: at worst it is computed every time. What is
 * kept is JSON, so a hit gives what JSON makes of an answer (a Date becomes text, undefined goes).
 */
export class Cache {
  readonly #parts: Parts;
  readonly #entries: Entries;
  readonly #flights = new Flights();
  readonly #computing = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#entries = new Entries(parts);
  }

  /** undefined where it is not there, which no JSON is. @param ttl as in EntryOptions */
  get<T>(key: string, { ttl }: { readonly ttl: number } = { ttl: Number.POSITIVE_INFINITY }): T | undefined {
    return this.#entries.look<T>(storedName(key), ttl);
  }

  /**
   * For what was computed just now; getOrCompute also sees what was invalidated meanwhile. What was there before is gone,
   * also where the value is too large to be kept, or its TTL is zero.
   * @throws TypeError where the value is no JSON
   */
  set(key: string, value: unknown, options: EntryOptions): void {
    const name = storedName(key);
    const beginning = this.#entries.begin();
    if (!this.#entries.keep(name, options, beginning, value)) this.#entries.drop(name, beginning);
  }

  /**
   * The answer kept under `key`, or what `compute` gives, which is then kept. What it throws is thrown, and not kept.
   * @throws TypeError where the answer is no JSON; Error where the computation asks for its own key
   */
  getOrCompute<T>(key: string, options: EntryOptions, compute: () => T): T {
    const name = storedName(key);
    const begun = this.#begin<T>(name, options);
    if ('value' in begun) return begun.value;
    if (this.#computing.has(name))
      throw new Error(`the computation of cache key ${JSON.stringify(name)} asks for itself`);
    this.#computing.add(name);
    try {
      return begun.keep(compute());
    } finally {
      this.#computing.delete(name);
    }
  }

  /**
   * The same for a computation that takes its time. Who asks meanwhile waits for the one that is under way and gets its
   * answer or its failure, unless it was invalidated since it began, or began longer ago than the caller's TTL: then
   * another begins.
   * @throws as getOrCompute, as a rejection
   */
  async getOrComputeAsync<T>(key: string, options: EntryOptions, compute: () => Promise<T>): Promise<T> {
    const name = storedName(key);
    const begun = this.#begin<T>(name, options);
    if ('value' in begun) return begun.value;
    const { beginning, keep } = begun;
    const under = this.#flights.get(name);
    // One that never ends holds up nobody for longer than an answer may be old; one that asks for itself would begin for ever.
    const joined =
      under !== undefined && (this.#flights.isOwn(under) || beginning.at - under.beginning.at <= options.ttl);
    if (joined && this.#entries.isCurrent(name, under.tags, under.beginning, beginning)) {
      this.#entries.more.shared++;
      return (await this.#flights.join(under)) as T;
    }
    const flight = { name, beginning, tags: options.tags ?? [] };
    return (await this.#flights.begin(flight, async () => keep(await compute()))) as T;
  }

  /**
   * @throws what SQLite says: an invalidation that was not written must not be taken for one. Where one connection has
   * both, make it part of the transaction that changes the data
   */
  invalidate(key: string): void {
    const name = storedName(key);
    this.#flights.forget((flight) => flight.name === name);
    this.#parts.store.invalidate(name, this.#parts.now());
    this.#entries.tally.add('invalidations');
  }

  /** Ends all entries of a tag, by writing two rows however many they are. @throws as invalidate */
  invalidateTag(tag: string): void {
    this.#flights.forget(({ tags }) => tags.includes(tag));
    this.#parts.store.invalidateTag(storedName(tag));
    this.#entries.tally.add('invalidations');
  }

  /** Ends all entries; `removeCleared` then frees what they take. @throws as invalidate */
  clear(): void {
    this.#flights.forget(() => true);
    this.#parts.store.invalidateAll();
    this.#entries.tally.add('invalidations');
  }

  /** Removes at most `rows` of the entries that clear has ended; how many it were. @throws as invalidate */
  removeCleared(rows = 100): number {
    return this.#parts.store.removeCleared(rows);
  }

  /**
   * Removes at most `rows` expired entries in one short transaction; how many it were. Stores do it by themselves.
   * @throws as invalidate
   */
  sweep(rows = 100): number {
    const swept = this.#parts.store.sweep(this.#parts.now(), rows);
    this.#entries.tally.add('expirations', swept);
    return swept;
  }

  statistics(): Statistics {
    const { tally, more, troubles } = this.#entries;
    const { entries, bytes } = this.#entries.held() ?? { entries: null, bytes: null };
    const { failures, skipped } = troubles;
    return { ...tally.total, ...more, failures, skipped, entries, bytes };
  }

  /** Writes down what was used and counted. It is done by itself once a minute; what cannot be written waits. */
  flush(): void {
    this.#entries.flush();
  }

  /** To be called before the session is closed, which is the caller's. */
  close(): void {
    this.#entries.flush();
  }

  #begin<T>(name: string, options: EntryOptions): Begun<T> {
    const value = this.#entries.look<T>(name, options.ttl);
    if (value !== undefined) return { value };
    const beginning = this.#entries.begin();
    return {
      beginning,
      keep: (computed) => {
        this.#entries.keep(name, options, beginning, computed);
        return computed;
      },
    };
  }
}
