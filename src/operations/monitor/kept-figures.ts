import { kept } from './history.ts';
import { present } from './reading.ts';

/** What a watch keeps of each database from one look to the next, beside what a look itself measures. */
export class KeptFigures {
  /** By monitor and database. */
  readonly #memory = new Map<string, Record<string, unknown>>();
  readonly #counters = new Map<string, Map<string, number>>();
  /** From checks at intervals of their own: they hold until the next. */
  readonly #checked = new Map<string, ReadonlyMap<string, number>>();

  /** What a monitor keeps about a database for itself. */
  memory(db: string, monitor: string): Record<string, unknown> {
    return kept(this.#memory, `${monitor} ${db}`, () => ({}));
  }

  count(db: string, grown: Readonly<Record<string, number>>): void {
    const counters = kept(this.#counters, db, () => new Map<string, number>());
    for (const [metric, by] of Object.entries(grown)) counters.set(metric, (counters.get(metric) ?? 0) + by);
  }

  /** @param figures those that are undefined are kept no more */
  checked(db: string, figures: Readonly<Record<string, number | undefined>>): void {
    const before = [...(this.#checked.get(db) ?? [])].filter(([metric]) => !(metric in figures));
    this.#checked.set(db, new Map([...before, ...present(figures)]));
  }

  /** Counters go on: Prometheus would take it for a restart. */
  forget(): void {
    this.#memory.clear();
    this.#checked.clear();
  }

  /** All figures of a database, with those of a look. */
  with(db: string, gauges: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
    return new Map([...(this.#counters.get(db) ?? []), ...(this.#checked.get(db) ?? []), ...gauges]);
  }
}
