/**
 * What a search costs, in microseconds where it was fitted: sqlite-vec 0.1.9, 105,090 vectors of 64 floats in 324 and 648
 * cells, 10 to 13 sought, each search between exact ones, so that nothing it reads is in the processor's caches. Only relations
 * are used: between numbers of cells, and whether an inverted file is worth it at all.
 */
const COST = {
  /** The statement, and putting the answers in order. */
  search: 150,
  /** Comparing with one centroid, in JavaScript. */
  centroid: 0.15,
  /** Beginning with one more cell. */
  probe: 12,
  /** A vector, with the part of its chunk that is read empty. */
  row: 0.085,
  /** A vector of track_vectors: its chunks are full. */
  exactRow: 0.07,
} as const;

export function approximateCost(cells: number, probes: number, rowsProbed: number): number {
  return COST.search + COST.centroid * cells + COST.probe * probes + COST.row * rowsProbed;
}

export function exactCost(rows: number): number {
  return COST.exactRow * rows;
}
