/** What follows from a run: which layout to take, by which criteria, and what would change that. */

/** The names that --weights takes, in the order of reports. */
export const CRITERIA = [
  'read',
  'write',
  'contention',
  'memory',
  'disk',
  'atomicity',
  'integrity',
  'backup',
  'operations',
  'security',
] as const;
export type CriterionName = (typeof CRITERIA)[number];

/** How much each criterion counts, 0 or more; only how they compare matters. */
export type Weights = Readonly<Record<CriterionName, number>>;

/**
 * A share from -1 to 1, above 0 in favour of the layout, below 0 of the first: of two times, sizes or counts, the part
 * of the larger one that the better layout saves (half the time: 0.5); of things that can be lost, the part lost.
 */
export interface Effect {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The measured figure behind an effect. */
export type Figure =
  /** Layout / first layout; within `none` (its bounds included) it counts as no difference. */
  | {
      readonly kind: 'ratio';
      readonly value: number;
      readonly none: { readonly low: number; readonly high: number };
    }
  /** Lost on the layout, and on the first; from 0 to 1. */
  | { readonly kind: 'share'; readonly value: number; readonly base: number };

export type Judgement =
  /** `says` is the evidence as plain text, with its figures. */
  | { readonly status: 'known'; readonly effect: Effect; readonly figure: Figure; readonly says: string }
  | { readonly status: 'unknown'; readonly why: string };

export interface CriterionResult {
  readonly name: CriterionName;
  readonly title: string;
  /** Of the section of the report that holds the evidence; null where there is none. */
  readonly heading: string | null;
  readonly weight: number;
  readonly judgement: Judgement;
}

/** Of a layout against the first. undecided: too little is known, or the interval allows for more than one. */
export type Outcome = 'better' | 'worse' | 'same' | 'undecided';

/** What would make a layout better than the first, or worse; everything else as it is. */
export type Change =
  | {
      readonly kind: 'weight';
      readonly criterion: CriterionName;
      readonly to: 'better' | 'worse';
      readonly direction: 'above' | 'below';
      readonly limit: number;
      readonly now: number;
    }
  | {
      readonly kind: 'figure';
      readonly criterion: CriterionName;
      readonly to: 'better' | 'worse';
      readonly direction: 'above' | 'below';
      /** Of the figure (ratio or share), taken as exact. */
      readonly limit: number;
      readonly now: number;
    }
  | {
      readonly kind: 'unknown';
      readonly criteria: readonly CriterionName[];
      readonly to: 'better' | 'worse';
      /** The mean effect of the unknown criteria beyond which it changes; null: no effect is large enough. */
      readonly limit: number | null;
    };

export interface LayoutVerdict {
  readonly layout: string;
  readonly databases: number;
  readonly criteria: readonly CriterionResult[];
  /** Weighted mean of the known effects; null where nothing with a weight is known. */
  readonly score: Effect | null;
  /** The part of the weights whose criteria are known, from 0 to 1. */
  readonly known: number;
  readonly outcome: Outcome;
  readonly changes: readonly Change[];
}

export type Recommendation =
  /** Every other layout is worse. */
  | { readonly kind: 'keep' }
  /** This one is better; `alike` are better too, and their intervals overlap with its own. */
  | { readonly kind: 'prefer'; readonly layout: string; readonly alike: readonly string[] }
  /** No material difference between the first and these; all others are worse. */
  | { readonly kind: 'same'; readonly layouts: readonly string[] }
  /** None is better as far as is known, and of these it is not known. */
  | { readonly kind: 'undecided'; readonly layouts: readonly string[] };

/** Why a verdict holds for less than it seems to. */
export type Caveat = 'interrupted' | 'incomplete' | 'filtered' | 'quick' | 'built-in';

export interface Verdict {
  /** The first layout of the run, and how many databases it has. */
  readonly base: string;
  readonly baseDatabases: number;
  readonly weights: Weights;
  /** A score of no more than this, above or below 0, is no material difference. */
  readonly margin: number;
  /** Every layout but the first, in the order of the run. */
  readonly layouts: readonly LayoutVerdict[];
  readonly recommendation: Recommendation;
  readonly caveats: readonly Caveat[];
}
