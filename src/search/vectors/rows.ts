import { VECTOR_DIMENSIONS } from '../../database/schema/search.ts';
import { Failure } from '../../model/failure.ts';

/** A vector as it is written. */
export interface VectorRow {
  readonly trackId: number;
  /** VECTOR_DIMENSIONS floats of unit length. */
  readonly embedding: Float32Array;
  /** The track's genre, for filters; 0 is none. */
  readonly genreId: number;
  /** What made it, with its version. */
  readonly model: string;
}

/** How far from 1 a length may be: what rounding 64 sums to 32-bit floats leaves is below 1e-6. */
const LENGTH_TOLERANCE = 1e-3;

/**
 * @throws Failure: 2 where a row is no unit vector of 64 finite numbers, has no whole ids or no model, or where the rows
 * are of several models
 */
export function checkRows(rows: readonly VectorRow[]): void {
  for (const { trackId, embedding, genreId, model } of rows) {
    const refuse = (what: string): never => {
      throw new Failure(`the vector of track ${trackId} ${what}. Make it anew.`);
    };
    if (!Number.isSafeInteger(trackId) || trackId < 1)
      throw new Failure(`${trackId} is no track id: a whole number from 1 on is.`);
    if (!Number.isSafeInteger(genreId) || genreId < 0) refuse(`has the genre ${genreId}, which is no id`);
    if (model.trim() === '') refuse('does not say which model made it');
    if (model !== rows[0]?.model)
      refuse(
        `is of model ${JSON.stringify(model)}, and others of the same write are of ${JSON.stringify(rows[0]?.model)}`,
      );
    if (embedding.length !== VECTOR_DIMENSIONS)
      refuse(`has ${embedding.length} numbers instead of ${VECTOR_DIMENSIONS}`);
    let squares = 0;
    for (const value of embedding) squares += value * value;
    if (!Number.isFinite(squares)) refuse('holds a number that is not finite');
    if (Math.abs(Math.sqrt(squares) - 1) > LENGTH_TOLERANCE)
      refuse(`has the length ${Math.sqrt(squares).toPrecision(4)} instead of 1`);
  }
}
