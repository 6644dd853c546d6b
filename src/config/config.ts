import type { AlertSettings } from '../model/alert-settings.ts';
import type { Budget, BudgetFigure, Threshold } from '../model/budget.ts';

/** The configuration as the program uses it: complete, in base units (seconds, bytes, fractions). */
export interface Config {
  /** What the file is called in errors. */
  readonly shown: string;
  readonly threshold: Threshold;
  /** What a changed figure without noise means. */
  readonly figures: Readonly<Record<FigureName, FigureLevel>>;
  /** What a row means that was not decided. */
  readonly inconclusive: 'fail' | 'warn';
  /** Defaults for flags of bench: a flag beats an environment variable, which beats these. */
  readonly bench: BenchDefaults;
  /** Settings per pattern, the more specific ones last: later ones win, key by key. */
  readonly rules: readonly Rule[];
  /** What is set about the alerts of monitor; an alert that is not named has its defaults. */
  readonly alerts: AlertSettings;
}

export const FIGURE_NAMES = [
  'plan',
  'bytecode',
  'rows',
  'wal',
  'writes',
  'pages',
  'pragmas',
  'recall',
] as const;
export type FigureName = (typeof FIGURE_NAMES)[number];

export const FIGURE_LEVELS = ['fail', 'warn', 'off'] as const;
export type FigureLevel = (typeof FIGURE_LEVELS)[number];

/** Absent is not set. */
export interface BenchDefaults {
  readonly seed?: string;
  readonly layouts?: readonly string[];
  readonly scenarios?: string;
  readonly filter?: string;
  readonly scale?: number;
  /** Bytes. */
  readonly size?: number;
  readonly generations?: number;
  readonly rounds?: number;
  /** Seconds. */
  readonly maxTime?: number;
}

/** What one pattern says, for every layout or for one. */
export interface Rule {
  /** "kind/name", "kind/*" or "*", as the file has it; checkPatterns checks it. */
  readonly pattern: string;
  readonly layout: string | null;
  /** null: this pattern says nothing of it. */
  readonly threshold: Threshold | null;
  /** null takes back what a less specific pattern has set. */
  readonly budgets: ReadonlyMap<BudgetFigure, Budget | null>;
}

/**
 * The threshold is twice what alternating A/A measurements of one query differed by on a shared machine
 * (docs/measuring.md). Bytecode warns only: another plan is a decision, another instruction mostly a new SQLite.
 */
export const DEFAULT_CONFIG: Config = {
  shown: 'the defaults',
  threshold: { warn: null, fail: 0.02 },
  figures: {
    plan: 'fail',
    bytecode: 'warn',
    rows: 'fail',
    wal: 'fail',
    writes: 'fail',
    pages: 'fail',
    pragmas: 'fail',
    recall: 'fail',
  },
  inconclusive: 'fail',
  bench: {},
  rules: [],
  alerts: {},
};
