import type { Moment } from './clock.ts';

/**
 * The last hour in memory: a ring of looks, and per database and metric a column of numbers beside it. A look takes 8 bytes
 * per figure, whatever happens; a column is made when its figure is first measured.
 */
export class History {
  readonly #capacity: number;
  /** Of the steady clock: in order, however the machine's clock is set. */
  readonly #times: Float64Array;
  /** As the machine's clock had it, for people. */
  readonly #labels: Float64Array;
  readonly #columns = new Map<string, Map<string, Float64Array>>();
  /** How many looks there have been. */
  #count = 0;

  /** @param capacity looks kept: at most so many, the oldest go first */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#times = new Float64Array(capacity);
    this.#labels = new Float64Array(capacity);
  }

  get length(): number {
    return Math.min(this.#count, this.#capacity);
  }

  /** @param moment later than that of the look before, by the steady clock @param figures by database and metric */
  add({ at, steady }: Moment, figures: ReadonlyMap<string, ReadonlyMap<string, number>>): void {
    const slot = this.#count % this.#capacity;
    this.#times[slot] = steady;
    this.#labels[slot] = at;
    for (const columns of this.#columns.values())
      for (const column of columns.values()) column[slot] = Number.NaN;
    for (const [db, values] of figures)
      for (const [metric, value] of values) this.#column(db, metric)[slot] = value;
    this.#count++;
  }

  /** The databases that have figures. */
  databases(): readonly string[] {
    return [...this.#columns.keys()];
  }

  /** When the looks were, the oldest first. @param since steady seconds; those after it */
  moments(since = Number.NEGATIVE_INFINITY): readonly Moment[] {
    return this.#slots(since).map((slot) => ({
      at: this.#labels[slot] as number,
      steady: this.#times[slot] as number,
    }));
  }

  /** A figure at each of the same moments; null where it was not measured: a gap, not a zero. Empty where it never was. */
  series(db: string, metric: string, since = Number.NEGATIVE_INFINITY): readonly (number | null)[] {
    const column = this.#columns.get(db)?.get(metric);
    if (column === undefined) return [];
    return this.#slots(since).map((slot) => {
      const value = column[slot] as number;
      return Number.isNaN(value) ? null : value;
    });
  }

  /**
   * By how much a counter has grown since a moment of the steady clock: from the first look at it or later. One that is smaller than before has begun
   * anew, as after a restart of whoever counts. Of one look alone it is all that has been counted so far.
   * Walks backwards and makes nothing: each look asks for several of these.
   */
  growth(db: string, metric: string, since: number): number | undefined {
    const column = this.#columns.get(db)?.get(metric);
    if (column === undefined) return undefined;
    let grown: number | undefined;
    let later: number | undefined;
    for (let index = this.#count - 1; index >= this.#count - this.length; index--) {
      const slot = index % this.#capacity;
      if ((this.#times[slot] as number) < since) break;
      const value = column[slot] as number;
      if (Number.isNaN(value)) continue;
      if (later !== undefined) grown = (grown ?? 0) + (later < value ? later : later - value);
      later = value;
    }
    return grown ?? later;
  }

  /** The figure of the latest look; undefined where it was not measured then. */
  latest(db: string, metric: string): number | undefined {
    const value = this.#columns.get(db)?.get(metric)?.[(this.#count - 1) % this.#capacity];
    return value === undefined || Number.isNaN(value) ? undefined : value;
  }

  /** Of the looks after a moment, the oldest first. */
  #slots(since: number): number[] {
    const slots: number[] = [];
    for (let index = this.#count - this.length; index < this.#count; index++) {
      const slot = index % this.#capacity;
      if ((this.#times[slot] as number) > since) slots.push(slot);
    }
    return slots;
  }

  #column(db: string, metric: string): Float64Array {
    const columns = kept(this.#columns, db, () => new Map<string, Float64Array>());
    return kept(columns, metric, () => new Float64Array(this.#capacity).fill(Number.NaN));
  }
}

/** The value of a key, made the first time it is asked for. */
export function kept<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
