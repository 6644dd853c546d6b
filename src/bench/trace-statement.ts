import type { PreparedStatement } from '../model/scenario.ts';

/** What better-sqlite3's statement has of our interface, and beyond it. */
export interface TraceableStatement extends PreparedStatement {
  readonly readonly: boolean;
  iterate(...parameters: readonly unknown[]): IterableIterator<unknown>;
}

/** An execution, as far as it is known. */
export interface Execution {
  seconds: number | null;
  rows: number | null;
  changes: number | null;
}

export interface StatementTracer {
  /** Before each execution; null where it is not traced. */
  readonly begin: () => Execution | null;
  readonly timed: <T>(work: () => T) => { result: T; seconds: number };
  /** Rows that a statement which returns rows has changed; null for one that reads. `run` tells it by itself. */
  readonly changes: () => number | null;
}

/**
 * Traces the executions of a statement: on the statement itself, so that whatever else a scenario does with it (pluck,
 * bind) goes on working.
 */
export function traceStatement(statement: TraceableStatement, tracer: StatementTracer): void {
  const { begin, timed, changes } = tracer;
  const wrap = (method: 'get' | 'all' | 'run', note: (result: unknown) => Partial<Execution>) => {
    const original = statement[method].bind(statement) as (...parameters: readonly unknown[]) => unknown;
    Object.defineProperty(statement, method, {
      value: (...parameters: readonly unknown[]) => {
        const execution = begin();
        if (execution === null) return original(...parameters);
        const { result, seconds } = timed(() => original(...parameters));
        Object.assign(execution, { seconds }, note(result));
        return result;
      },
    });
  };
  wrap('all', (rows) => ({ rows: (rows as unknown[]).length, changes: changes() }));
  wrap('get', (row) => ({ rows: row === undefined ? 0 : 1, changes: changes() }));
  wrap('run', (result) => ({ changes: (result as { changes: number }).changes }));
  const iterate = statement.iterate.bind(statement);
  Object.defineProperty(statement, 'iterate', {
    value: (...parameters: readonly unknown[]) => {
      const execution = begin();
      if (execution === null) return iterate(...parameters);
      const { result, seconds } = timed(() => iterate(...parameters));
      return eachTimed(result, Object.assign(execution, { seconds, rows: 0 }), tracer);
    },
  });
}

/** What the application does between two rows is not the statement's. */
function* eachTimed(
  rows: IterableIterator<unknown>,
  execution: Execution & { seconds: number; rows: number },
  { timed, changes }: StatementTracer,
): Generator<unknown> {
  try {
    for (;;) {
      const { result, seconds } = timed(() => rows.next());
      execution.seconds += seconds;
      if (result.done) break;
      execution.rows++;
      yield result.value;
    }
  } finally {
    rows.return?.();
    execution.changes = changes();
  }
}
