import { vectorSchema } from '../../database/inverted-file/place.ts';
import type { Session } from '../../model/scenario.ts';

/** Two that are equal were taken with no change in between. */
export interface Moment {
  /** Changes of this very connection. */
  readonly own: number;
  /** Moves on with commits of others. */
  readonly others: number;
}

/** Tells, in microseconds, whether the database that holds the vectors may have changed. */
export function createWatch(session: Session): () => Moment {
  const look = session.prepare<{ own: number; others: number }>(
    ['track_vectors'],
    `SELECT total_changes() AS own, data_version AS others FROM pragma_data_version WHERE schema = '${vectorSchema(session)}'`,
  );
  return () => look.get() ?? { own: -1, others: -1 };
}

export function sameMoment(a: Moment, b: Moment): boolean {
  return a.own === b.own && a.others === b.others;
}
