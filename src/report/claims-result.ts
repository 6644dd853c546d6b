import type { Predicted } from './document-figures.ts';

/**
 * confirmed, below, above, partly: of a figure against its range. holds, does not hold, partly: of a ranking or a
 * setting. not decided: measured, but the figure leaves it open. another size: measured on a database that is not near
 * the 50 MB that the document speaks of. not measured: this run has no figure for it.
 */
export type ClaimVerdict =
  | 'confirmed'
  | 'below'
  | 'above'
  | 'partly'
  | 'holds'
  | 'does not hold'
  | 'not decided'
  | 'another size'
  | 'not measured';

export interface ClaimResult {
  /** Of the evaluation document. */
  readonly section: string;
  /** The document's words. */
  readonly subject: string;
  /** The layout it speaks of; of a ranking "three / single". */
  readonly layout: string;
  /** Of `predicted` and `measured`; a setting and a ranking predict a word. */
  readonly unit: 'seconds' | 'bytes' | 'ratio' | 'setting';
  readonly predicted: Predicted | string;
  /** Lowest and highest of what was measured; null where nothing was. */
  readonly measured: Predicted | string | null;
  readonly verdict: ClaimVerdict;
  /** How it was measured, or why not. */
  readonly how: string;
}

export const notInRun = (layout: string) => `layout ${layout} was not in this run`;

/** Wholly inside the range, wholly to one side of it, or neither. */
export function againstRange(
  measured: Predicted,
  predicted: Predicted,
): 'confirmed' | 'below' | 'above' | 'partly' {
  if (measured.high < predicted.low) return 'below';
  if (measured.low > predicted.high) return 'above';
  return measured.low >= predicted.low && measured.high <= predicted.high ? 'confirmed' : 'partly';
}
