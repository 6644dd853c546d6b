import type Database from 'better-sqlite3';
import { snapshotFile } from '../../database/files.ts';
import { INVERTED_FILE } from '../../database/inverted-file/schema.ts';
import { TABLES } from '../../database/schema/index.ts';
import { databaseOf } from '../../layouts/check.ts';
import type { Layout } from '../../model/layout.ts';
import { TABLE_NAMES, type TableName } from '../../model/tables.ts';
import { isVirtual, shadowTables } from '../migrate/shadow.ts';
import { connect, hasLog, schemaObjects } from '../migrate/sources.ts';
import { type Change, rowChanges, VECTORS } from './row-changes.ts';
import { RowsFile } from './rows-file.ts';

interface State {
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

/** A table as it is now and as it was: the files that hold it. */
interface TablePair {
  readonly name: string;
  readonly now: string | null;
  readonly before: string | null;
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
        onTable(table.name, index / tables.length);
        const counts = { in: now.called, table: table.name, added: 0, changed: 0, removed: 0 };
        attached(table, file === undefined, (db, sides) => {
          for (const row of rowChanges(db, table.name, sides)) {
            counts[row.change]++;
            file?.add({ in: now.called, ...row });
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
    now: holds(now, name),
    before: holds(before, name),
  }));
  const [own, old] = [now, before].map((state) => ownTables(state, leaveLogs));
  const names = new Set([
    ...(own?.keys() ?? []),
    ...[...(old?.keys() ?? [])].filter((name) => !without.includes(name)),
  ]);
  return [
    ...known,
    ...[...names].map((name) => ({
      name,
      now: own?.get(name) ?? null,
      // Where it was left behind, one of the same name is a new one.
      before: without.includes(name) ? null : (old?.get(name) ?? null),
    })),
  ];
}

/** Tables of the user's own, each with its file. What the inverted file holds follows from the vectors. */
function ownTables({ layout, files }: State, leaveLogs: boolean): ReadonlyMap<string, string> {
  const known = new Set<string>([...TABLE_NAMES, ...Object.values(INVERTED_FILE)]);
  const found = new Map<string, string>();
  for (const placement of layout.databases) {
    const path = snapshotFile(files, placement);
    attached({ name: '', now: path, before: null }, leaveLogs, (db) => {
      const shadows = shadowTables(db, 'main');
      for (const one of schemaObjects(db, 'main'))
        if (one.type === 'table' && !isVirtual(one) && !known.has(one.name) && !shadows.has(one.name))
          found.set(one.name, path);
    });
  }
  return found;
}

function attached(
  { now, before }: TablePair,
  leaveLogs: boolean,
  work: (db: Database.Database, sides: { now: string | null; before: string | null }) => void,
): void {
  const main = now ?? before;
  if (main === null) return;
  const db = connect(main);
  try {
    db.pragma('cache_size = -16000');
    if (now !== null && before !== null) db.prepare('ATTACH ? AS before').run(before);
    work(db, {
      now: now === null ? null : 'main',
      before: before === null ? null : now === null ? 'main' : 'before',
    });
  } finally {
    // Where nothing may change: to close the last connection would write the log back. Ended with the process.
    if (leaveLogs && [now, before].some((path) => path !== null && hasLog(path))) left.push(db);
    else db.close();
  }
}

const left: Database.Database[] = [];
