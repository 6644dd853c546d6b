import { type Counts, noCounts } from './statistics.ts';

/** What this process has counted, and what of it is not yet in the table. */
export class Tally {
  readonly total: Counts = noCounts();
  #unwritten = noCounts();
  #writtenAt: number;
  readonly #everySeconds: number;

  /** @param everySeconds between two writings */
  constructor(everySeconds: number, now: number) {
    this.#everySeconds = everySeconds;
    this.#writtenAt = now;
  }

  add(what: keyof Counts, count = 1): void {
    this.total[what] += count;
    this.#unwritten[what] += count;
  }

  /** Whether it is time to write; a clock that was set back begins anew. */
  isDue(now: number): boolean {
    if (now < this.#writtenAt) this.#writtenAt = now;
    return now - this.#writtenAt >= this.#everySeconds;
  }

  /** Has everything written that is not; what cannot be is kept for the next time. @param write false where it failed */
  flush(now: number, write: (counts: Counts) => boolean): void {
    this.#writtenAt = now;
    if (Object.values(this.#unwritten).some((count) => count > 0) && write(this.#unwritten))
      this.#unwritten = noCounts();
  }
}
