import { formatBytes, formatCount, formatPercent, formatSeconds } from '../../render/units.ts';
import type { Reading } from './reading.ts';

type Value = (metric: string) => number | undefined;

/** A row per figure; left out where no database has it. */
export const ROWS: readonly (readonly [
  title: string,
  text: (value: Value, reading: Reading) => string | undefined,
])[] = [
  ['state', (_, { down }) => (down ? `down: ${down.reason}` : 'up')],
  [
    'open in',
    (value) => map(value('holders'), (n) => (n === 0 ? 'no process' : `${n} process${n === 1 ? '' : 'es'}`)),
  ],
  ['readers', (value) => map(value('readers'), formatCount)],
  [
    'busy',
    (value) =>
      map2(value('lock_busy_total'), value('lock_checks_total'), (busy, checks) =>
        formatPercent(busy / checks),
      ),
  ],
  ['probe', (value) => map(value('probe_last_seconds'), formatSeconds)],
  ['WAL', (value) => map(value('wal_bytes'), formatBytes)],
  ['frames waiting', (value) => map(value('wal_pending_frames'), formatCount)],
  [
    'checkpoint',
    (value) =>
      map2(value('checkpoint_age_seconds'), value('wal_pending_frames'), (age, waiting) =>
        waiting === 0 ? 'nothing waits' : `${ago(age)} ago`,
      ),
  ],
  ['file', (value) => map(value('file_bytes'), formatBytes)],
  [
    'free pages',
    (value) =>
      map2(value('free_pages'), value('pages'), (free, pages) =>
        formatPercent(pages === 0 ? 0 : free / pages),
      ),
  ],
  ['disk free', (value) => map(value('disk_free_bytes'), formatBytes)],
  ['cache entries', (value) => map(value('cache_rows'), formatCount)],
  [
    'cache hits',
    (value) =>
      map2(value('cache_hits_total'), value('cache_misses_total'), (hits, misses) =>
        hits + misses === 0 ? 'none asked' : formatPercent(hits / (hits + misses)),
      ),
  ],
  ['orphans', (value) => map(value('orphan_rows'), formatCount)],
  [
    'full text',
    (value) => map(value('full_text_drifted_tables'), (n) => (n === 0 ? 'agrees' : `${n} drifted`)),
  ],
  ['damage', (value) => map(value('damages'), (n) => (n === 0 ? 'none' : formatCount(n)))],
  [
    'permissions',
    (value) =>
      map(value('permission_findings'), (n) =>
        n === 0 ? 'fine' : `${formatCount(n)} finding${n === 1 ? '' : 's'}`,
      ),
  ],
  [
    'backup',
    (value, { at }) =>
      map(value('backup_timestamp_seconds'), (time) => `${ago(at - time)} ago`) ??
      map(value('backup_sets'), () => 'never'),
  ],
];

/** Whole units: nobody needs three digits of an age. */
export function ago(seconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const;
  const [unit, length] = units.find(([, one]) => seconds >= 2 * one) ?? (['s', 1] as const);
  return `${Math.max(0, Math.floor(seconds / length))} ${unit}`;
}

function map(value: number | undefined, text: (value: number) => string): string | undefined {
  return value === undefined ? undefined : text(value);
}

function map2(
  a: number | undefined,
  b: number | undefined,
  text: (a: number, b: number) => string,
): string | undefined {
  return a === undefined || b === undefined ? undefined : text(a, b);
}
