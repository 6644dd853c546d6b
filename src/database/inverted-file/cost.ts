/**
 * What a search costs, in microseconds on the machine where it was fitted (sqlite-vec 0.1.9, 105,090 vectors of 64 floats,
 * 100 to 1,000 cells: within a tenth of what was timed). Only relations are used: between numbers of cells, and whether an
 * inverted file is worth it at all.
 */
const COST = {
  /** Comparing with one centroid, and its part in putting the cells in order, in JavaScript. */
  centroid: 0.28,
  /** Beginning with one more cell. */
  probe: 50,
  /** A vector by Euclidean distance. */
  row: 0.045,
  /** A vector by cosine distance, as track_vectors is searched. */
  exactRow: 0.07,
} as const;

export function approximateCost(cells: number, probes: number, rowsProbed: number): number {
  return COST.centroid * cells + COST.probe * probes + COST.row * rowsProbed;
}

export function exactCost(rows: number): number {
  return COST.exactRow * rows;
}
