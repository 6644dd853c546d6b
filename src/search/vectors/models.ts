import { EXIT, Failure } from '../../model/failure.ts';
import type { Session } from '../../model/scenario.ts';

/**
 * The models that made what track_vectors holds, in alphabetical order, '' of vectors that say none; none where it is empty. Read from the table in which
 * vec0 0.1.9 keeps its auxiliary columns: through vec0 it takes 40 times as long, and searches ask before they begin.
 */
export function modelsOf(session: Session): readonly string[] {
  return session
    .prepare<{ model: string }>(
      ['track_vectors'],
      `SELECT DISTINCT ifnull(value00, '') AS model FROM track_vectors_auxiliary ORDER BY model`,
    )
    .all()
    .map(({ model }) => model);
}

/**
 * The one model of the table: distances between vectors of two models mean nothing.
 * @throws Failure: 2 where there are no vectors, 4 where they are of several models
 */
export function requireOneModel(session: Session): string {
  const [model, ...others] = modelsOf(session);
  if (model === undefined)
    throw new Failure(
      'there are no vectors. Import some with chinook-eval vectors import, or build anew with chinook-eval build.',
    );
  if (others.length > 0)
    throw new Failure(
      `track_vectors holds vectors of ${[model, ...others].map((one) => JSON.stringify(one)).join(' and ')}, which have nothing to say to each other. Import those of one model with chinook-eval vectors import --replace, or build anew.`,
      EXIT.integrity,
    );
  return model;
}
