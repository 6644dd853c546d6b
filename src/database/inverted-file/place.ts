import type { Session } from '../../model/scenario.ts';
import { INVERTED_FILE } from './schema.ts';

/** The schema name of the database that holds track_vectors, on the connection that sees it. */
export function vectorSchema(session: Session): string {
  const found = session
    .prepare<{ schema: string }>(
      ['track_vectors'],
      `SELECT schema FROM pragma_table_list WHERE name = 'track_vectors'`,
    )
    .get();
  if (found === undefined) {
    // SQLite says it, as of any other table that is missing.
    session.prepare(['track_vectors'], 'SELECT 1 FROM track_vectors');
    throw new TypeError('track_vectors can be read and is not listed');
  }
  return found.schema;
}

/** Whether all three tables of an inverted file are there, of whatever version. */
export function hasInvertedFile(session: Session): boolean {
  const names = Object.values(INVERTED_FILE);
  const row = session
    .prepare<{ found: number }>(
      ['track_vectors'],
      `SELECT count(*) AS found FROM pragma_table_list WHERE name IN (${names.map((name) => `'${name}'`).join(', ')})`,
    )
    .get();
  return row?.found === names.length;
}
