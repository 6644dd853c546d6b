/**
 * What can be set about an alert in the configuration file. The conditions themselves are in operations/monitor/alerts: these are the
 * names, the limits and how long a condition has to last.
 */
export type Severity = 'critical' | 'warning';

export interface AlertDefault {
  /**
   * What the limit is given in; null where there is nothing to limit: it holds or it does not. A part is a fraction below 1: more
   * than the whole is nothing, and an alert that is to fire above it would never.
   */
  readonly unit: 'seconds' | 'bytes' | 'fraction' | 'part' | 'count' | null;
  /** In base units. */
  readonly limit: number | null;
  readonly forSeconds: number;
  readonly severity: Severity;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

export const ALERT_DEFAULTS = {
  'monitor-down': { unit: null, limit: null, forSeconds: 2 * MINUTE, severity: 'critical' },
  'database-down': { unit: null, limit: null, forSeconds: MINUTE, severity: 'critical' },
  // A checkpoint that gets through does so within the commit that asked for it; a minute is a reader that stays.
  'checkpoint-starvation': { unit: 'seconds', limit: MINUTE, forSeconds: MINUTE, severity: 'warning' },
  // A log that checkpoints keep up with stays near 4 MB (wal_autocheckpoint 1,000 pages of 4 KiB).
  'wal-large': { unit: 'bytes', limit: 64e6, forSeconds: 5 * MINUTE, severity: 'warning' },
  // Above half, a writer that comes by chance waits more often than not.
  busy: { unit: 'part', limit: 0.5, forSeconds: 5 * MINUTE, severity: 'warning' },
  // Below half, the cache makes more work than it saves wherever a miss costs a look and a store.
  'cache-hit-ratio': { unit: 'fraction', limit: 0.5, forSeconds: 15 * MINUTE, severity: 'warning' },
  'free-pages': { unit: 'part', limit: 0.5, forSeconds: HOUR, severity: 'warning' },
  'backup-never': { unit: null, limit: null, forSeconds: 0, severity: 'critical' },
  // A daily backup, and two hours for a night on which it takes longer.
  'backup-old': { unit: 'seconds', limit: 26 * HOUR, forSeconds: 0, severity: 'critical' },
  'backup-unverified': { unit: null, limit: null, forSeconds: 0, severity: 'critical' },
  orphans: { unit: 'count', limit: 0, forSeconds: 0, severity: 'warning' },
  'full-text-drift': { unit: 'count', limit: 0, forSeconds: 0, severity: 'warning' },
  damage: { unit: 'count', limit: 0, forSeconds: 0, severity: 'critical' },
  permissions: { unit: 'count', limit: 0, forSeconds: 0, severity: 'warning' },
  'disk-full': { unit: 'fraction', limit: 0.1, forSeconds: 5 * MINUTE, severity: 'critical' },
} as const satisfies Readonly<Record<string, AlertDefault>>;

export type AlertName = keyof typeof ALERT_DEFAULTS;
export const ALERT_NAMES = Object.keys(ALERT_DEFAULTS) as readonly AlertName[];

/** What the configuration says of one alert; absent is the default. */
export interface AlertSetting {
  readonly limit?: number;
  readonly forSeconds?: number;
  readonly severity?: Severity;
}

/** null: the alert is off. */
export type AlertSettings = { readonly [N in AlertName]?: AlertSetting | null };
