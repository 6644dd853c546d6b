import type { Session } from '../../model/scenario.ts';
import { VECTOR_DIMENSIONS } from '../schema/search.ts';
import type { Measured } from './choose.ts';
import { hasInvertedFile } from './place.ts';
import { INDEX_VERSION, INVERTED_FILE } from './schema.ts';

/**
 * From this share of changed rows on the index counts as stale: recall was measured before the change, and centroids that
 * never saw a tenth of the vectors no longer stand for where they lie. Cautious rather than fitted: how much recall is lost
 * depends on what was written.
 */
export const STALE_SHARE = 0.1;

/** An inverted file that may be searched. */
export interface IndexState {
  readonly model: string;
  /** Unix seconds. */
  readonly builtAt: number;
  readonly builtRows: number;
  /** Vectors written or removed since. */
  readonly changedRows: number;
  readonly measured: Measured;
}

interface IndexRow extends Record<string, unknown> {
  readonly version: number;
  readonly model: string;
  readonly builtAt: number;
  readonly builtRows: number;
  readonly changedRows: number;
  readonly measured: string;
}

/**
 * The inverted file, or in words why there is none to search. Cheap (counts, no vectors): what was written past
 * writeVectors without changing the number of rows is found by `vectors verify` only.
 * @param model of track_vectors
 */
export function readIndex(session: Session, model: string): IndexState | { readonly why: string } {
  if (!hasInvertedFile(session)) return { why: 'there is no inverted file' };
  const row = session
    .prepare<IndexRow>(
      ['track_vectors'],
      `SELECT version, model, built_at AS builtAt, built_rows AS builtRows, changed_rows AS changedRows, measured
       FROM ${INVERTED_FILE.index}`,
    )
    .get();
  if (row === undefined || row.version !== INDEX_VERSION)
    return { why: 'the inverted file is of another version of chinook-eval' };
  const measured = wholeMeasured(session, row.measured);
  if (measured === undefined) return { why: 'the inverted file is damaged' };
  if (row.model !== model) return { why: 'the inverted file is of another model than the vectors' };
  const counts = session
    .prepare<{ vectors: number; indexed: number }>(
      ['track_vectors'],
      `SELECT (SELECT count(*) FROM track_vectors_rowids) AS vectors,
         (SELECT count(*) FROM ${INVERTED_FILE.vectors}_rowids) AS indexed`,
    )
    .get();
  if (counts?.vectors !== counts?.indexed)
    return {
      why: `the inverted file is stale: it holds ${counts?.indexed} vectors, track_vectors ${counts?.vectors}`,
    };
  if (row.changedRows > STALE_SHARE * row.builtRows)
    return {
      why: `the inverted file is stale: ${row.changedRows} of ${row.builtRows} vectors have changed since it was made`,
    };
  const { version: _, ...state } = row;
  return { ...state, measured };
}

/** What was measured, where it can be read and the centroids are as many as it says; undefined where not. */
function wholeMeasured(session: Session, text: string): Measured | undefined {
  const { cells, whole } = session
    .prepare<{ cells: number; whole: number }>(
      ['track_vectors'],
      `SELECT count(*) AS cells, sum(cell >= 0 AND typeof(centroid) = 'blob' AND length(centroid) = ${4 * VECTOR_DIMENSIONS}) = max(cell) + 1 AS whole
       FROM ${INVERTED_FILE.cells}`,
    )
    .get() ?? { cells: 0, whole: 0 };
  try {
    const measured = JSON.parse(text) as Measured;
    const readable = measured.curves.every(({ points }) =>
      points.every(({ reach, recall, sure }) => reach >= 0 && recall >= sure && sure >= 0),
    );
    return readable && measured.cells === cells && whole === 1 ? measured : undefined;
  } catch {
    return undefined;
  }
}

/** Whether an inverted file of this version can be searched by what it says of itself; its vectors are not looked at. */
export function isDamaged(session: Session): boolean {
  const row = session
    .prepare<{ version: number; measured: string }>(
      ['track_vectors'],
      `SELECT version, measured FROM ${INVERTED_FILE.index}`,
    )
    .get();
  return row?.version === INDEX_VERSION && wholeMeasured(session, row.measured) === undefined;
}
