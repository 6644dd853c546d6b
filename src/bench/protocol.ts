import type { Layout } from '../model/layout.ts';
import type { PlanName } from './prepared.ts';

/** Where a scenario comes from: a module whose default export it is. Functions cannot be sent to a process. */
export interface ScenarioReference {
  readonly name: string;
  readonly module: string;
}

export interface OpenRequest {
  readonly layout: Layout;
  readonly folder: string;
  readonly scenario: ScenarioReference;
  /** How long to call it before it is timed. */
  readonly warmupSeconds: number;
}

export interface Opened {
  readonly plan: PlanName;
  readonly digest: string;
  /** Median time of one call at the end of the warm-up. */
  readonly secondsPerCall: number;
}

export interface BlockRequest {
  readonly callsPerSample: number;
  readonly samples: number;
}

/** A trial: one scenario on one layout, in its own process. Tests put another in its place. */
export interface Trial {
  open(request: OpenRequest): Promise<Opened>;
  /** Seconds per call, one number per sample. */
  block(request: BlockRequest): Promise<Float64Array>;
  end(): Promise<void>;
}

export type LaunchTrial = (signal: AbortSignal) => Trial;
