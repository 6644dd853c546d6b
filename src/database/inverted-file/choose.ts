import { approximateCost, exactCost } from './cost.ts';
import type { CurvePoint, QueryKind, RecallCurve } from './recall-curve.ts';

/** One-sided 99 %: the curve is of a sample of queries, and others are to reach the recall as well. */
const SURE = 2.326;

/** What `vectors index` measured, kept with the index. */
export interface Measured {
  /** The recall that the number of cells was chosen for, and the default of a search. */
  readonly recall: number;
  readonly cells: number;
  readonly curves: readonly RecallCurve[];
}

/** Probes that reach a recall and are worth it, or in words why there are none. */
export type Choice =
  | { readonly probes: number; readonly recall: number; readonly depth: number }
  | { readonly why: string };

/** The least number of probes of a curve that reaches a recall with 99 % certainty. */
export function leastProbes(curve: RecallCurve, recall: number): CurvePoint | undefined {
  return curve.points.find((point) => point.recall - SURE * point.error >= recall);
}

/**
 * How many cells to probe for the nearest `count` of a kind of query.
 * @param rows that an exact search would compare
 */
export function chooseProbes(
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
  const point = leastProbes(curve, recall);
  if (point === undefined) return { why: `no number of cells is sure to reach a recall of ${recall}` };
  if (approximateCost(measured.cells, point.probes, point.probed * rows) >= exactCost(rows))
    return {
      why: `with ${rows.toLocaleString('en')} vectors a recall of ${recall} takes ${point.probes} of ${measured.cells} cells, which is no faster`,
    };
  return { probes: point.probes, recall: point.recall, depth: curve.depth };
}
