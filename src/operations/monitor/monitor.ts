import type { Database } from 'better-sqlite3';
import type { TableName } from '../../model/tables.ts';
import type { Header } from './header.ts';
import type { LocksOfFile } from './locks.ts';

/** A database that is watched: a file of the layout. One in memory belongs to the application and is not seen from here. */
export interface Target {
  /** The database's name in the layout: the value of the label `db`. */
  readonly db: string;
  /** Absolute; never told to anyone but the log. */
  readonly file: string;
  readonly tables: readonly TableName[];
}

export interface MetricDefinition {
  /** As Prometheus has it: https://prometheus.io/docs/practices/naming/ (base unit last, `_total` for a counter). */
  readonly name: `chinook_sqlite_${string}`;
  readonly type: 'gauge' | 'counter' | 'histogram';
  /** One sentence without a full stop: the HELP line, and the metric's row in docs/monitor.md. */
  readonly help: string;
  /** Upper bounds of a histogram, in its unit. */
  readonly buckets?: readonly number[];
}

/** What one monitor found in one database. A figure that could not be had is absent. */
export interface Findings {
  /** Gauges, and counters that others keep, by the metric's name. */
  readonly set?: Readonly<Record<string, number | undefined>>;
  /** By how much counters of the monitor's own have grown. */
  readonly add?: Readonly<Record<string, number>>;
  /** Observations for histograms. */
  readonly observe?: Readonly<Record<string, number>>;
  /** Worth a line in the log. */
  readonly events?: readonly MonitorEvent[];
}

export type EventName =
  | 'started'
  | 'stopped'
  | 'checkpoint'
  | 'slow-probe'
  | 'database-down'
  | 'database-up'
  | 'database-replaced'
  | 'layout-changed'
  | 'backup'
  | 'integrity'
  | 'check-failed'
  | 'defect'
  | 'alert-firing'
  | 'alert-resolved';

/** What a line of the log is made from; docs/monitor.md lists the fields of each event. */
export interface MonitorEvent {
  readonly event: EventName;
  readonly level: 'info' | 'warn' | 'error';
  /** Absent where it is not about one database. */
  readonly db?: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** One look at one database: everything in it is read within milliseconds, and nothing stays open afterwards. */
export interface Visit {
  readonly target: Target;
  /** Unix seconds. */
  readonly now: number;
  /** Seconds that never go back or jump, for how long something lasts: see clock.ts. */
  readonly steady: number;
  readonly file: FileFacts;
  /** Nobody waits for an answer of this process: what is spread over many looks may be done in this one. */
  readonly patient: boolean;
  /** As old as the last checkpoint. */
  readonly header: Header;
  /**
   * A read-only connection. null where the -wal or the -shm of a WAL database is missing, which is so where no process has
   * it open: a connection of ours would make them, and leave them behind.
   */
  readonly connection: Database | null;
  /** null where the system does not show locks. */
  readonly locks: LocksOfFile | null;
  /** What the monitor of this name keeps about this database from one visit to the next. */
  readonly memory: Record<string, unknown>;
}

export interface FileFacts {
  readonly bytes: number;
  /** Unix seconds. */
  readonly modified: number;
  readonly inode: number;
  /** null where there is no -wal. */
  readonly walBytes: number | null;
}

/**
 * A part of the monitoring (section 7.1): it reads, never writes, waits for no lock, and holds no transaction beyond
 * its own statement. Its place in MONITORS is all that the metrics, the table in docs/monitor.md and the chart need.
 */
export interface Monitor {
  /** Lower-case letters and dashes. */
  readonly name: string;
  readonly title: string;
  /** One line for people. */
  readonly description: string;
  readonly metrics: readonly MetricDefinition[];
  /** Whether there is anything for it in a database; it is left out of the chart otherwise. */
  readonly concerns: (target: Pick<Target, 'tables'>) => boolean;
  /** Absent where the figures come from a child process at intervals of its own (checks/). */
  readonly look?: (visit: Visit) => Findings;
}
