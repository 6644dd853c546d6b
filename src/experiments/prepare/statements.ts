import type { OpenLayout } from '../../database/open.ts';
import type { PreparedStatement, Session } from '../../model/scenario.ts';
import type { ReadyScenario } from '../timing/scenario.ts';

/** The three ways with a scenario's statements, each one call. */
export interface Ways {
  /** Prepared before, run now. */
  readonly once: (parameter: unknown, call: number) => unknown;
  /** Prepared and run now. */
  readonly perCall: (parameter: unknown, call: number) => unknown;
  /** Prepared now and not run. */
  readonly alone: () => unknown;
  readonly statements: number;
}

type Connection = NonNullable<ReturnType<OpenLayout['connectionFor']>>;

/**
 * Which connection sees which tables is looked up once, so that preparing per call is `db.prepare` and what the scenario
 * does around it, nothing of ours.
 */
export function waysOf({ prepare }: ReadyScenario, open: OpenLayout): Ways {
  const connections = new Map<string, Connection>();
  const once = prepare(
    recording(open, (sql, connection) => {
      connections.set(sql, connection);
    }),
  );
  const direct: Session = {
    prepare: (_, sql) => connections.get(sql)?.prepare(sql) as unknown as PreparedStatement<never>,
    transaction: open.transaction,
  };
  const list = [...connections];
  return {
    once,
    perCall: (parameter, call) => prepare(direct)(parameter, call),
    alone: () => list.map(([sql, connection]) => connection.prepare(sql)),
    statements: list.length,
  };
}

function recording(open: OpenLayout, found: (sql: string, connection: Connection) => void): Session {
  return {
    transaction: open.transaction,
    prepare: (tables, sql) => {
      const statement = open.prepare(tables, sql);
      const connection = open.connectionFor(tables);
      if (connection !== undefined) found(sql, connection);
      return statement as PreparedStatement<never>;
    },
  };
}
