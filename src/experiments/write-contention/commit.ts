import Database from 'better-sqlite3';
import type { Operation, Part } from './kinds.ts';

/** An operation with what carries it out. */
export interface Work {
  readonly operation: Operation;
  readonly parts: readonly Part[];
}

export type Outcome = 'done' | 'busy';

interface Control {
  readonly begin: Database.Statement;
  readonly commit: Database.Statement;
}

const controls = new WeakMap<Database.Database, Control>();

/**
 * Carries out operations in one transaction per connection, BEGIN IMMEDIATE to COMMIT: the lock is taken before anything
 * is read, so that waiting for it is left to busy_timeout (https://www.sqlite.org/lang_transaction.html).
 * @returns busy where a lock was not free within busy_timeout: the operations then count as not done
 * @throws whatever else SQLite says; the open transaction is rolled back
 */
export function commitTogether(works: readonly Work[]): Outcome {
  for (const connection of connectionsOf(works)) {
    const { begin, commit } = controlOf(connection);
    try {
      begin.run();
      for (const { operation, parts } of works)
        for (const part of parts) if (part.connection === connection) part.run(operation);
      commit.run();
    } catch (error) {
      if (connection.inTransaction) connection.exec('ROLLBACK');
      if (isBusy(error)) return 'busy';
      throw error;
    }
  }
  return 'done';
}

export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

function connectionsOf(works: readonly Work[]): Set<Database.Database> {
  return new Set(works.flatMap(({ parts }) => parts.map((part) => part.connection)));
}

function controlOf(connection: Database.Database): Control {
  let control = controls.get(connection);
  if (control === undefined) {
    control = { begin: connection.prepare('BEGIN IMMEDIATE'), commit: connection.prepare('COMMIT') };
    controls.set(connection, control);
  }
  return control;
}
