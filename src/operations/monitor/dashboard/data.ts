import type { AlertStatus } from '../alerts/board.ts';
import type { Moment } from '../clock.ts';
import type { Watch } from '../watch.ts';
import { PANELS, SHOWN_METRICS } from './panels.ts';

/** What the page is told after every look, and when it opens. JSON. */
export interface Look extends Moment {
  /** Which watch it is of: `steady` is in order within one. */
  readonly run: string;
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
  readonly run: string;
  /** Unix seconds, as the clock had them: it may have been set meanwhile. */
  readonly at: readonly number[];
  /** In order, however it was set. */
  readonly steady: readonly number[];
  readonly databases: Readonly<Record<string, Readonly<Record<string, readonly (number | null)[]>>>>;
}

/** @returns null where there has been no look yet */
export function lookOf(
  { run, moment, readings }: Pick<Watch, 'run' | 'moment' | 'readings'>,
  alerts: readonly AlertStatus[],
): Look | null {
  if (moment === null) return null;
  return {
    run,
    ...moment,
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

/** @param since steady seconds of this run: looks after it */
export function pastOf(
  { run, history, targets }: Pick<Watch, 'run' | 'history' | 'targets'>,
  since: number,
): Past {
  const moments = history.moments(since);
  const databases: Record<string, Record<string, readonly (number | null)[]>> = {};
  for (const { db } of targets) {
    const columns = CHARTED.map((metric) => [metric, history.series(db, metric, since)] as const);
    databases[db] = Object.fromEntries(columns.filter(([, column]) => column.length > 0));
  }
  return { run, at: moments.map(({ at }) => at), steady: moments.map(({ steady }) => steady), databases };
}
