import { Failure } from '../../model/failure.ts';
import type { Session } from '../../model/scenario.ts';
import type { TableName } from '../../model/tables.ts';
import { removeVectors, type VectorRow, writeVectors } from './store.ts';

const TABLES = [
  'track_vectors',
  'similarity_cache',
  'chinook_tracks',
] as const satisfies readonly TableName[];

/**
 * How many vectors of which models other than `model` there are. From the auxiliary table, as modelsOf: an import asks for each
 * batch, while it holds the lock (at 105,090 vectors 3 ms instead of 165).
 */
export function othersThan(session: Session, model: string): readonly { model: string; count: number }[] {
  return session
    .prepare<{ model: string; count: number }>(
      ['track_vectors'],
      `SELECT ifnull(value00, '') AS model, count(*) AS count FROM track_vectors_auxiliary WHERE value00 IS NOT ?
       GROUP BY value00 ORDER BY value00`,
    )
    .all(model);
}

/** Says in one line that vectors of two models do not go together. @throws Failure (exit 2) where there are such */
export function refuseOthers(session: Session, model: string): void {
  const others = othersThan(session, model);
  if (others.length === 0) return;
  const said = others
    .map((one) => `${one.count.toLocaleString('en')} vectors of ${JSON.stringify(one.model)}`)
    .join(' and ');
  throw new Failure(
    `track_vectors holds ${said}, which have nothing to say to those of ${JSON.stringify(model)}. Write them to a file with chinook-eval vectors export to keep them, then say --replace to remove them.`,
  );
}

/**
 * Writes vectors of one model in one transaction; with `replace`, those of other models go in the same.
 * @returns how many of other models were removed
 * @throws Failure (exit 2) where there are vectors of another model and `replace` is not said
 */
export function writeModel(session: Session, rows: readonly VectorRow[], replace: boolean): number {
  const [first] = rows;
  if (first === undefined) return 0;
  return session.transaction(TABLES, () => {
    let removed = 0;
    if (replace) removed = removeOthers(session, first.model);
    else refuseOthers(session, first.model);
    writeVectors(session, rows);
    return removed;
  })();
}

/** Removes the vectors of all models but one. @returns how many */
export function removeOthers(session: Session, model: string): number {
  const others = session
    .prepare<{ id: number }>(
      ['track_vectors'],
      'SELECT rowid AS id FROM track_vectors_auxiliary WHERE value00 IS NOT ?',
    )
    .all(model)
    .map(({ id }) => id);
  removeVectors(session, others);
  return others.length;
}
