import { checkTtl, type EntryOptions, jsonOf, tagsText } from './entry-options.ts';
import type { Counts } from './statistics.ts';
import type { EntryStore, Held } from './store.ts';
import { Tally } from './tally.ts';
import { Troubles } from './troubles.ts';
import { Uses } from './uses.ts';

export type { EntryOptions } from './entry-options.ts';

export interface Parts {
  readonly store: EntryStore;
  /** Seconds. */
  readonly now: () => number;
  readonly maxBytes: number;
  readonly recencySeconds: number;
  readonly flushSeconds: number;
  readonly writeStatistics: (counts: Counts, now: number) => void;
}

/** When a computation began. The version is null where it could not be read: then nothing is kept. */
export interface Beginning {
  readonly at: number;
  readonly version: number | null;
}

/** Later than any clock says; the largest whole number that SQLite and JavaScript both have exactly. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** The cache's rows as it sees them: JSON in and out, counted, and trouble with the database borne. */
export class Entries {
  readonly tally: Tally;
  readonly troubles = new Troubles();
  readonly more = { shared: 0, outdated: 0, refused: 0, damaged: 0 };
  readonly #parts: Parts;
  readonly #uses: Uses;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#uses = new Uses(parts.recencySeconds);
    this.tally = new Tally(parts.flushSeconds, parts.now());
  }

  /** undefined where there is none, which no JSON is. Counts a hit or a miss. */
  look<T>(name: string, ttl: number): T | undefined {
    checkTtl(ttl);
    const now = this.#parts.now();
    if (this.tally.isDue(now)) this.flush();
    const find = () => this.#parts.store.look(name, now, Math.min(now + ttl, NEVER));
    const found = ttl > 0 ? this.troubles.read(find, undefined) : undefined;
    // An empty text stands for a key that was invalidated.
    const value = found === undefined || found.value === '' ? undefined : this.#parse<T>(found.value);
    this.tally.add(value === undefined ? 'misses' : 'hits');
    if (value !== undefined && this.#uses.note(name, Number(found?.used_at), now)) this.#writeUses(now);
    return value;
  }

  begin(): Beginning {
    const version = () => this.#parts.store.version();
    return { at: this.#parts.now(), version: this.troubles.read<number | null>(version, null) };
  }

  /**
   * @returns false where its time is up or it is larger than the bound: what was there before is there still
   * @throws TypeError where the value is no JSON
   */
  keep(name: string, { ttl, tags }: EntryOptions, { at, version }: Beginning, value: unknown): boolean {
    const text = jsonOf(name, value);
    checkTtl(ttl);
    const now = this.#parts.now();
    const expiresAt = Math.min(at + ttl, NEVER);
    if (expiresAt <= now) return false;
    const bytes = Buffer.byteLength(name) + Buffer.byteLength(text);
    if (bytes > this.#parts.maxBytes) {
      this.more.refused++;
      return false;
    }
    if (version === null) return true;
    const entry = { name, text, now, expiresAt, bytes, version, tags: tagsText(tags) };
    const store = () => this.#parts.store.store(entry, () => this.#uses.take());
    const outcome = this.troubles.write(now, store, null);
    if (outcome === null) return true;
    if (outcome.stored) this.tally.add('stores');
    else this.more.outdated++;
    this.tally.add('expirations', outcome.expired);
    this.tally.add('evictions', outcome.evicted);
    return true;
  }

  /** Removes what is older than a value that could not take its place. */
  drop(name: string, { version }: Beginning): void {
    if (version === null) return;
    this.troubles.write(this.#parts.now(), () => this.#parts.store.drop(name, version), undefined);
  }

  /** Whether what was begun then can still be true. */
  isCurrent(name: string, tags: EntryOptions['tags'], then: Beginning, now: Beginning): boolean {
    const { version } = then;
    if (version === now.version || version === null) return true;
    return this.troubles.read(() => this.#parts.store.isCurrent(name, version, tagsText(tags)), true);
  }

  held(): Held | null {
    return this.troubles.read<Held | null>(() => this.#parts.store.held(), null);
  }

  flush(): void {
    const now = this.#parts.now();
    this.#writeUses(now);
    const write = (counts: Counts) => () => {
      this.#parts.writeStatistics(counts, now);
      return true;
    };
    this.tally.flush(now, (counts) => this.troubles.write(now, write(counts), false));
  }

  #parse<T>(text: unknown): T | undefined {
    try {
      if (typeof text === 'string') return JSON.parse(text) as T;
    } catch {
      // Not ours, or cut off: counted below, and computed anew.
    }
    this.more.damaged++;
    return undefined;
  }

  #writeUses(now: number): void {
    const used = this.#uses.take();
    if (used.length > 0) this.troubles.write(now, () => this.#parts.store.touch(used, now), undefined);
  }
}
