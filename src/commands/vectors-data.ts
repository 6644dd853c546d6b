import type { DataFolder } from '../database/data-folder.ts';
import { type OpenLayout, openLayout } from '../database/open.ts';
import { explainSqliteError } from '../database/schema-file.ts';
import { type DataFlags, namedData } from './data.ts';

/**
 * Opens the data folder, and says in one line what SQLite has against it.
 * @throws Failure: 2 for no data folder, 5 without permission, 11 locked
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
    throw explainSqliteError(error, shown);
  } finally {
    open?.close();
  }
}
