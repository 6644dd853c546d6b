import { snapshotFile } from '../../database/files.ts';
import { TABLES } from '../../database/schema/index.ts';
import { databaseOf } from '../../layouts/check.ts';
import type { Layout } from '../../model/layout.ts';
import type { TableName } from '../../model/tables.ts';
import { attached } from './attached.ts';
import { ownPairs, ownTables, type TablePair } from './own-tables.ts';
import { type Change, rowChanges, VECTORS } from './row-changes.ts';
import { RowsFile } from './rows-file.ts';

export interface State {
  readonly layout: Layout;
  readonly files: string;
}

export interface ChangedRowsRequest {
  /** The state to go back to. */
  readonly before: State;
  /** The states in use since, each with what to call it, and the user's own tables that it was begun without. */
  readonly since: readonly (State & { readonly called: string; readonly without: readonly string[] })[];
  /** The file that receives them, a line of JSON each; null: they are only counted. */
  readonly keepIn: string | null;
}

export interface ChangedRows {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly byTable: readonly ChangedIn[];
}

export interface ChangedIn {
  /** The folder of the new files, or "the old files". */
  readonly in: string;
  readonly table: string;
  added: number;
  changed: number;
  removed: number;
}

type OnTable = (table: string, fraction: number) => void;

/**
 * Every row that was added, changed or removed since a state, by its key, with what it was and what it became; those of
 * tables that no layout knows too. Blocks; one row is held at a time.
 */
export function keepChangedRows(
  { before, since, keepIn }: ChangedRowsRequest,
  onTable: OnTable,
): ChangedRows {
  const file = keepIn === null ? undefined : new RowsFile(keepIn);
  const byTable: ChangedIn[] = [];
  try {
    for (const now of since) {
      const tables = tablePairs(now, before, now.without, file === undefined);
      for (const [index, table] of tables.entries()) {
        onTable(table.called, index / tables.length);
        const counts = { in: now.called, table: table.called, added: 0, changed: 0, removed: 0 };
        attached(table, file === undefined, (db, sides) => {
          for (const row of rowChanges(db, table.name, sides)) {
            counts[row.change]++;
            file?.add({ in: now.called, ...row, table: table.called });
          }
        });
        if (counts.added + counts.changed + counts.removed > 0) byTable.push(counts);
      }
    }
    file?.finish();
  } catch (error) {
    file?.abandon();
    throw error;
  }
  const sum = (change: Change) => byTable.reduce((total, one) => total + one[change], 0);
  return { added: sum('added'), changed: sum('changed'), removed: sum('removed'), byTable };
}

function tablePairs(now: State, before: State, without: readonly string[], leaveLogs: boolean): TablePair[] {
  const holds = ({ layout, files }: State, table: TableName) =>
    snapshotFile(files, databaseOf(layout, table));
  const known = [...TABLES, VECTORS].map(({ name }) => ({
    name,
    called: name,
    now: holds(now, name),
    before: holds(before, name),
  }));
  // Where one was left behind, one of the same name is a new one.
  const old = ownTables(before, leaveLogs).filter(({ name }) => !without.includes(name));
  return [...known, ...ownPairs(ownTables(now, leaveLogs), old)];
}
