import type { DatabasePlacement, Layout } from '../../model/layout.ts';

/** SQLite's own cache_size and page_size (https://www.sqlite.org/pragma.html#pragma_cache_size). */
const DEFAULT_CACHE = -2000;
const DEFAULT_PAGE = 4096;

/** The most that the page caches of one process may hold, in KiB, all databases together. */
export function cacheKiB(layout: Layout): number {
  return layout.databases.reduce((sum, database) => sum + cacheOf(database), 0);
}

/** The layout with its caches scaled so that they come to a total; how they share it stays. */
export function withCache(layout: Layout, totalKiB: number): Layout {
  const factor = totalKiB / cacheKiB(layout);
  return {
    ...layout,
    databases: layout.databases.map((database) => ({
      ...database,
      pragmas: { ...database.pragmas, cache_size: -Math.max(1, Math.round(cacheOf(database) * factor)) },
    })),
  };
}

function cacheOf({ pragmas }: DatabasePlacement): number {
  const size = Number(pragmas?.cache_size ?? DEFAULT_CACHE);
  // Positive: in pages.
  return size < 0 ? -size : (size * Number(pragmas?.page_size ?? DEFAULT_PAGE)) / 1024;
}
