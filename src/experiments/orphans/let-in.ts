import type { OpenLayout } from '../../database/open.ts';
import type { ForeignKey } from '../../database/schema/table.ts';

/** No row of ours has it. */
const NO_PARENT = 9_007_199_254_740_000n;

export interface LetIn {
  /** A child was given a parent that does not exist, and nothing refused it. */
  readonly childLetIn: boolean;
  /** A parent that has children was deleted, and nothing refused it. */
  readonly parentDeleted: boolean;
}

class TakenBack extends Error {}

/**
 * Tries what a foreign key is there to refuse.
 * @param keep whether a child that was let in stays as it is then; a deleted parent never does
 */
export function tryOrphans(open: OpenLayout, key: ForeignKey, keep: boolean): LetIn {
  const { table, column, references } = key;
  // A row that nothing refers to: by its rowid, which tables without one have a stand-in for.
  const child = open.prepare([table], `UPDATE ${table} SET ${column} = ? WHERE ${firstRow(table, column)}`);
  const childLetIn = attempt(open, table, keep, () => child.run(NO_PARENT as never).changes > 0);
  return { childLetIn, parentDeleted: attempt(open, references, false, () => deleteParent(open, key)) };
}

function firstRow(table: string, column: string): string {
  return `(SELECT count(*) FROM ${table}) > 0 AND ${column} IS (SELECT max(${column}) FROM ${table})`;
}

/** The parent that the most children would lose, if any has one. */
function deleteParent(open: OpenLayout, { table, column, references }: ForeignKey): boolean {
  const parent = open
    .prepare<{ id: number }>(
      [table],
      `SELECT max(${column}) AS id FROM ${table} WHERE ${column} < ${NO_PARENT}`,
    )
    .get()?.id;
  if (parent === undefined || parent === null) return false;
  return open.prepare([references], `DELETE FROM ${references} WHERE id = ?`).run(parent).changes > 0;
}

/** Whether the work was let through; it is taken back unless `keep`. */
function attempt(open: OpenLayout, table: ForeignKey['table'], keep: boolean, work: () => boolean): boolean {
  let done = false;
  try {
    open.transaction([table], () => {
      done = work();
      if (!keep) throw new TakenBack();
    })();
    return done;
  } catch (error) {
    if (error instanceof TakenBack) return done;
    if ((error as { code?: string }).code === 'SQLITE_CONSTRAINT_FOREIGNKEY') return false;
    throw error;
  }
}
