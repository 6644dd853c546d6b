import {
  ALERT_DEFAULTS,
  type AlertName,
  type AlertSettings,
  type Severity,
} from '../../../model/alert-settings.ts';
import type { MetricName } from '../registry.ts';
import {
  above,
  absent,
  below,
  both,
  type Expression,
  equal,
  increase,
  metric,
  minus,
  NOW,
  plus,
  share,
} from './expression.ts';

/** Figures of one database over time, for the proof that an alert fires: the value at the start and its growth per minute. */
export type Series = Readonly<Record<string, readonly [start: number, perMinute: number]>>;

interface Definition {
  /** One line for people; `{db}` stands for the database. */
  readonly summary: string;
  readonly condition: (limit: number) => Expression;
  /** Series on which it fires, and nearly the same on which it does not: the rules' own tests are made from these. */
  readonly firing: (limit: number) => Series;
  readonly quiet: (limit: number) => Series;
}

const MINUTE = 60;
/** SQLite's default wal_autocheckpoint (https://www.sqlite.org/pragma.html): with fewer pages no checkpoint is due. */
const DUE_FRAMES = 1000;
/** A ratio of a handful of events says nothing. */
const LEAST_CHECKS = 10;
const LEAST_LOOKUPS = 100;
/** A small database is not worth a VACUUM. */
const LEAST_FREE_PAGES = 1000;
const BUSY_WINDOW = 5 * MINUTE;
const CACHE_WINDOW = 15 * MINUTE;

const checks = increase('chinook_sqlite_lock_checks_total', BUSY_WINDOW);
const hits = increase('chinook_sqlite_cache_hits_total', CACHE_WINDOW);
const lookups = plus(hits, increase('chinook_sqlite_cache_misses_total', CACHE_WINDOW));

/** A condition on a number of findings of a check: more than the limit are too many. */
function tooMany(name: MetricName): Pick<Definition, 'condition' | 'firing' | 'quiet'> {
  return {
    condition: (limit) => above(metric(name), limit),
    firing: (limit) => ({ [name]: [limit + 1, 0] }),
    quiet: (limit) => ({ [name]: [limit, 0] }),
  };
}

