import type { Layout } from '../model/layout.ts';
import type { LaunchTrial, Opened, ScenarioReference } from './protocol.ts';

/** Where a layout's files lie for one trial, and what is to be done with them afterwards. */
export interface TrialFolder {
  readonly folder: string;
  remove(): Promise<void>;
}

/** A layout with the files that its trials work on. */
export interface Subject {
  readonly layout: Layout;
  /** The built files, or a fresh copy for a scenario that writes. */
  readonly folder: () => Promise<TrialFolder>;
}

/** One of the things that a scenario's blocks alternate between: a layout, of this version of the tool or another. */
export interface Arm extends Subject {
  readonly id: string;
  /** Arms of one group must give the same results; "head" and "base" may differ, and are then not compared. */
  readonly group: string;
  readonly scenario: ScenarioReference;
  readonly launch: LaunchTrial;
}

/** What an arm gave: generations of blocks of samples in seconds per call, or why nothing. */
export type Measured =
  | {
      readonly status: 'measured';
      readonly plan: Opened['plan'];
      readonly digest: string;
      readonly samples: readonly (readonly Float64Array[])[];
    }
  | { readonly status: 'failed'; readonly reason: string };

export interface Measurement {
  readonly callsPerSample: number;
  readonly samplesPerBlock: number;
  /** By the arm's id. */
  readonly arms: ReadonlyMap<string, Measured>;
  /** Seconds per call of the reference query, a list per generation, one for each round; null where it did not run. */
  readonly reference: readonly (readonly number[] | null)[];
}
