import type { Layout } from '../../model/layout.ts';
import type { QueryShape } from './plan.ts';

/** What each scenario answers on a layout, as a digest by its name; null where it cannot run there. */
export type ScenarioDigests = (
  layout: Layout,
  files: string,
  signal: AbortSignal,
) => Promise<ReadonlyMap<string, string>>;

export interface MigrationRequest {
  /** The data folder, and what to call it. */
  readonly path: string;
  readonly shown: string;
  readonly to: Layout;
  readonly carry: readonly string[];
  readonly without: readonly string[];
  readonly keepOrphans: boolean;
  readonly queries: readonly QueryShape[];
  readonly signal: AbortSignal;
  readonly onProgress: (doing: string, fraction: number) => void;
}

export interface ExecuteRequest extends MigrationRequest {
  readonly resume: boolean;
  readonly validate: boolean;
  /** A digest of what each scenario answers on a layout: experiments and benchmarks are none of an operation's business. */
  readonly scenarioDigests: ScenarioDigests;
  /** Told what the user should know while it runs. */
  readonly say: (line: string) => void;
  readonly now: Date;
  /** How long to wait for writers to end. */
  readonly lockSeconds?: number;
}
