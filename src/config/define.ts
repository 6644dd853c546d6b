import type { ALERT_DEFAULTS, AlertName, Severity } from '../model/alert-settings.ts';
import type { BUDGET_FIGURES, BudgetFigure } from '../model/budget.ts';
import type { FigureLevel, FigureName } from './config.ts';

/** What chinook-eval.config.ts exports as its default. Types only: a user's file loads this and nothing else. */

/** Such as '500us', '2ms', '1.5s', '10m'. */
export type TimeText = `${number}${'' | ' '}${'ns' | 'us' | 'µs' | 'ms' | 's' | 'm' | 'min'}`;
/** Such as '512B', '50MB', '64KiB'. */
export type SizeText = `${number}${'' | ' '}${'B' | 'kB' | 'KB' | 'MB' | 'GB' | 'KiB' | 'MiB' | 'GiB'}`;
/** Such as '2%', or 0.02. */
export type FractionText = `${number}${'' | ' '}%` | number;

/** A single value is a threshold that fails. */
export type ThresholdText = FractionText | { warn?: FractionText; fail: FractionText };

interface TextOfUnit {
  readonly seconds: TimeText;
  readonly bytes: SizeText;
  readonly count: number;
  readonly fraction: FractionText;
  readonly ratio: number;
}
type LimitText<F extends BudgetFigure> = TextOfUnit[(typeof BUDGET_FIGURES)[F]['unit']];

/** A single value is a limit that fails; 'off' takes back what a less specific pattern has set. */
export type BudgetTexts = {
  [F in BudgetFigure]?: LimitText<F> | { warn?: LimitText<F>; fail?: LimitText<F> } | 'off';
};

export interface ScenarioTexts {
  threshold?: ThresholdText;
  budgets?: BudgetTexts;
  /** For one layout, by its name. */
  layouts?: Record<string, { budgets?: BudgetTexts }>;
}

export interface BenchTexts {
  /** Files and folders are looked for from the folder of the configuration file. */
  seed?: string;
  layouts?: string[];
  scenarios?: string;
  filter?: string;
  scale?: number;
  size?: SizeText;
  generations?: number;
  rounds?: number;
  maxTime?: TimeText;
}

/** Such as '90s', '5m', '26h', '2d'. */
export type PatienceText = TimeText | `${number}${'' | ' '}${'h' | 'd'}`;

type LimitOfUnit = {
  readonly seconds: PatienceText;
  readonly bytes: SizeText;
  readonly fraction: FractionText;
  readonly part: FractionText;
  readonly count: number;
};
type AlertUnit<N extends AlertName> = (typeof ALERT_DEFAULTS)[N]['unit'];

/** 'off' takes the alert out of everything. */
export type AlertTexts<N extends AlertName> =
  | 'off'
  | ({
      /** How long the condition has to last. */
      for?: PatienceText;
      severity?: Severity;
    } & (AlertUnit<N> extends keyof LimitOfUnit ? { limit?: LimitOfUnit[AlertUnit<N>] } : unknown));

export interface MonitorTexts {
  alerts?: { [N in AlertName]?: AlertTexts<N> };
}

export interface ConfigFile {
  threshold?: ThresholdText;
  figures?: { [F in FigureName]?: FigureLevel };
  inconclusive?: 'fail' | 'warn';
  bench?: BenchTexts;
  /** By 'kind/name', 'kind/*' or '*'. */
  scenarios?: Record<string, ScenarioTexts>;
  monitor?: MonitorTexts;
}

/** Returns its argument; the types do the work. */
export function defineConfig(config: ConfigFile): ConfigFile {
  return config;
}
