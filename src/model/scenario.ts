import type { TableName } from './tables.ts';

export const SCENARIO_KINDS = [
  'select',
  'join',
  'crossing',
  'fts',
  'vector',
  'cache',
  'write',
  'flow',
] as const;
export type ScenarioKind = (typeof SCENARIO_KINDS)[number];

export type Row = Record<string, unknown>;

/** The dataset's present, in Unix seconds. Scenarios take it for "now", so that every run finds the same rows. */
export const DATASET_NOW = 1_753_000_000;

/** A prepared statement; parameters are bound by position or by name (one object). */
export interface PreparedStatement<R extends Row = Row> {
  get(...parameters: readonly unknown[]): R | undefined;
  all(...parameters: readonly unknown[]): R[];
  run(...parameters: readonly unknown[]): { changes: number; lastInsertRowid: number | bigint };
}

/** The opened layout as a scenario sees it: tables, never files. */
export interface Session {
  /** Prepares SQL on the connection that sees all of these tables; throws where no connection does. */
  prepare<R extends Row = Row>(tables: readonly TableName[], sql: string): PreparedStatement<R>;
  /** Wraps work in BEGIN IMMEDIATE ... COMMIT on the connection that sees all of these tables. */
  transaction<A extends unknown[], T>(
    tables: readonly TableName[],
    work: (...parameters: A) => T,
  ): (...parameters: A) => T;
}

/** Where parameters come from: existing rows, drawn with a fixed random seed, alike on every layout. */
export interface ParameterSource {
  /**
   * `count` rows, drawn with replacement: the SELECT finds the row for `$id`, an id of the first of the tables.
   * An id for which it finds nothing is drawn again; throws where it never finds any.
   */
  draw<R extends Row>(count: number, tables: readonly TableName[], sql: string): R[];
  /** The same from the rows of a whole SELECT, which must have an ORDER BY that leaves no choice. */
  drawFrom<R extends Row>(count: number, tables: readonly TableName[], sql: string): R[];
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
}

/**
 * Prepares everything, then returns the operation that is timed: one call with one parameter. `call` counts the calls
 * of the process from 0, for keys that must be new each time. The result is digested before anything is timed.
 */
export type Plan<P> = (session: Session) => (parameter: P, call: number) => unknown;

/** What a search for nearest neighbours should have found, for recall@10: how near is near enough is judged outside. */
export interface Neighbours<P> {
  /** The ids that a result of the operation names, nearest first. */
  readonly ids: (result: unknown) => readonly number[];
  /**
   * The distance of every candidate by its id: by brute force in JavaScript over the stored vectors, which the search
   * under test (sqlite-vec) takes no part in.
   */
  readonly distances: (session: Session) => (parameter: P) => ReadonlyMap<number, number>;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of scenarios holds all parameter types at once
export interface Scenario<P = any> {
  readonly name: string;
  readonly kind: ScenarioKind;
  /** One line: what an application does here. */
  readonly description: string;
  /** Every table that it touches. */
  readonly tables: readonly TableName[];
  /** It changes rows: every trial gets a fresh copy of the files. */
  readonly writes?: boolean;
  readonly parameters: (source: ParameterSource) => readonly P[];
  /** One connection sees all tables: what the application would do then, joins in SQL, one transaction. */
  readonly joined?: Plan<P>;
  /** Several connections: several statements, joined in the application. */
  readonly application?: Plan<P>;
  /** For a scenario that writes: reads back what the calls have changed, to be digested with their results. */
  readonly effect?: (session: Session) => unknown;
  /** For a scenario that answers with nearest neighbours: the exact answer, against which its recall is measured. */
  readonly neighbours?: Neighbours<P>;
}

/** Returns its argument; the types do the work. */
export function defineScenario<P>(scenario: Scenario<P>): Scenario<P> {
  return scenario;
}
