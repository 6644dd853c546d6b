import { join } from 'node:path';
import type { Cache } from '../../src/cache/cache.ts';
import { type CacheOptions, openCache } from '../../src/cache/open.ts';
import { type OpenLayout, openLayout } from '../../src/database/open.ts';
import { single, three, two } from '../../src/layouts/index.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../support/dataset.ts';

const folder = new TemporaryFolder();
const store = await seedStore(folder.path);
const opened: OpenLayout[] = [];
process.on('exit', () => {
  for (const open of opened) open.close();
});

/** The single file, a cache file and `:memory:`, each built once. */
export const PLACES = [single, two, three].map((layout) => {
  const open = buildAndOpen(layout, folder.path, store);
  opened.push(open);
  return { name: layout.name, layout, open, folder: join(folder.path, `${layout.name}-1`) };
});
export type Place = (typeof PLACES)[number];

export function placeNamed(name: string): Place {
  return PLACES.find((place) => place.name === name) ?? PLACES[0] ?? fail();
}
const fail = () => {
  throw new Error('no place');
};

/** The same files once more, as another process would open them; closed with the rest. */
export function openAgain({ layout, folder }: Place): OpenLayout {
  const open = openLayout(layout, folder);
  opened.push(open);
  return open;
}

/** A clock that stands until it is moved. */
export class Clock {
  seconds = 1_000_000;
  readonly now = () => this.seconds;
}

/** An empty cache of a place, and the connection that its tables are on. */
export function emptyCache(place: Place, clock: Clock, options: CacheOptions = {}) {
  const connection = place.open.connectionFor(['query_cache', 'computed_results']) ?? fail();
  connection.exec(
    `DELETE FROM query_cache; DELETE FROM query_cache_tags; DELETE FROM computed_results WHERE key LIKE 'cache:%'`,
  );
  const cache: Cache = openCache(place.open, { now: clock.now, ...options });
  return { cache, connection };
}
