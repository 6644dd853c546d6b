import type { DataFolder } from '../database/data-folder.ts';
import { type OpenLayout, openLayout } from '../database/open.ts';
import { explainSqliteError } from '../database/sqlite-error.ts';
import { databaseOf } from '../layouts/check.ts';
import { Failure } from '../model/failure.ts';
import type { Layout } from '../model/layout.ts';
import { type DataFlags, namedData } from './data.ts';

/**
 * Opens the data folder, and says in one line what SQLite has against it.
 * @throws Failure: 2 for no data folder, 4 where it is damaged, 5 without permission, 11 locked
 */
export async function withData<T>(
  flags: DataFlags,
  cwd: string,
  work: (open: OpenLayout, data: DataFolder, shown: string) => Promise<T>,
): Promise<T> {
  const { data, shown } = namedData(flags, cwd);
  let open: OpenLayout | undefined;
  try {
    open = openLayout(data.layout, data.files);
    return await work(open, data, shown);
  } catch (error) {
    throw explainSqliteError(error, shown, 'data folder');
  } finally {
    open?.close();
  }
}

/**
 * Refuses a layout, of a user's own file, in which written vectors would not stay, or not true.
 * @throws Failure: 2
 */
export function checkKeepsVectors(open: OpenLayout, layout: Layout): void {
  const { name } = layout;
  if (databaseOf(layout, 'track_vectors').file === ':memory:')
    throw new Failure(
      `the vectors of layout ${name} lie in :memory:, and would be gone with this command. Build a layout that has track_vectors in a file.`,
    );
  if (open.connectionFor(['track_vectors', 'similarity_cache']) === undefined)
    throw new Failure(
      `layout ${name} has similarity_cache on another connection than track_vectors; they change in one transaction. Build a layout that has both on one.`,
    );
}
