import { vectorSchema } from '../../database/inverted-file/place.ts';
import type { Session } from '../../model/scenario.ts';

/** Two that are equal were taken with no change in between. */
export interface Moment {
  /** Changes of this very connection. */
  readonly own: number;
  /** Moves on with commits of others. */
  readonly others: number;
  /** Moves on when tables come or go, as those of the inverted file do whenever it is made anew. */
  readonly schema: number;
}

/** Tells, in microseconds, whether the database that holds the vectors may have changed. */
export function createWatch(session: Session): () => Moment {
  const place = vectorSchema(session);
  // These pragmas as tables know no schema.
  const pragma = (name: string) =>
    session.prepare<Record<string, number>>(['track_vectors'], `PRAGMA "${place}".${name}`);
  const others = pragma('data_version');
  const schema = pragma('schema_version');
  const own = session.prepare<{ own: number }>(['track_vectors'], 'SELECT total_changes() AS own');
  return () => ({
    own: own.get()?.own ?? -1,
    others: others.get()?.data_version ?? -1,
    schema: schema.get()?.schema_version ?? -1,
  });
}

export function sameMoment(a: Moment, b: Moment): boolean {
  return a.own === b.own && a.others === b.others;
}
