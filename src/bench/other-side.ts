import type { BuiltLayout } from '../database/describe.ts';
import type { Layout } from '../model/layout.ts';
import type { Environment } from '../model/run.ts';
import type { LaunchTrial, ScenarioReference } from './protocol.ts';

/** Another version of the tool that this run is measured against: what it built, and how its trials are started. */
export interface OtherSide {
  readonly label: string;
  readonly version: string;
  readonly commit: string | null;
  readonly environment: Pick<Environment, 'node' | 'sqlite' | 'sqliteVec' | 'betterSqlite3'>;
  /** Its own layouts, of the names that are measured. */
  readonly layouts: readonly Layout[];
  readonly built: readonly BuiltLayout[];
  /** Where it built them: a folder for each layout's name. */
  readonly folder: string;
  /** Its own scenarios by kind/name; one that it does not have is not compared. */
  readonly scenarios: ReadonlyMap<string, ScenarioReference>;
  /** Scenarios that it has and this version has not, as kind/name. */
  readonly onlyThere: readonly string[];
  readonly launch: LaunchTrial;
  /** Without a core: for what is not timed. */
  readonly launchFree: LaunchTrial;
}
