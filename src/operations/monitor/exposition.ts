import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { METRICS } from './registry.ts';
import type { Watch } from './watch.ts';

/**
 * What Prometheus reads: the latest reading of every database. Nothing is measured by a scrape, so that it takes as long at 1 GB
 * as at 1 MB, and two scrapers disturb nobody. A figure that was not measured has no line.
 */
export class Exposition {
  readonly #registry = new Registry();
  readonly #watch: Watch;
  readonly #metrics: readonly { readonly name: string; readonly metric: Gauge<'db'> | Counter<'db'> }[];

  readonly #histograms: ReadonlyMap<string, Histogram<'db'>>;
  /** Databases that the histograms have something of. */
  readonly #observed = new Set<string>();

  constructor(watch: Watch) {
    this.#watch = watch;
    const histograms = new Map<string, Histogram<'db'>>();
    const others: { name: string; metric: Gauge<'db'> | Counter<'db'> }[] = [];
    for (const { name, type, help, buckets = [] } of METRICS) {
      const common = { name, help, labelNames: ['db'] as const, registers: [this.#registry] };
      if (type === 'histogram') histograms.set(name, new Histogram({ ...common, buckets: [...buckets] }));
      else others.push({ name, metric: type === 'counter' ? new Counter(common) : new Gauge(common) });
    }
    this.#metrics = others;
    this.#histograms = histograms;
    watch.onObservation = (db, metric, value) => {
      this.#observed.add(db);
      histograms.get(metric)?.observe({ db }, value);
    };
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    this.#forget();
    for (const { name, metric } of this.#metrics) {
      metric.reset();
      for (const { db, values } of this.#watch.readings) {
        const value = values.get(name);
        if (value !== undefined) metric.inc({ db }, value);
      }
    }
    return this.#registry.metrics();
  }

  /** Databases that are watched no more, as after a migration. */
  #forget(): void {
    const watched = new Set(this.#watch.targets.map(({ db }) => db));
    for (const db of this.#observed) {
      if (watched.has(db)) continue;
      for (const histogram of this.#histograms.values()) histogram.remove({ db });
      this.#observed.delete(db);
    }
  }
}
