/** What the dashboard shows of each database. Adding a chart or a fact is one entry; the page's script draws by these lists. */
export type Unit = 'seconds' | 'bytes' | 'count' | 'share';

export interface Line {
  readonly label: string;
  readonly metric: string;
  /**
   * Of counters: the growth of `metric` between two looks over the growth of these together. Nothing is shown where
   * they did not grow.
   */
  readonly over?: readonly string[];
}

export interface Panel {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  readonly lines: readonly Line[];
  /** Said of a share where there was nothing to take it of. */
  readonly idle?: string;
}

export const PANELS: readonly Panel[] = [
  {
    id: 'latency',
    title: 'Latency of a probe',
    unit: 'seconds',
    lines: [{ label: 'probe', metric: 'chinook_sqlite_probe_last_seconds' }],
  },
  {
    id: 'wal',
    title: 'Write-ahead log',
    unit: 'bytes',
    lines: [{ label: 'size', metric: 'chinook_sqlite_wal_bytes' }],
  },
  {
    id: 'pending',
    title: 'Frames not checkpointed',
    unit: 'count',
    lines: [{ label: 'frames', metric: 'chinook_sqlite_wal_pending_frames' }],
  },
  {
    id: 'checkpoint',
    title: 'Age of the last checkpoint',
    unit: 'seconds',
    lines: [{ label: 'age', metric: 'chinook_sqlite_checkpoint_age_seconds' }],
  },
  {
    id: 'size',
    title: 'Size of the file',
    unit: 'bytes',
    lines: [{ label: 'file', metric: 'chinook_sqlite_file_bytes' }],
  },
  {
    id: 'busy',
    title: 'Share of looks that found it busy',
    unit: 'share',
    idle: 'not looked',
    lines: [
      {
        label: 'busy',
        metric: 'chinook_sqlite_lock_busy_total',
        over: ['chinook_sqlite_lock_checks_total'],
      },
    ],
  },
  {
    id: 'cache',
    title: 'Cache hits',
    unit: 'share',
    idle: 'none asked',
    lines: [
      {
        label: 'hits',
        metric: 'chinook_sqlite_cache_hits_total',
        over: ['chinook_sqlite_cache_hits_total', 'chinook_sqlite_cache_misses_total'],
      },
    ],
  },
];

export interface Fact {
  readonly label: string;
  readonly metric: string;
  readonly unit: Unit | 'moment' | 'yes';
}

/** Figures that change so seldom that a curve of them says nothing. */
export const FACTS: readonly Fact[] = [
  { label: 'last backup', metric: 'chinook_sqlite_backup_timestamp_seconds', unit: 'moment' },
  { label: 'backup verified', metric: 'chinook_sqlite_backup_verified', unit: 'yes' },
  { label: 'backup sets', metric: 'chinook_sqlite_backup_sets', unit: 'count' },
  { label: 'contents last audited', metric: 'chinook_sqlite_integrity_timestamp_seconds', unit: 'moment' },
  { label: 'faults in the file', metric: 'chinook_sqlite_damages', unit: 'count' },
  { label: 'findings of permissions', metric: 'chinook_sqlite_permission_findings', unit: 'count' },
  { label: 'orphans', metric: 'chinook_sqlite_orphan_rows', unit: 'count' },
  {
    label: 'full-text tables that drifted',
    metric: 'chinook_sqlite_full_text_drifted_tables',
    unit: 'count',
  },
  { label: 'free disk', metric: 'chinook_sqlite_disk_free_bytes', unit: 'bytes' },
  { label: 'processes that have it open', metric: 'chinook_sqlite_holders', unit: 'count' },
];

export const SHOWN_METRICS: readonly string[] = [
  ...new Set([
    ...PANELS.flatMap(({ lines }) => lines.flatMap(({ metric, over = [] }) => [metric, ...over])),
    ...FACTS.map(({ metric }) => metric),
  ]),
];
