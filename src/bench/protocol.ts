import type { Figures } from '../model/figures.ts';
import type { Layout } from '../model/layout.ts';
import type { PlanName } from './prepared.ts';

/**
 * What the coordinator says to a trial's process. Trials of another version (bench --against) are spoken to in the same
 * way: a change here that an older trial would not understand raises TRIAL_PROTOCOL (src/model/protocol.ts).
 */

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
  /** Of a scenario that writes: calls between the checkpoint after the warm-up and the first block. */
  readonly leadingCalls: number;
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

export type FiguresRequest = Pick<OpenRequest, 'layout' | 'folder' | 'scenario'>;

/** A trial: one scenario on one layout, in its own process. Tests put another in its place. */
export interface Trial {
  open(request: OpenRequest): Promise<Opened>;
  /** Seconds per call, one number per sample. */
  block(request: BlockRequest): Promise<Float64Array>;
  /** Figures without noise; in a process that measures nothing else. */
  figures(request: FiguresRequest): Promise<Figures>;
  end(): Promise<void>;
}

export type LaunchTrial = (signal: AbortSignal) => Trial;
