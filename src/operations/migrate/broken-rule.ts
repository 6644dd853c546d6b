import { SqliteError } from 'better-sqlite3';
import { EXIT, Failure } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';

/** Rows that a table does not take, as a Failure (exit 4): its rules may be newer than they. Other errors come back as they are. */
export function explainBrokenRule(error: unknown, table: string): unknown {
  if (!(error instanceof SqliteError) || !/^SQLITE_(CONSTRAINT|MISMATCH)/.test(error.code)) return error;
  return new Failure(
    `rows of ${plain(table)} break a rule of the new database (${plain(error.message)}). Mend them in the source.`,
    EXIT.integrity,
    { cause: error },
  );
}