/** Every alert; the names and limits are in model/alert-settings.ts, as the configuration file may set them. */
const DEFINITIONS: Readonly<Record<AlertName, Definition>> = {
  'monitor-down': {
    summary: 'nothing watches the databases: the monitor does not answer',
    condition: () => absent('chinook_sqlite_up'),
    firing: () => ({}),
    quiet: () => ({ chinook_sqlite_up: [1, 0] }),
  },
  'database-down': {
    summary: '{db} cannot be read',
    condition: () => equal(metric('chinook_sqlite_up'), 0),
    firing: () => ({ chinook_sqlite_up: [0, 0] }),
    quiet: () => ({ chinook_sqlite_up: [1, 0] }),
  },
  'checkpoint-starvation': {
    summary: '{db}: a reader keeps checkpoints from getting on, and the WAL grows',
    condition: (limit) =>
      both(
        above(metric('chinook_sqlite_checkpoint_age_seconds'), limit),
        above(metric('chinook_sqlite_wal_pending_frames'), DUE_FRAMES),
      ),
    firing: (limit) => ({
      chinook_sqlite_checkpoint_age_seconds: [limit + 1, 60],
      chinook_sqlite_wal_pending_frames: [DUE_FRAMES + 1, 100],
    }),
    quiet: (limit) => ({
      chinook_sqlite_checkpoint_age_seconds: [limit + 1, 60],
      chinook_sqlite_wal_pending_frames: [DUE_FRAMES, 0],
    }),
  },
  'wal-large': {
    summary: '{db}: the WAL is large, and readers are slower for it',
    condition: (limit) => above(metric('chinook_sqlite_wal_bytes'), limit),
    firing: (limit) => ({ chinook_sqlite_wal_bytes: [limit + 1, 0] }),
    quiet: (limit) => ({ chinook_sqlite_wal_bytes: [limit, 0] }),
  },
  busy: {
    summary: '{db} is in a write transaction most of the time',
    condition: (limit) =>
      both(
        above(share(increase('chinook_sqlite_lock_busy_total', BUSY_WINDOW), checks), limit),
        above(checks, LEAST_CHECKS),
      ),
    firing: (limit) => ({
      chinook_sqlite_lock_busy_total: [0, 48 * Math.min(1, limit + (1 - limit) / 2)],
      chinook_sqlite_lock_checks_total: [0, 48],
    }),
    quiet: (limit) => ({
      chinook_sqlite_lock_busy_total: [0, 24 * limit],
      chinook_sqlite_lock_checks_total: [0, 48],
    }),
  },
  'cache-hit-ratio': {
    summary: '{db}: the cache answers few of the questions',
    condition: (limit) => both(below(share(hits, lookups), limit), above(lookups, LEAST_LOOKUPS)),
    firing: (limit) => ({
      chinook_sqlite_cache_hits_total: [0, 50 * limit],
      chinook_sqlite_cache_misses_total: [0, 100 - 50 * limit],
    }),
    quiet: (limit) => ({
      chinook_sqlite_cache_hits_total: [0, 50 + 50 * limit],
      chinook_sqlite_cache_misses_total: [0, 50 - 50 * limit],
    }),
  },
  'free-pages': {
    summary: '{db}: much of the file is empty pages',
    condition: (limit) =>
      both(
        above(share(metric('chinook_sqlite_free_pages'), metric('chinook_sqlite_pages')), limit),
        above(metric('chinook_sqlite_free_pages'), LEAST_FREE_PAGES),
      ),
    firing: (limit) => ({
      chinook_sqlite_free_pages: [20_000 * Math.min(1, limit + (1 - limit) / 2), 0],
      chinook_sqlite_pages: [20_000, 0],
    }),
    quiet: (limit) => ({
      chinook_sqlite_free_pages: [20_000 * limit, 0],
      chinook_sqlite_pages: [20_000, 0],
    }),
  },
  'backup-never': {
    summary: '{db} has no backup',
    condition: () => equal(metric('chinook_sqlite_backup_sets'), 0),
    firing: () => ({ chinook_sqlite_backup_sets: [0, 0] }),
    quiet: () => ({ chinook_sqlite_backup_sets: [1, 0] }),
  },
  'backup-old': {
    summary: '{db}: the last backup is old',
    condition: (limit) => above(minus(NOW, metric('chinook_sqlite_backup_timestamp_seconds')), limit),
    firing: (limit) => ({ chinook_sqlite_backup_timestamp_seconds: [-limit - MINUTE, 0] }),
    quiet: () => ({ chinook_sqlite_backup_timestamp_seconds: [0, 60] }),
  },
  'backup-unverified': {
    summary: '{db}: the last backup has failed its verification',
    condition: () => equal(metric('chinook_sqlite_backup_verified'), 0),
    firing: () => ({ chinook_sqlite_backup_verified: [0, 0] }),
    quiet: () => ({ chinook_sqlite_backup_verified: [1, 0] }),
  },
  orphans: {
    summary: '{db}: rows refer to rows that are not there',
    ...tooMany('chinook_sqlite_orphan_rows'),
  },
  'full-text-drift': {
    summary: '{db}: a full-text index does not say what its tables say',
    ...tooMany('chinook_sqlite_full_text_drifted_tables'),
  },
  damage: {
    summary: '{db} is damaged: SQLite finds faults in the file',
    ...tooMany('chinook_sqlite_damages'),
  },
  permissions: {
    summary: '{db}: its files or their folder are open to others, or closed to their own user',
    ...tooMany('chinook_sqlite_permission_findings'),
  },
  'disk-full': {
    summary: '{db}: the disk is nearly full',
    condition: (limit) =>
      below(share(metric('chinook_sqlite_disk_free_bytes'), metric('chinook_sqlite_disk_bytes')), limit),
    firing: (limit) => ({
      chinook_sqlite_disk_free_bytes: [1e9 * limit * 0.5, 0],
      chinook_sqlite_disk_bytes: [1e9, 0],
    }),
    quiet: (limit) => ({
      chinook_sqlite_disk_free_bytes: [1e9 * Math.min(1, limit * 1.1), 0],
      chinook_sqlite_disk_bytes: [1e9, 0],
    }),
  },
};

/** An alert as it is set: what the rules file, --once and the dashboard are made from. */
export interface Alert {
  readonly name: AlertName;
  readonly severity: Severity;
  readonly forSeconds: number;
  /** In the unit of ALERT_DEFAULTS; null where there is nothing to limit. */
  readonly limit: number | null;
  readonly summary: string;
  readonly condition: Expression;
  readonly firing: Series;
  readonly quiet: Series;
}

/** The alerts that are on, in the order of ALERT_DEFAULTS. */
export function alertsOf(settings: AlertSettings): readonly Alert[] {
  return (Object.keys(DEFINITIONS) as AlertName[]).flatMap((name) => {
    const own = settings[name];
    if (own === null) return [];
    const { summary, condition, firing, quiet } = DEFINITIONS[name];
    const usual = ALERT_DEFAULTS[name];
    const limit = usual.limit === null ? null : (own?.limit ?? usual.limit);
    return [
      {
        name,
        severity: own?.severity ?? usual.severity,
        forSeconds: own?.forSeconds ?? usual.forSeconds,
        limit,
        summary,
        condition: condition(limit ?? 0),
        firing: firing(limit ?? 0),
        quiet: quiet(limit ?? 0),
      },
    ];
  });
}
