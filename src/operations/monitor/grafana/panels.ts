import { increase, metric, minus, NOW, plus, promQl, share } from '../alerts/expression.ts';
import type { MetricName } from '../registry.ts';

/** A panel of the Grafana dashboard: what it shows, as queries over all databases. */
export interface Panel {
  readonly title: string;
  /** Grafana's name of the unit. */
  readonly unit: 's' | 'bytes' | 'short' | 'percentunit' | 'bool_on_off';
  readonly kind: 'timeseries' | 'stat';
  readonly queries: readonly { readonly expr: string; readonly legend: string }[];
}

const RATE_WINDOW = 300;
const DB = '{{db}}';

function of(name: MetricName, legend = DB): Panel['queries'][number] {
  return { expr: promQl(metric(name)), legend };
}

/** The time below which a share of the probes stays. */
function quantile(share: number): Panel['queries'][number] {
  return {
    expr: `histogram_quantile(${share}, sum by (db, le) (rate(chinook_sqlite_probe_duration_seconds_bucket[5m])))`,
    legend: `${DB} p${share * 100}`,
  };
}

const hits = increase('chinook_sqlite_cache_hits_total', RATE_WINDOW);

export const PANELS: readonly Panel[] = [
  { title: 'Up', unit: 'bool_on_off', kind: 'stat', queries: [of('chinook_sqlite_up')] },
  {
    title: 'Age of the backup',
    unit: 's',
    kind: 'stat',
    queries: [{ expr: promQl(minus(NOW, metric('chinook_sqlite_backup_timestamp_seconds'))), legend: DB }],
  },
  { title: 'Orphans', unit: 'short', kind: 'stat', queries: [of('chinook_sqlite_orphan_rows')] },
  {
    title: 'Full-text tables that have drifted',
    unit: 'short',
    kind: 'stat',
    queries: [of('chinook_sqlite_full_text_drifted_tables')],
  },
  { title: 'Probe', unit: 's', kind: 'timeseries', queries: [quantile(0.5), quantile(0.99)] },
  {
    title: 'Busy: share of looks in a write transaction',
    unit: 'percentunit',
    kind: 'timeseries',
    queries: [
      {
        expr: promQl(
          share(
            increase('chinook_sqlite_lock_busy_total', RATE_WINDOW),
            increase('chinook_sqlite_lock_checks_total', RATE_WINDOW),
          ),
        ),
        legend: DB,
      },
    ],
  },
  { title: 'WAL', unit: 'bytes', kind: 'timeseries', queries: [of('chinook_sqlite_wal_bytes')] },
  {
    title: 'Frames that wait for a checkpoint',
    unit: 'short',
    kind: 'timeseries',
    queries: [of('chinook_sqlite_wal_pending_frames')],
  },
  {
    title: 'Time since a checkpoint',
    unit: 's',
    kind: 'timeseries',
    queries: [of('chinook_sqlite_checkpoint_age_seconds')],
  },
  {
    title: 'Processes: open, reading',
    unit: 'short',
    kind: 'timeseries',
    queries: [of('chinook_sqlite_holders', `${DB} open`), of('chinook_sqlite_readers', `${DB} reading`)],
  },
  {
    title: 'Cache hits',
    unit: 'percentunit',
    kind: 'timeseries',
    queries: [
      {
        expr: promQl(share(hits, plus(hits, increase('chinook_sqlite_cache_misses_total', RATE_WINDOW)))),
        legend: DB,
      },
    ],
  },
  {
    title: 'Cache',
    unit: 'bytes',
    kind: 'timeseries',
    queries: [of('chinook_sqlite_cache_bytes')],
  },
  { title: 'File', unit: 'bytes', kind: 'timeseries', queries: [of('chinook_sqlite_file_bytes')] },
  {
    title: 'Free pages',
    unit: 'percentunit',
    kind: 'timeseries',
    queries: [
      {
        expr: promQl(share(metric('chinook_sqlite_free_pages'), metric('chinook_sqlite_pages'))),
        legend: DB,
      },
    ],
  },
  {
    title: 'Room on the disk',
    unit: 'bytes',
    kind: 'timeseries',
    queries: [of('chinook_sqlite_disk_free_bytes')],
  },
];
