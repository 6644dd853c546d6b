import type { Database, Statement } from 'better-sqlite3';
import type { StatementFigures } from '../../model/figures.ts';
import { bytecodeDigest, type Instruction, type RootName } from './bytecode.ts';

/** A statement as a scenario prepared it, and with what it called it first. */
export interface RecordedStatement {
  readonly connection: Database;
  readonly sql: string;
  /** Undefined if it was never called. */
  readonly bindings: readonly unknown[] | undefined;
}

interface PlanStep {
  readonly id: number;
  readonly parent: number;
  readonly detail: string;
}

/**
 * How SQLite runs a statement. It is explained with the values that it was first called with, because the planner looks
 * at them (this SQLite has STAT4, so a range over a parameter is planned anew for each value); with NULLs if it was not.
 */
export function explainStatement({ connection, sql, bindings }: RecordedStatement): StatementFigures {
  const explain = <R>(how: string) => allRows<R>(connection.prepare(`${how} ${sql}`), bindings);
  return {
    sql,
    plan: planLines(explain<PlanStep>('EXPLAIN QUERY PLAN')),
    bytecodeSha256: bytecodeDigest(explain<Instruction>('EXPLAIN'), rootNames(connection)),
  };
}

function planLines(steps: readonly PlanStep[]): string[] {
  const depths = new Map<number, number>();
  return steps.map(({ id, parent, detail }) => {
    const depth = (depths.get(parent) ?? -1) + 1;
    depths.set(id, depth);
    return `${'  '.repeat(depth)}${detail}`;
  });
}

function rootNames(connection: Database): RootName {
  const databases = connection.pragma('database_list') as { seq: number; name: string }[];
  const names = new Map<string, string>();
  for (const { seq, name } of databases) {
    names.set(`${seq}:1`, 'sqlite_schema');
    const roots = connection.prepare(
      `SELECT name, rootpage AS page FROM "${name}".sqlite_schema WHERE rootpage > 0`,
    );
    for (const root of roots.all() as { name: string; page: number }[])
      names.set(`${seq}:${root.page}`, root.name);
  }
  return (database, page) => names.get(`${database}:${page}`) ?? 'unknown';
}

/** Even EXPLAIN wants every parameter bound, and better-sqlite3 tells how many there are by its errors only. */
function allRows<R>(statement: Statement<unknown[]>, bindings: readonly unknown[] | undefined): R[] {
  if (bindings !== undefined) return statement.all(...bindings) as R[];
  const positions: null[] = [];
  let named: Record<string, null> | undefined;
  for (;;) {
    try {
      return statement.all(...positions, ...(named === undefined ? [] : [named])) as R[];
    } catch (error) {
      const message = error instanceof Error ? error.message : '';
      const [, name] = /^Missing named parameter "(.+)"$/.exec(message) ?? [];
      if (name !== undefined && named !== undefined && !(name in named)) named[name] = null;
      else if (message === 'Missing named parameters' && named === undefined) named = {};
      else if (message === 'Too few parameter values were provided') positions.push(null);
      else throw error;
    }
  }
}
