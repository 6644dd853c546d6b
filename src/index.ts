/** The package root: what a user's own layouts, scenarios and readers of run documents are typed by. */
export { main } from './main.ts';
export { defineLayout, type DatabasePlacement, type Layout, type Pragmas } from './model/layout.ts';
export { RUN_SCHEMA, RunDocument } from './model/run.ts';
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
