import type { BudgetResult } from './gate.ts';

/** What a budget can limit: the unit of its figure, and whether the limit is to be reached or not to be exceeded. */
export const BUDGET_FIGURES = {
  median: { unit: 'seconds', atLeast: false },
  mean: { unit: 'seconds', atLeast: false },
  p95: { unit: 'seconds', atLeast: false },
  p99: { unit: 'seconds', atLeast: false },
  min: { unit: 'seconds', atLeast: false },
  ratio: { unit: 'ratio', atLeast: false },
  walBytesPerCall: { unit: 'bytes', atLeast: false },
  walFramesPerCall: { unit: 'count', atLeast: false },
  writeCallsPerCall: { unit: 'count', atLeast: false },
  writeBytesPerCall: { unit: 'bytes', atLeast: false },
  recallAt10: { unit: 'fraction', atLeast: true },
} as const satisfies Readonly<Record<string, Pick<BudgetResult, 'unit' | 'atLeast'>>>;

export type BudgetFigure = keyof typeof BUDGET_FIGURES;
export const BUDGET_FIGURE_NAMES = Object.keys(BUDGET_FIGURES) as BudgetFigure[];

/** The limits of one figure in base units (seconds, bytes, fractions); at least one is there, warn is not laxer. */
export interface Budget {
  readonly figure: BudgetFigure;
  readonly warn: number | null;
  readonly fail: number | null;
}

/** What counts as a difference, as fractions; warn, where there is one, is not above fail. */
export interface Threshold {
  readonly warn: number | null;
  readonly fail: number;
}
