import type { CacheStatus } from '../cache/status.ts';
import { brief, plain } from '../render/plain.ts';
import { renderTable } from '../render/table.ts';
import { formatBytes, formatCount, formatPercent } from '../render/units.ts';

/** What was done to a cache, and to how many entries. */
export interface Done {
  readonly action: 'sweep' | 'invalidate' | 'clear';
  readonly tag?: string;
  /** Rows removed; by an invalidation none. */
  readonly removed: number;
  /** Entries that would have been served before, and are not any more. */
  readonly ended: number;
}

export interface CacheReport {
  readonly data: string;
  readonly layout: string;
  /** The file that it lies in, or ":memory:". */
  readonly file: string;
  readonly done?: Done;
  /** null where it cannot be seen from outside. */
  readonly status: CacheStatus | null;
}

export function describeCache({ data, layout, file, done, status }: CacheReport): string {
  const where = `${plain(data)}, layout ${layout}: the query cache lies in ${file}`;
  if (status === null)
    return `${where}, in each process for itself: there is nothing to see from outside, and nothing of it outlives its process`;
  const { entries, bytes, valid, expired, invalidated, tags } = status;
  const counts = [entries, valid, expired, invalidated, tags].map(formatCount);
  const width = Math.max(...counts.map(({ length }) => length));
  const line = (name: string, index: number, more = '') =>
    `  ${name.padEnd(11)}  ${(counts[index] ?? '').padStart(width)}${more}`;
  return [
    where,
    ...(done ? [doneText(done)] : []),
    '',
    line('entries', 0, `  ${formatBytes(bytes)} of keys and values`),
    line('valid', 1),
    line('expired', 2, expired > 0 ? '  removed by the next stores, or by --sweep' : ''),
    line('invalidated', 3, invalidated > 0 ? '  never served; removed when they expire' : ''),
    line('tags ended', 4),
    '',
    ...statisticsLines(status),
  ].join('\n');
}

function doneText({ action, tag, removed, ended }: Done): string {
  switch (action) {
    case 'sweep':
      return `swept: ${entries(removed, 'expired ')} removed`;
    case 'invalidate':
      return `tag ${brief(JSON.stringify(tag ?? ''), 60)} ended: ${entries(ended)} that ${ended === 1 ? 'was valid is' : 'were valid are'} not any more`;
    case 'clear':
      return `emptied: ${entries(removed)} removed, ${formatCount(ended)} of them valid`;
  }
}

function entries(count: number, which = ''): string {
  return `${formatCount(count)} ${which}${count === 1 ? 'entry' : 'entries'}`;
}

function statisticsLines({ statistics }: CacheStatus): readonly string[] {
  const caches = Object.entries(statistics);
  if (caches.length === 0) return ['no process has written down how it used the cache'];
  const names = ['hits', 'misses', 'stores', 'evictions', 'expirations', 'invalidations'] as const;
  const columns = ['used by', 'hit rate', ...names].map((heading, index) => ({
    heading,
    align: index === 0 ? ('left' as const) : ('right' as const),
  }));
  const rows = caches.map(([name, counts]) => {
    const asked = counts.hits + counts.misses;
    const rate = asked === 0 ? '-' : formatPercent(counts.hits / asked);
    return [plain(name), rate, ...names.map((what) => formatCount(counts[what]))];
  });
  return [
    renderTable(columns, rows),
    'as far as processes have written it down: once a minute and when they close',
  ];
}
