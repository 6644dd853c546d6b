import { EXIT, Failure } from '../../model/failure.ts';
import type { Session } from '../../model/scenario.ts';
import { VECTOR_DIMENSIONS } from '../schema/search.ts';
import { blobOf, floatsOf, nearestCell, type Packed } from './cells.ts';
import type { Measured } from './choose.ts';
import { type DivideOptions, divide, type OnDivide } from './divide.ts';
import { vectorSchema } from './place.ts';
import { chunkSize, createSql, dropSql, INDEX_VERSION, INVERTED_FILE } from './schema.ts';

/** What was built. */
export interface BuiltIndex {
  readonly model: string;
  readonly rows: number;
  readonly measured: Measured;
  /** The size of the cells: the least, the mean and the most vectors. */
  readonly cellRows: { readonly least: number; readonly mean: number; readonly most: number };
}

interface Stored {
  readonly ids: readonly number[];
  readonly vectors: Packed;
  readonly model: string;
}

/**
 * Makes the inverted file anew from track_vectors. All the long work is done before anything is locked; then the old
 * tables go and the new ones come in one transaction, so that whoever searches has the old ones until the new are whole.
 * Blocks for seconds (105,090 vectors: about ten): run it in a process of its own.
 * @throws Failure: 2 where there are no vectors, 4 where they are of several models
 */
export function buildInvertedFile(
  session: Session,
  options: DivideOptions,
  onProgress: OnDivide = () => {},
): BuiltIndex {
  onProgress('reading vectors', 0);
  const before = readStored(session);
  const divided = divide(before.vectors, options, (doing, fraction) =>
    onProgress(doing, 0.02 + 0.9 * fraction),
  );
  const place = vectorSchema(session);
  return session.transaction(['track_vectors'], () => {
    onProgress('writing', 0.92);
    // What changed in the meantime goes where it belongs now: all of it is read once more, under the lock.
    const now = readStored(session);
    const cellOf = cellsNow(before, divided.cellOf, now, divided.centroids);
    const cells = divided.centroids.length / VECTOR_DIMENSIONS;
    const chunk = chunkSize(now.ids.length / cells);
    for (const sql of [...dropSql(place), ...createSql(place, chunk)])
      session.prepare(['track_vectors'], sql).run();
    writeRows(session, now, cellOf, divided.centroids);
    session
      .prepare(['track_vectors'], `INSERT INTO ${INVERTED_FILE.index} VALUES (1, ?, ?, unixepoch(), ?, 0, ?)`)
      .run(INDEX_VERSION, now.model, now.ids.length, JSON.stringify(divided.measured));
    const sizes = new Array<number>(cells).fill(0);
    for (const cell of cellOf) sizes[cell] = (sizes[cell] ?? 0) + 1;
    const mean = now.ids.length / cells;
    return {
      model: now.model,
      rows: now.ids.length,
      measured: divided.measured,
      cellRows: { least: Math.min(...sizes), mean, most: Math.max(...sizes) },
    };
  })();
}

function readStored(session: Session): Stored {
  const rows = session
    .prepare<{ id: number; embedding: Uint8Array; model: string }>(
      ['track_vectors'],
      `SELECT track_id AS id, embedding, ifnull(model, '') AS model FROM track_vectors`,
    )
    .all()
    .sort((a, b) => a.id - b.id);
  const models = [...new Set(rows.map((row) => row.model))];
  const [model] = models;
  if (model === undefined)
    throw new Failure('there are no vectors to index. Import some with chinook-eval vectors import.');
  if (models.length > 1)
    throw new Failure(
      `there are vectors of ${models.map((one) => JSON.stringify(one)).join(' and ')}, which do not belong into one index. Import the rest with chinook-eval vectors import, or build anew.`,
      EXIT.integrity,
    );
  const vectors = new Float32Array(rows.length * VECTOR_DIMENSIONS);
  for (const [index, { embedding }] of rows.entries())
    vectors.set(floatsOf(embedding), index * VECTOR_DIMENSIONS);
  return { ids: rows.map(({ id }) => id), vectors, model };
}

/** The cell of each vector as it is now: as divided, where the track had this very vector then. */
function cellsNow(before: Stored, cellOf: Int32Array, now: Stored, centroids: Packed): Int32Array {
  const placeOf = new Map(before.ids.map((id, index) => [id, index]));
  return Int32Array.from(now.ids, (id, index) => {
    const at = index * VECTOR_DIMENSIONS;
    const then = placeOf.get(id);
    const same =
      then !== undefined &&
      now.vectors
        .subarray(at, at + VECTOR_DIMENSIONS)
        .every((value, i) => value === before.vectors[then * VECTOR_DIMENSIONS + i]);
    return same ? (cellOf[then] as number) : nearestCell(centroids, now.vectors, at);
  });
}

function writeRows(session: Session, { ids, vectors }: Stored, cellOf: Int32Array, centroids: Packed): void {
  const at = (packed: Packed, index: number) =>
    blobOf(packed.subarray(index * VECTOR_DIMENSIONS, (index + 1) * VECTOR_DIMENSIONS));
  const cell = session.prepare(['track_vectors'], `INSERT INTO ${INVERTED_FILE.cells} VALUES (?, ?)`);
  for (let index = 0; index < centroids.length / VECTOR_DIMENSIONS; index++)
    cell.run(index, at(centroids, index));
  const insert = session.prepare(
    ['track_vectors'],
    `INSERT INTO ${INVERTED_FILE.vectors} (track_id, cell, embedding) VALUES (?, ?, ?)`,
  );
  // Cell by cell, so that a cell's chunks lie together.
  const order = Array.from(ids.keys()).sort((a, b) => (cellOf[a] as number) - (cellOf[b] as number) || a - b);
  for (const index of order)
    insert.run(BigInt(ids[index] as number), BigInt(cellOf[index] as number), at(vectors, index));
}
