import type { AlertName, Severity } from '../../../model/alert-settings.ts';
import type { Moment } from '../clock.ts';
import type { History } from '../history.ts';
import type { MonitorEvent } from '../monitor.ts';
import type { Alert } from './definitions.ts';
import { type Figures, figureOf, holds } from './evaluate.ts';

/**
 * inactive: the condition does not hold; pending: it does, but not for long enough yet; firing; unknown: a figure that it is decided
 * by is not measured.
 */
export type AlertState = 'inactive' | 'pending' | 'firing' | 'unknown';

export interface AlertStatus {
  readonly name: AlertName;
  readonly db: string;
  readonly severity: Severity;
  readonly state: AlertState;
  /** Unix seconds since when the condition has held; null where it does not. */
  readonly since: number | null;
  readonly summary: string;
  /** The figure that the limit is held against; absent where it is not known. */
  readonly figure?: number;
  readonly limit: number | null;
}

/** The alerts of every database, decided on the history after each look. */
export class AlertBoard {
  readonly #alerts: readonly Alert[];
  readonly #history: History;
  readonly #since = new Map<string, Moment>();
  #statuses: readonly AlertStatus[] = [];

  constructor(alerts: readonly Alert[], history: History) {
    // Whoever decides here is not down.
    this.#alerts = alerts.filter(({ condition }) => condition.kind !== 'absent');
    this.#history = history;
  }

  /** As of the latest look, alert by alert. */
  get statuses(): readonly AlertStatus[] {
    return this.#statuses;
  }

  /** Those that hold now, for whatever time: what one look can say. */
  get holding(): readonly AlertStatus[] {
    return this.#statuses.filter(({ state }) => state === 'pending' || state === 'firing');
  }

  /** @returns what has begun or ended to fire. @param moment of the look */
  decide(databases: readonly string[], moment: Moment): readonly MonitorEvent[] {
    const before = new Map(this.#statuses.map((status) => [keyOf(status), status]));
    this.#statuses = this.#alerts.flatMap((alert) =>
      databases.map((db) => this.#decideOne(alert, db, moment)),
    );
    const changed = this.#statuses.flatMap((status) => {
      const was = before.get(keyOf(status))?.state === 'firing';
      before.delete(keyOf(status));
      if (was === (status.state === 'firing')) return [];
      return [eventOf(status, was)];
    });
    // Of a database that is watched no more, as after a migration.
    const gone = [...before.values()].filter(({ state }) => state === 'firing');
    for (const key of before.keys()) this.#since.delete(key);
    return [...changed, ...gone.map((status) => eventOf(status, true))];
  }

  #decideOne(alert: Alert, db: string, moment: Moment): AlertStatus {
    const { name, severity, forSeconds, limit, condition } = alert;
    const figures = figuresOf(this.#history, db, moment);
    const now = holds(condition, figures);
    const key = keyOf({ name, db });
    if (now !== true) this.#since.delete(key);
    else if (!this.#since.has(key)) this.#since.set(key, moment);
    const since = this.#since.get(key) ?? null;
    const state =
      now === undefined
        ? 'unknown'
        : since === null
          ? 'inactive'
          : moment.steady - since.steady >= forSeconds
            ? 'firing'
            : 'pending';
    const figure = figureOf(condition, figures);
    return {
      name,
      db,
      severity,
      state,
      since: since?.at ?? null,
      summary: alert.summary.replaceAll('{db}', db),
      ...(figure !== undefined && { figure }),
      limit,
    };
  }
}

function keyOf({ name, db }: Pick<AlertStatus, 'name' | 'db'>): string {
  return `${name} ${db}`;
}

function eventOf(
  { name, db, severity, summary, figure, limit, since }: AlertStatus,
  was: boolean,
): MonitorEvent {
  const level = was ? 'info' : severity === 'critical' ? 'error' : 'warn';
  const fields = {
    alert: name,
    severity,
    ...(figure !== undefined && { figure }),
    ...(limit !== null && { limit }),
  };
  return was
    ? { event: 'alert-resolved', level, db, message: `no longer: ${summary}`, ...fields }
    : { event: 'alert-firing', level, db, message: summary, ...fields, since };
}

/** A database's figures as of the latest look in the history. */
export function figuresOf(history: History, db: string, { at, steady }: Moment): Figures {
  return {
    now: at,
    latest: (metric) => history.latest(db, metric),
    increase: (metric, seconds) => history.growth(db, metric, steady - seconds),
  };
}
