import { SqliteError } from 'better-sqlite3';
import type { Moment } from './clock.ts';
import type { Findings, Monitor, MonitorEvent, Visit } from './monitor.ts';
import type { DownReason } from './visit.ts';

/** What is known of a database as of its latest look. */
export interface Reading {
  readonly db: string;
  /** Unix seconds. */
  readonly at: number;
  readonly up: boolean;
  /** Why it is not up, and since which look, in Unix seconds. */
  readonly down: { readonly reason: DownReason; readonly message: string; readonly since: number } | null;
  /** By metric; what could not be measured is absent. Counters are totals since the watch began. */
  readonly values: ReadonlyMap<string, number>;
}

export type Timed<T> = T & { readonly at: number };

/** What a subscriber hears, in the order in which it happened. */
export type Update =
  | { readonly kind: 'look'; readonly moment: Moment; readonly readings: readonly Reading[] }
  | { readonly kind: 'event'; readonly event: Timed<MonitorEvent> };

/** A table or column that is not there is no fault of the database: it may be being migrated, or be of another schema. */
export function findings({ look, concerns }: Monitor, visited: Visit): Findings {
  if (look === undefined || !concerns(visited.target)) return {};
  try {
    return look(visited);
  } catch (error) {
    if (error instanceof SqliteError && error.code === 'SQLITE_ERROR') return {};
    throw error;
  }
}

export function present(figures: Readonly<Record<string, number | undefined>>): [string, number][] {
  return Object.entries(figures).filter((entry): entry is [string, number] => Number.isFinite(entry[1]));
}

export function isDown(
  db: string,
  { reason, message }: { reason: DownReason; message: string },
): MonitorEvent {
  return { event: 'database-down', level: 'error', db, message, reason };
}

export function upAgain(db: string): MonitorEvent {
  return { event: 'database-up', level: 'info', db, message: 'the database can be looked at again' };
}
