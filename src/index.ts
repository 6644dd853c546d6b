/**
 * The package root: what a user's own layouts and scenarios are typed by. Light, because every trial of such a scenario
 * loads it; the run document's schema is in chinook-eval/run.
 */
import type * as Library from './library.ts';

export { type ConfigFile, defineConfig } from './config/define.ts';
export { main } from './main.ts';
export { type DatabasePlacement, defineLayout, type Layout, type Pragmas } from './model/layout.ts';
export {
  DATASET_NOW,
  defineScenario,
  type ParameterSource,
  type Plan,
  type PreparedStatement,
  type Row,
  type Scenario,
  type ScenarioKind,
  type Session,
} from './model/scenario.ts';
export type { Streams } from './model/streams.ts';
export { TABLE_GROUPS, type TableGroup, type TableName } from './model/tables.ts';
export {
  type QueryCounts,
  type SlowQuery,
  type SlowQueryOptions,
  watchSlowQueries,
} from './operations/monitor/slow-queries.ts';

/** The cache and the search that the scenarios measure, and openData; loaded when asked for, so that the rest stays light. */
export function library(): Promise<typeof Library> {
  return import('./library.ts');
}
