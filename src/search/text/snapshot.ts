import type { Session } from '../../model/scenario.ts';
import type { Index } from './fields.ts';

/** Does work that reads indexes and their rows, all as they were at its first read, whatever is written meanwhile. */
export type Together = <T>(work: () => T) => T;

const NAME = 'chinook_eval_search';

/**
 * By a savepoint: outside of a transaction it begins one that only reads, for which no writer waits, and within one of the
 * caller's it changes nothing. An index and its rows lie on one connection; two indexes may lie on two.
 */
export function prepareSnapshot(session: Session, indexes: readonly Index[]): Together {
  const begin = indexes.map((index) => session.prepare(tablesOf(index), `SAVEPOINT ${NAME}`));
  const end = indexes.map((index) => session.prepare(tablesOf(index), `RELEASE ${NAME}`)).reverse();
  return (work) => {
    for (const statement of begin) statement.run();
    let result: ReturnType<typeof work>;
    try {
      result = work();
    } catch (error) {
      try {
        for (const statement of end) statement.run();
      } catch {
        // SQLite has rolled all of it back, as it does where a disk is full: what it said first is what there is to say.
      }
      throw error;
    }
    for (const statement of end) statement.run();
    return result;
  };
}

function tablesOf({ table, rowTables }: Index) {
  return [table, ...rowTables];
}
