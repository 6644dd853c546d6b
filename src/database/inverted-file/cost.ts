/**
 * What a search costs, in microseconds of processor time where it was fitted: sqlite-vec 0.1.9, 105,090 vectors of 64 floats
 * in 60 to 324 cells, each search between exact ones, so that nothing it reads is in the processor's caches. Only relations
 * are used: between numbers of cells, and whether an inverted file is worth it at all.
 */
const COST = {
  /** Comparing with one centroid, and its part in putting the cells in order, in JavaScript. */
  centroid: 0.28,
  /** Beginning with one more cell. */
  probe: 105,
  /** A vector by Euclidean distance, with the part of its chunk that is read empty. */
  row: 0.23,
  /** A vector by cosine distance, as track_vectors is searched: its chunks are full. */
  exactRow: 0.1,
} as const;

export function approximateCost(cells: number, probes: number, rowsProbed: number): number {
  return COST.centroid * cells + COST.probe * probes + COST.row * rowsProbed;
}

export function exactCost(rows: number): number {
  return COST.exactRow * rows;
}
