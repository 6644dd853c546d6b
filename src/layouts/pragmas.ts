import type { Pragmas } from '../model/layout.ts';

const MIB = 1024 * 1024;

/** Section 1.2 of the evaluation document: WAL, memory mapping of 256 MB; the cache is split as in section 4.2. */
export function filePragmas(cacheMiB: number): Pragmas {
  return {
    journal_mode: 'wal',
    synchronous: 'normal',
    cache_size: -cacheMiB * 1024,
    mmap_size: 256 * MIB,
    foreign_keys: 1,
    busy_timeout: 5000,
  };
}

/** A `:memory:` database has no journal to choose and nothing to map. */
export function memoryPragmas(cacheMiB: number): Pragmas {
  return { cache_size: -cacheMiB * 1024, foreign_keys: 1 };
}
