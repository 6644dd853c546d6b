/**
 * The systems that the scenarios measure, for an application or a scenario of one's own: what chinook-eval says of them
 * is then said of what is used. `library()` of the package root loads it.
 */
import { readDataFolder } from './database/data-folder.ts';
import { type OpenLayout, openLayout, type WatchConnection } from './database/open.ts';

export type { Cache, Statistics } from './cache/cache.ts';
export type { EntryOptions } from './cache/entries.ts';
export { type CacheOptions, openCache } from './cache/open.ts';
export { type Counts, readCacheStatistics } from './cache/statistics.ts';
export type { OpenLayout, WatchConnection } from './database/open.ts';
export {
  createTextSearch,
  type Hit,
  type Kind,
  type Page,
  type SearchOptions,
  type TextSearch,
} from './search/text/index.ts';
export {
  createRecommender,
  type Recommendations,
  type RecommendRequest,
} from './search/vectors/recommend.ts';

/**
 * Opens a data folder that build or migrate has made, as its layout says; close it when done.
 * @param watch what to use in each connection's place, such as `(one) => watchSlowQueries(one, { log }).connection`
 * @throws Failure: 2 where it is none or a file is missing, 4 where layout.json is damaged, 5 without permission
 */
export function openData(folder: string, { watch }: { readonly watch?: WatchConnection } = {}): OpenLayout {
  const { layout, files } = readDataFolder(folder, folder);
  return openLayout(layout, files, watch);
}
