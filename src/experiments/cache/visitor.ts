import { readFileSync } from 'node:fs';
import { type OpenLayout, openLayout } from '../../database/open.ts';
import { seededRandom } from '../../stats/random.ts';
import { fillings } from './filling.ts';
import { isFile, type OpenPlace, openPlace } from './places.ts';
import type { FillRequest, VisitorRequest, Visits } from './protocol.ts';
import { searcher } from './search.ts';
import { openVersions, type Versions } from './versions.ts';
import { zipf } from './zipf.ts';

/** A process of the application: asks its cache, computes what is not there, and changes the data now and then. */
export class Visitor {
  readonly #request: VisitorRequest;
  readonly #open: OpenLayout;
  readonly #versions: Versions;
  readonly #store: OpenPlace;
  readonly #search: ReturnType<typeof searcher>;
  readonly #next: () => number;
  readonly #changes: () => number;
  #asked = 0;
  #filled: OpenPlace | undefined;

  constructor(request: VisitorRequest) {
    const { layout, folder, place, questions, exponent, seed, capacity } = request;
    this.#request = request;
    this.#open = openLayout(layout, folder);
    this.#versions = openVersions(layout, this.#open);
    this.#search = searcher(this.#open);
    this.#store = openPlace(place, layout, this.#open, folder, 'answers', capacity, this.#versions);
    this.#next = zipf(questions.length, exponent, seededRandom(seed));
    this.#changes = zipf(questions.length, exponent, seededRandom(seed + 1_000_003));
    // The code has run before anything is timed; nothing is kept of it.
    for (const question of questions.slice(-5)) this.#search(question);
  }

  /** So many gets, and a change of the data after every `changeEvery` of them. */
  visit(gets: number): Visits {
    const seconds = new Float64Array(gets);
    const hit = new Uint8Array(gets);
    let [stale, busy] = [0, 0];
    const written = writtenByThread();
    for (let i = 0; i < gets; i++) {
      const n = this.#next();
      const key = this.#key(n);
      // Committed before the get begins, so an answer older than this is stale however the processes interleave.
      const current = this.#versions.of(key);
      const start = performance.now();
      const found = this.#store.get(key);
      let version = found?.version;
      if (version === undefined) {
        version = this.#versions.of(key);
        const value = this.#search(this.#question(n));
        if (!unlessBusy(() => this.#store.store(key, { value, version: version as number }))) busy++;
      } else hit[i] = 1;
      seconds[i] = (performance.now() - start) / 1000;
      if (version < current) stale++;
      if (++this.#asked % this.#request.changeEvery === 0 && !unlessBusy(() => this.#change())) busy++;
    }
    const now = writtenByThread();
    const writtenBytes = written === null || now === null ? null : now - written;
    return { seconds, hit, stale, busy, writtenBytes };
  }

  /** A change of the data, and what was computed from it forgotten wherever this process can reach. */
  #change(): void {
    const key = this.#key(this.#changes());
    if (this.#request.place === 'table') this.#versions.change(key, () => this.#store.remove(key));
    else {
      this.#versions.change(key);
      this.#store.remove(key);
    }
  }

  held() {
    return this.#store.held();
  }

  /** Stores an answer for others to look for. */
  leave(key: string): void {
    this.#store.store(key, { value: '[]', version: this.#versions.of(key) });
  }

  finds(key: string): boolean {
    return this.#store.get(key) !== undefined;
  }

  /** Has that many answers in reach: reads them where they lie in a file, stores them itself where they do not. */
  fill({ entries, entryBytes }: FillRequest): void {
    const { layout, folder, place } = this.#request;
    this.#filled = openPlace(place, layout, this.#open, folder, 'filling', entries, this.#versions);
    const own = !isFile(place);
    for (const { key, value } of fillings(entries, entryBytes)) {
      if (own) this.#filled.store(key, { value, version: 1 });
      else this.#filled.get(key);
    }
  }

  #question(n: number) {
    return this.#request.questions[n] as VisitorRequest['questions'][number];
  }

  #key(n: number): string {
    return this.#request.keys[n] as string;
  }
}

/** False where others held the lock for all of busy_timeout. */
function unlessBusy(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')) return false;
    throw error;
  }
}

/** Bytes that this thread, on which SQLite works, gave to write calls so far; null where the system does not count. */
function writtenByThread(): number | null {
  try {
    const [, bytes] = /^wchar: (\d+)$/m.exec(readFileSync('/proc/thread-self/io', 'latin1')) ?? [];
    return bytes === undefined ? null : Number(bytes);
  } catch {
    return null;
  }
}
