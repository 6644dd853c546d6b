import type { AlertStatus } from '../alerts/board.ts';
import type { Reading, Watch } from '../watch.ts';
import { PANELS, SHOWN_METRICS } from './panels.ts';

/** What the page is told after every look, and when it opens. JSON. */
export interface Look {
  /** Unix seconds. */
  readonly at: number;
  readonly databases: readonly {
    readonly db: string;
    readonly up: boolean;
    /** Why it is not up, in words, and since which look, in Unix seconds. */
    readonly down: { readonly message: string; readonly since: number } | null;
    readonly values: Readonly<Record<string, number>>;
  }[];
  /** Only those that fire or are about to: what fires first, and of these what is critical. */
  readonly alerts: readonly Pick<AlertStatus, 'name' | 'db' | 'severity' | 'state' | 'since' | 'summary'>[];
}

/** Columns: for each look a time, and for each figure a value, or null where it was not measured: a gap. */
export interface Past {
  readonly at: readonly number[];
  readonly databases: Readonly<Record<string, Readonly<Record<string, readonly (number | null)[]>>>>;
}

export function lookOf(readings: readonly Reading[], alerts: readonly AlertStatus[], at: number): Look {
  return {
    at,
    databases: readings.map(({ db, up, down, values }) => ({
      db,
      up,
      down: down === null ? null : { message: down.message, since: down.since },
      values: Object.fromEntries(
        SHOWN_METRICS.flatMap((metric) => {
          const value = values.get(metric);
          return value === undefined ? [] : [[metric, value]];
        }),
      ),
    })),
    alerts: alerts
      .filter(({ state }) => state === 'firing' || state === 'pending')
      .sort((a, b) => rank(a) - rank(b))
      .map(({ name, db, severity, state, since, summary }) => ({
        name,
        db,
        severity,
        state,
        since,
        summary,
      })),
  };
}

function rank({ state, severity }: AlertStatus): number {
  return (state === 'firing' ? 0 : 2) + (severity === 'critical' ? 0 : 1);
}

const CHARTED: readonly string[] = [
  ...new Set(PANELS.flatMap(({ lines }) => lines.flatMap(({ metric, over = [] }) => [metric, ...over]))),
];

/** @param since Unix seconds: looks after it */
export function pastOf({ history, targets }: Pick<Watch, 'history' | 'targets'>, since: number): Past {
  const databases: Record<string, Record<string, (number | null)[]>> = {};
  let at: number[] = [];
  for (const { db } of targets) {
    const columns: Record<string, (number | null)[]> = {};
    for (const metric of CHARTED) {
      const points = history.series(db, metric).filter((point) => point.at > since);
      if (points.length === 0) continue;
      at = points.map((point) => point.at);
      columns[metric] = points.map(({ value }) => value);
    }
    databases[db] = columns;
  }
  return { at, databases };
}
