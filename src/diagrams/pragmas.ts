import { formatBytes, formatCount, formatSeconds } from '../render/units.ts';
import type { SourceDatabase } from './names.ts';

/** By the numbers that SQLite reads back (pragma.html#pragma_synchronous). */
const SYNCHRONOUS = ['off', 'normal', 'full', 'extra'];

type Value = string | number;

/** For those that say how a database is opened, in this order; others of the run document are left to tables. */
const SHOWN: readonly (readonly [string, (value: Value, database: SourceDatabase) => string | null])[] = [
  ['journal_mode', String],
  ['synchronous', (value) => SYNCHRONOUS[Number(value)] ?? String(value)],
  ['cache_size', cacheSize],
  ['mmap_size', (value) => (Number(value) > 0 ? formatBytes(Number(value)) : null)],
  ['busy_timeout', (value) => formatSeconds(Number(value) / 1000)],
  ['foreign_keys', (value) => (Number(value) === 1 ? 'on' : 'off')],
];

/** The PRAGMAs in effect, as they were read back; those that were not recorded are absent. */
export function pragmaLines(database: SourceDatabase): readonly string[] {
  return SHOWN.flatMap(([name, format]) => {
    const value = database.pragmas[name];
    const text = value === undefined ? null : format(value, database);
    return text === null ? [] : [`${name} ${text}`];
  });
}

/** Below 0 it counts KiB, above pages (pragma.html#pragma_cache_size). */
function cacheSize(value: Value, { pragmas }: SourceDatabase): string {
  const size = Number(value);
  if (size < 0) return `up to ${formatBytes(-size * 1024)}`;
  const page = Number(pragmas.page_size);
  return page > 0 ? `up to ${formatBytes(size * page)}` : `up to ${formatCount(size)} pages`;
}
