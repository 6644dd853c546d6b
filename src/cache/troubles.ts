/**
 * Whether a cache has to bear an error: whatever SQLite says of the database (locked, disk full, read-only, damaged).
 * Then the answer is computed, and not kept. A mistake of the program's is none of these.
 */
export function isTrouble(error: unknown): boolean {
  return String((error as { code?: unknown } | null | undefined)?.code).startsWith('SQLITE_');
}

/** Seconds without a write after one that failed: another would wait for the same lock, up to busy_timeout each. */
const REST_SECONDS = 5;

/** What went wrong so far, and whether the cache may write again. */
export class Troubles {
  failures = 0;
  skipped = 0;
  #since: number | null = null;

  /** A read: `otherwise` where it fails. */
  read<T>(work: () => T, otherwise: T): T {
    try {
      return work();
    } catch (error) {
      if (!isTrouble(error)) throw error;
      this.failures++;
      return otherwise;
    }
  }

  /** A write that can be left undone: `otherwise` where it fails, or one has failed less than five seconds ago. */
  write<T>(now: number, work: () => T, otherwise: T): T {
    if (this.#rests(now)) {
      this.skipped++;
      return otherwise;
    }
    const before = this.failures;
    const result = this.read(work, otherwise);
    this.#since = this.failures > before ? now : null;
    return result;
  }

  /** A clock that was set back ends the rest. */
  #rests(now: number): boolean {
    return this.#since !== null && now >= this.#since && now < this.#since + REST_SECONDS;
  }
}
