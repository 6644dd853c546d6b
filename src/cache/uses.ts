/** Uses that are noted before they are written, at most. */
const MOST_PENDING = 64;

/**
 * Which entries were used, so that the bound removes others. It is told by the minute, not by the second, and written
 * in batches: a hit on an entry whose row was marked less than `recencySeconds` ago is only read, and the others are
 * written 64 at a time, or with the next store that tidies, or after `recencySeconds`. What a process that is killed
 * had not written is lost: its entries look unused for that time.
 */
export class Uses {
  readonly #recencySeconds: number;
  #pending = new Set<string>();
  #since = 0;

  constructor(recencySeconds: number) {
    this.#recencySeconds = recencySeconds;
  }

  /** Notes a hit; true where it is time to write. @param usedAt as the row has it */
  note(name: string, usedAt: number, now: number): boolean {
    if (now - usedAt < this.#recencySeconds) return false;
    if (this.#pending.size === 0) this.#since = now;
    this.#pending.add(name);
    return this.#pending.size >= MOST_PENDING || now - this.#since >= this.#recencySeconds;
  }

  /** What has been noted since, for whoever writes it. */
  take(): readonly string[] {
    if (this.#pending.size === 0) return [];
    const taken = [...this.#pending];
    this.#pending = new Set();
    return taken;
  }
}
