import { approximateCost, exactCost } from './cost.ts';
import type { CurvePoint, QueryKind, RecallCurve } from './recall-curve.ts';

/** What `vectors index` measured, kept with the index. */
export interface Measured {
  /** The recall that the number of cells was chosen for, and the default of a search. */
  readonly recall: number;
  readonly cells: number;
  readonly curves: readonly RecallCurve[];
}

/** How far to look for a recall, where that is worth it, with the mean number of cells; or in words why it is not. */
export type Choice =
  | {
      readonly reach: number;
      readonly probes: number;
      /** What was asked for: it is reached with 99 % certainty. */
      readonly recall: number;
      /** The mean of the queries that the reach was chosen by. */
      readonly measured: number;
      readonly depth: number;
    }
  | { readonly why: string };

/** The least reach of a curve that gives a recall with 99 % certainty. */
export function leastReach(curve: RecallCurve, recall: number): CurvePoint | undefined {
  return curve.points.find(({ sure }) => sure >= recall);
}

/**
 * How far to look for the nearest `count` of a kind of query.
 * @param rows that an exact search would compare
 */
export function chooseReach(
  measured: Measured,
  kind: QueryKind,
  count: number,
  recall: number,
  rows: number,
): Choice {
  if (recall >= 1) return { why: 'a recall of 1 was asked for' };
  const curve = measured.curves
    .filter((one) => one.kind === kind && one.depth >= count)
    .sort((a, b) => a.depth - b.depth)[0];
  if (curve === undefined) return { why: `recall was not measured for the nearest ${count}` };
  const point = leastReach(curve, recall);
  if (point === undefined) return { why: `no share of the cells is sure to give a recall of ${recall}` };
  if (approximateCost(measured.cells, point.probes, point.probed * rows) >= exactCost(rows))
    return {
      why: `with ${rows.toLocaleString('en')} vectors a recall of ${recall} takes ${point.probes.toFixed(1)} of ${measured.cells} cells, which is no faster`,
    };
  const { reach, probes } = point;
  return { reach, probes, recall, measured: point.recall, depth: curve.depth };
}
