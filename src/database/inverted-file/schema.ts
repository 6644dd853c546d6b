import { VECTOR_DIMENSIONS } from '../schema/search.ts';

/**
 * An inverted file over track_vectors: each vector lies in the cell of the centroid nearest to it, and an approximate
 * search looks only into the cells nearest to what is sought. Made on demand by `vectors index`, not by the build, in the
 * database that holds track_vectors; it may be dropped at any time.
 */
export const INVERTED_FILE = {
  /** The centroid of each cell. */
  cells: 'track_vector_cells',
  /** The vectors once more, in the order of their cells. */
  vectors: 'track_vectors_ivf',
  /** One row: what the index was made of, what it measured, and how much has changed since. */
  index: 'track_vector_index',
} as const;

/** Changes with the tables below and with what is measured: an index of another version counts as none. */
export const INDEX_VERSION = 3;

/**
 * Rows that vec0 reads at a time. A chunk holds rows of one cell only and is read whole, however full: the power of two of
 * which a mean cell fills two to four, so that little is read empty. Of 64 to 512 with 324 vectors a cell, 128 and 256 took
 * the least, and 128 filled 32 MB where 512 filled 55.
 * @param rowsPerCell on average
 */
export function chunkSize(rowsPerCell: number): number {
  return Math.min(4096, Math.max(16, 2 ** Math.floor(Math.log2(rowsPerCell / 2))));
}

/** Every statement that makes the tables, in the schema `place`. */
export function createSql(place: string, chunk: number): readonly string[] {
  return [
    `CREATE TABLE "${place}".${INVERTED_FILE.cells} (cell INTEGER PRIMARY KEY, centroid BLOB NOT NULL)`,
    // The vectors have unit length, so the order of Euclidean distances is that of cosine distances (l2 = 2 * cosine,
    // squared), and sqlite-vec computes the former with vector instructions, the latter without.
    `CREATE VIRTUAL TABLE "${place}".${INVERTED_FILE.vectors} USING vec0(track_id INTEGER PRIMARY KEY, cell INTEGER PARTITION KEY, embedding FLOAT[${VECTOR_DIMENSIONS}] distance_metric=L2, chunk_size=${chunk})`,
    // vec0 0.1.9 seeks a cell's chunks by reading the rows of all chunks; they lie in this table. Goes with the virtual table.
    `CREATE INDEX "${place}".${INVERTED_FILE.vectors}_by_cell ON ${INVERTED_FILE.vectors}_chunks (partition00)`,
    `CREATE TABLE "${place}".${INVERTED_FILE.index} (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL,
  model TEXT NOT NULL,
  built_at INTEGER NOT NULL,
  built_rows INTEGER NOT NULL,
  changed_rows INTEGER NOT NULL,
  measured TEXT NOT NULL
)`,
  ];
}

export function dropSql(place: string): readonly string[] {
  return Object.values(INVERTED_FILE).map((table) => `DROP TABLE IF EXISTS "${place}".${table}`);
}
