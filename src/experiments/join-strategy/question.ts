import type { OpenLayout } from '../../database/open.ts';
import type { Session } from '../../model/scenario.ts';
import type { TableName } from '../../model/tables.ts';
import { randomBelow, seededRandom } from '../../stats/random.ts';

/** The question of all strategies: so many activities from an id on, each with the name of its track. */
export const QUESTION_TABLES: readonly TableName[] = ['activity_log', 'chinook_tracks'];

/** The column that a copy of the name lies in. */
export const COPIED_COLUMN = 'track_name';

export const RESULT_SIZES = [1, 10, 100, 1000] as const;

export interface Answer extends Record<string, unknown> {
  readonly id: number;
  readonly action: string;
  readonly track: string | null;
}

interface Activity extends Record<string, unknown> {
  readonly id: number;
  readonly action: string;
  readonly track_id: number | null;
}

interface Named extends Record<string, unknown> {
  readonly id: number;
  readonly name: string;
}

/** Prepares its statements for results of `rows`; then answers for the activities from an id on. */
export type Prepare = (session: Session, rows: number) => (from: number) => readonly Answer[];

export const joinInSql: Prepare = (session, rows) => {
  const page = session.prepare<Answer>(
    QUESTION_TABLES,
    `SELECT a.id, a.action, t.name AS track FROM activity_log a LEFT JOIN chinook_tracks t ON t.id = a.track_id
     WHERE a.id >= ? ORDER BY a.id LIMIT ${rows}`,
  );
  return (from) => page.all(from);
};

export const onePerRow: Prepare = (session, rows) => {
  const page = activities(session, rows);
  const name = session.prepare<Named>(['chinook_tracks'], 'SELECT id, name FROM chinook_tracks WHERE id = ?');
  return (from) =>
    page.all(from).map(({ track_id, ...activity }) => ({
      ...activity,
      track: track_id === null ? null : (name.get(track_id)?.name ?? null),
    }));
};

/** Each track asked for once, `size` at a time; a statement for each number of ids, kept for the next time. */
export const inBatches =
  (size: number): Prepare =>
  (session, rows) => {
    const page = activities(session, rows);
    const statements = new Map<number, ReturnType<typeof named>>();
    const statement = (ids: number) => {
      const known = statements.get(ids) ?? named(session, ids);
      statements.set(ids, known);
      return known;
    };
    return (from) => {
      const found = page.all(from);
      const ids = [...new Set(found.map(({ track_id }) => track_id).filter((id) => id !== null))];
      const names = new Map<number, string>();
      for (let at = 0; at < ids.length; at += size) {
        const batch = ids.slice(at, at + size);
        for (const { id, name } of statement(batch.length).all(...batch)) names.set(id, name);
      }
      return found.map(({ track_id, ...activity }) => ({
        ...activity,
        track: track_id === null ? null : (names.get(track_id) ?? null),
      }));
    };
  };

export const copied: Prepare = (session, rows) => {
  const page = session.prepare<Answer>(
    ['activity_log'],
    `SELECT id, action, ${COPIED_COLUMN} AS track FROM activity_log WHERE id >= ? ORDER BY id LIMIT ${rows}`,
  );
  return (from) => page.all(from);
};

function activities(session: Session, rows: number) {
  return session.prepare<Activity>(
    ['activity_log'],
    `SELECT id, action, track_id FROM activity_log WHERE id >= ? ORDER BY id LIMIT ${rows}`,
  );
}

function named(session: Session, ids: number) {
  return session.prepare<Named>(
    ['chinook_tracks'],
    `SELECT id, name FROM chinook_tracks WHERE id IN (${Array(ids).fill('?').join(', ')})`,
  );
}

/** So many places to begin, the same on every layout. */
const PLACES = 16;

/** Ids from which `rows` activities follow; none where there are fewer in all. The ids of a dataset have no gaps. */
export function startsFor(open: OpenLayout, rows: number): readonly number[] {
  const { n = 0 } =
    open.prepare<{ n: number }>(['activity_log'], 'SELECT count(*) AS n FROM activity_log').get() ?? {};
  if (n < rows) return [];
  const random = seededRandom(rows);
  return Array.from({ length: PLACES }, () => 1 + randomBelow(random, n - rows + 1));
}

/** A session that counts the statements that are run. */
export function counting(session: Session, count: () => void): Session {
  return {
    transaction: session.transaction,
    prepare: (tables, sql) => {
      const statement = session.prepare(tables, sql);
      return {
        get: (...parameters: readonly unknown[]) => {
          count();
          return statement.get(...parameters);
        },
        all: (...parameters: readonly unknown[]) => {
          count();
          return statement.all(...parameters);
        },
        run: (...parameters: readonly unknown[]) => {
          count();
          return statement.run(...parameters);
        },
      } as ReturnType<typeof session.prepare> as never;
    },
  };
}
