import type { OpenLayout } from '../../database/open.ts';
import type { PreparedStatement } from '../../model/scenario.ts';
import type { RecordedStatement } from './explain.ts';

/**
 * The layout, and the list that fills with what is prepared through its session, each SQL on a connection once. Drawing
 * parameters does not go through the session and is not recorded.
 */
export function recordStatements(open: OpenLayout): {
  recorded: OpenLayout;
  statements: readonly RecordedStatement[];
} {
  const statements: (RecordedStatement & { bindings: readonly unknown[] | undefined })[] = [];
  const prepare: OpenLayout['prepare'] = (tables, sql) => {
    const statement = open.prepare(tables, sql);
    const connection = open.connectionFor(tables);
    if (connection === undefined) return statement as PreparedStatement<never>;
    let entry = statements.find((one) => one.connection === connection && one.sql === sql);
    if (entry === undefined) {
      entry = { connection, sql, bindings: undefined };
      statements.push(entry);
    }
    const kept = entry;
    // On the statement itself, so that whatever else a scenario does with it goes on working.
    for (const method of ['get', 'all', 'run'] as const) {
      const original = statement[method] as (...parameters: readonly unknown[]) => unknown;
      Object.defineProperty(statement, method, {
        value: (...parameters: readonly unknown[]) => {
          kept.bindings ??= parameters;
          return original.apply(statement, parameters as unknown[]);
        },
      });
    }
    return statement as PreparedStatement<never>;
  };
  return { recorded: { ...open, prepare }, statements };
}
