import type { OpenLayout } from '../../database/open.ts';
import type { TableName } from '../../model/tables.ts';

/**
 * Does work that only reads, over several turns of the event loop, in one read transaction: it sees these tables as they
 * are at its first read. No writer waits for it.
 */
export async function readingTogether<T>(
  open: OpenLayout,
  tables: readonly TableName[],
  work: () => Promise<T>,
): Promise<T> {
  const connection = open.connectionFor(tables);
  if (connection === undefined) throw new TypeError(`no connection sees ${tables.join(', ')} together`);
  connection.exec('BEGIN');
  try {
    return await work();
  } finally {
    connection.exec('ROLLBACK');
  }
}
