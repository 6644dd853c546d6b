import { floatsOf } from '../../database/inverted-file/cells.ts';
import type { Session } from '../../model/scenario.ts';
import { headerOf, type VectorFormat, vectorLine } from './vector-text.ts';

/** Rows that are read at a time: the table may be far larger than memory allows as text. */
const PAGE = 1000;

export function countVectors(session: Session): number {
  return (
    session.prepare<{ n: number }>(['track_vectors'], 'SELECT count(*) AS n FROM track_vectors').get()?.n ?? 0
  );
}

/**
 * All vectors as text, by track: read back, they are the same bit for bit. What changes meanwhile may be in it or not,
 * unless the connection is in a read transaction.
 * @param onRows told how many rows have been given
 */
export function* exportVectors(
  session: Session,
  format: VectorFormat,
  onRows: (rows: number) => void = () => {},
): Generator<string> {
  const ids = session
    .prepare<{ id: number }>(['track_vectors'], 'SELECT track_id AS id FROM track_vectors ORDER BY track_id')
    .all();
  const read = session.prepare<{ embedding: Uint8Array; model: string }>(
    ['track_vectors'],
    `SELECT embedding, ifnull(model, '') AS model FROM track_vectors WHERE track_id = ?`,
  );
  yield headerOf(format);
  for (let begin = 0; begin < ids.length; begin += PAGE) {
    let text = '';
    for (const { id } of ids.slice(begin, begin + PAGE)) {
      const row = read.get(BigInt(id));
      if (row !== undefined)
        text += vectorLine({ trackId: id, model: row.model, embedding: floatsOf(row.embedding) }, format);
    }
    yield text;
    onRows(Math.min(ids.length, begin + PAGE));
  }
}
