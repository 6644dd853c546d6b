import { join } from 'node:path';
import trackBySlug from '../../scenarios/track-by-slug.ts';
import { searchWord } from '../../scenarios/words.ts';
import { parameterSource } from '../../src/bench/parameters.ts';
import { openCache } from '../../src/cache/open.ts';
import { type OpenLayout, openLayout } from '../../src/database/open.ts';
import { single, three, two } from '../../src/layouts/index.ts';
import { createTextSearch } from '../../src/search/text/index.ts';
import { median, quantileSorted } from '../../src/stats/summary.ts';
import type { Finding } from '../perf.ts';
import { buildOnce, builtInStore, temporaryFolder } from './dataset.ts';

/** About 100,000 tracks of the built-in catalogue. */
const SCALE = 29;
const PAIRS = 200;
const BLOCK_SECONDS = 0.006;
const PLACES = [
  { layout: single, label: 'one file' },
  { layout: two, label: 'cache file' },
  { layout: three, label: ':memory:' },
];

/** What a hit costs beside what it saves: a point SELECT, where a cache can only lose, and a search. */
export async function cacheSection(): Promise<Finding[]> {
  using folder = temporaryFolder();
  const seedStore = await builtInStore(folder.path);
  const findings: Finding[] = [];
  for (const { layout, label } of PLACES) {
    const built = join(folder.path, layout.name);
    await buildOnce({ folder: built, layout: layout.name, scale: SCALE, seedStore });
    const open = openLayout(layout, built);
    const compare = (what: string, work: Saved) => findings.push(inTurns(`${label}: ${what}`, work));
    compare('a hit / the point SELECT that it saves (track-by-slug)', pointSelect(open));
    compare('a hit / the search that it saves (20 tracks with their rows)', search(open));
    open.close();
  }
  return findings;
}

/** The same question to the cache and to the tables, for one number after another. */
interface Saved {
  readonly hit: (call: number) => unknown;
  readonly computed: (call: number) => unknown;
}

function saved<P>(open: OpenLayout, parameters: readonly P[], compute: (parameter: P) => unknown): Saved {
  const cache = openCache(open);
  const options = { ttl: Number.POSITIVE_INFINITY, tags: ['tracks'] };
  const of = (call: number) => parameters[call % parameters.length] as P;
  const hit = (call: number) => {
    const parameter = of(call);
    return cache.getOrCompute(`perf:${JSON.stringify(parameter)}`, options, () => compute(parameter));
  };
  for (let call = 0; call < parameters.length; call++) hit(call);
  return { hit, computed: (call) => compute(of(call)) };
}

function pointSelect(open: OpenLayout): Saved {
  const select = trackBySlug.joined?.(open) ?? fail();
  return saved(open, trackBySlug.parameters(parameterSource(open)), (parameter) => select(parameter, 0));
}

function search(open: OpenLayout): Saved {
  const found = createTextSearch(open, ['tracks']);
  const words = parameterSource(open)
    .draw<{ name: string }>(128, ['chinook_tracks'], 'SELECT name FROM chinook_tracks WHERE id = $id')
    .map(({ name }) => searchWord(name));
  return saved(open, words, (word) => found.search(word, { limit: 20 }).hits);
}

function inTurns(what: string, { hit, computed }: Saved): Finding {
  const sides = [hit, computed].map((work) => {
    let call = 0;
    const timed = (calls: number) => {
      const start = performance.now();
      for (let done = 0; done < calls; done++) work(call++);
      return (performance.now() - start) / 1000 / calls;
    };
    timed(300);
    return { timed, calls: Math.max(1, Math.round(BLOCK_SECONDS / timed(300))) };
  });
  const times: [number[], number[]] = [[], []];
  for (let pair = 0; pair < PAIRS; pair++)
    for (const side of pair % 2 === 0 ? [0, 1] : [1, 0]) {
      const { timed, calls } = sides[side] ?? fail();
      times[side]?.push(timed(calls));
    }
  const ratios = Float64Array.from(times[0], (time, pair) => time / (times[1][pair] ?? Number.NaN)).sort();
  const microseconds = (list: readonly number[]) => `${(median(list) * 1e6).toFixed(1)} us`;
  const quartile = (at: number) => quantileSorted(ratios, at).toPrecision(3);
  return {
    what,
    measured: `${quartile(0.5)} (quartiles ${quartile(0.25)} to ${quartile(0.75)}; ${PAIRS} pairs; ${microseconds(times[0])} / ${microseconds(times[1])})`,
    target: 'stated',
    met: null,
  };
}

function fail(): never {
  throw new Error('nothing to measure');
}
