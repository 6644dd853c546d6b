import { performance } from 'node:perf_hooks';
import type { OpenLayout } from '../database/open.ts';
import { tablesOn } from '../layouts/check.ts';
import { Failure } from '../model/failure.ts';
import type { Layout } from '../model/layout.ts';
import type { PreparedStatement } from '../model/scenario.ts';
import type { TableName } from '../model/tables.ts';
import { type StepSite, siteMaker } from './trace-site.ts';
import { type TraceableStatement, traceStatement } from './trace-statement.ts';

/** A step as it was executed once; seconds of a begin are null. */
export interface TracedStep {
  /** The same object for the same step of another call. */
  readonly site: StepSite;
  seconds: number | null;
  rows: number | null;
  changes: number | null;
}

export interface TracedCall {
  readonly steps: readonly TracedStep[];
  readonly totalSeconds: number;
  /** Of the total, inside of a statement or a transaction; what lies in both counts once. */
  readonly insideSeconds: number;
}

export interface TracingSession {
  /** The layout, to prepare a scenario on. */
  readonly traced: OpenLayout;
  /**
   * Makes the call and says what it did; whatever runs outside of this is not traced.
   * @param counting also reads how many rows a statement with RETURNING changed, which costs a statement more
   */
  readonly record: (call: () => unknown, counting: boolean) => TracedCall;
}

/** @param clock milliseconds */
export function traceSession(
  open: OpenLayout,
  layout: Layout,
  clock: () => number = () => performance.now(),
): TracingSession {
  const site = siteMaker();
  const inTransaction = new Set<unknown>();
  let current: { steps: TracedStep[]; inside: number; depth: number; counting: boolean } | null = null;

  /** Runs `work` as, or as part of, a step; what runs within another step is already counted there. */
  const timed = <T>(work: () => T): { result: T; seconds: number } => {
    const call = current;
    if (call !== null) call.depth++;
    const start = clock();
    const stop = () => {
      const seconds = (clock() - start) / 1000;
      if (call !== null && --call.depth === 0) call.inside += seconds;
      return seconds;
    };
    let result: T;
    try {
      result = work();
    } catch (error) {
      stop();
      throw error;
    }
    return { result, seconds: stop() };
  };
  const databasesOf = (tables: readonly TableName[]) =>
    layout.databases
      .filter((placement) => tablesOn(placement).some((table) => tables.includes(table)))
      .map(({ name }) => name)
      .join(' + ');

  const prepare: OpenLayout['prepare'] = (tables, sql) => {
    const statement = open.prepare(tables, sql) as unknown as TraceableStatement;
    const at = site.statement(databasesOf(tables), tables, sql);
    traceStatement(statement, {
      begin: () => {
        if (current === null) return null;
        const step: TracedStep = { site: at, seconds: null, rows: null, changes: null };
        current.steps.push(step);
        return step;
      },
      timed,
      changes: () =>
        statement.readonly || !current?.counting
          ? null
          : (open.connectionFor(tables)?.prepare('SELECT changes()').pluck().get() as number),
    });
    return statement as unknown as PreparedStatement<never>;
  };

  const transaction: OpenLayout['transaction'] = (tables, work) => {
    const run = open.transaction(tables, work);
    const connection = open.connectionFor(tables);
    const [begin, commit] = [
      site.transaction('begin', databasesOf(tables)),
      site.transaction('commit', databasesOf(tables)),
    ];
    return (...parameters) => {
      // Within another one of the same connection it is a savepoint: nothing begins and nothing is committed.
      if (current === null || inTransaction.has(connection)) return run(...parameters);
      current.steps.push({ site: begin, seconds: null, rows: null, changes: null });
      inTransaction.add(connection);
      try {
        const { result, seconds } = timed(() => run(...parameters));
        current.steps.push({ site: commit, seconds, rows: null, changes: null });
        return result;
      } finally {
        inTransaction.delete(connection);
      }
    };
  };

  return {
    traced: { ...open, prepare, transaction },
    record: (call, counting) => {
      const made = { steps: [], inside: 0, depth: 0, counting };
      current = made;
      const start = clock();
      try {
        if (call() instanceof Promise)
          throw new Failure(
            'the operation returns a promise; SQLite answers at once, so write it without async',
          );
        return { steps: made.steps, totalSeconds: (clock() - start) / 1000, insideSeconds: made.inside };
      } finally {
        current = null;
      }
    },
  };
}
