import type { BuiltLayout } from '../../database/describe.ts';

type Database = BuiltLayout['databases'][number];

/** Everything in a database, tables and indexes: also of one in memory, which has no file. */
export function dataBytes({ databases }: Pick<BuiltLayout, 'databases'>): number {
  return databases.reduce((sum, database) => sum + bytesOf(database), 0);
}

/** The page cache of all databases of a layout together, bytes (sqlite.org/pragma.html#pragma_cache_size). */
export function cacheBytes({ databases }: Pick<BuiltLayout, 'databases'>): number {
  return databases.reduce((sum, database) => sum + cacheOf(database), 0);
}

/** A database on disk that is larger than its page cache, and perhaps than what is mapped of it. */
export interface Outgrown {
  readonly name: string;
  readonly bytes: number;
  readonly cacheBytes: number;
  /** What is mapped is read without the page cache's help. */
  readonly mapBytes: number;
}

/** One in memory has nothing to fetch. */
export function outgrown({ databases }: Pick<BuiltLayout, 'databases'>): readonly Outgrown[] {
  return databases
    .filter((database) => database.bytes !== null && bytesOf(database) > cacheOf(database))
    .map((database) => ({
      name: database.name,
      bytes: bytesOf(database),
      cacheBytes: cacheOf(database),
      mapBytes: Number(database.pragmas.mmap_size ?? 0),
    }));
}

function bytesOf({ objects }: Database): number {
  return objects.reduce((sum, one) => sum + one.bytes, 0);
}

/** cache_size is in pages, or in KiB when negative. */
function cacheOf({ pragmas }: Database): number {
  const size = Number(pragmas.cache_size ?? 0);
  return size < 0 ? -size * 1024 : size * Number(pragmas.page_size ?? 4096);
}
