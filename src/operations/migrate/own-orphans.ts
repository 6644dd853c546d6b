import type Database from 'better-sqlite3';
import { primaryKey, quoted } from '../../database/row-digest.ts';
import { sameName } from '../../database/schema-reader/tokens.ts';
import { TABLE_NAMES } from '../../model/tables.ts';
import type { OwnObject } from './carry.ts';
import { at } from './compare.ts';
import type { OrphanRows } from './orphans.ts';
import type { Sources } from './sources.ts';

interface KeyColumn {
  readonly id: number;
  readonly table: string;
  readonly from: string;
  readonly to: string | null;
}

const MOST_EXAMPLES = 3;

/** Rows of the user's own tables that refer to no row: foreign keys may have been off, or their table in another file. */
export function ownOrphans(
  db: Database.Database,
  { places, placeOf }: Sources,
  own: readonly OwnObject[],
): OrphanRows[] {
  return own.flatMap((one) => {
    const place = places.find(({ placement }) => placement.name === one.database)?.place;
    if (one.type !== 'table' || place === undefined) return [];
    const rows = db
      .prepare('SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?, ?) ORDER BY id, seq')
      .all(one.name, place) as KeyColumn[];
    return [...Map.groupBy(rows, ({ id }) => id).values()].flatMap((columns) => {
      const [{ table: parent } = { table: '' }] = columns;
      const known = TABLE_NAMES.find((name) => sameName(name, parent));
      const there = known ? placeOf(known) : place;
      const found = lost(db, at(place, one.name), { place: there, table: known ?? parent }, columns);
      if (found === undefined || found.rows === 0) return [];
      const column = columns.map(({ from }) => from).join(', ');
      return [{ key: { table: one.name, column, references: parent }, ...found, heldByTarget: true }];
    });
  });
}

function lost(
  db: Database.Database,
  children: string,
  parent: { place: string; table: string },
  columns: readonly KeyColumn[],
): { rows: number; examples: string[] } | undefined {
  const keys = primaryKey(db, parent.place, parent.table);
  const pairs = columns.map(({ from, to }, index) => ({ from: quoted(from), to: to ?? keys[index] }));
  const where = [
    ...pairs.map(({ from }) => `c.${from} IS NOT NULL`),
    `NOT EXISTS (SELECT 1 FROM ${at(parent.place, parent.table)} p WHERE ${pairs
      .map(({ from, to }) => `p.${quoted(to ?? 'rowid')} = c.${from}`)
      .join(' AND ')})`,
  ].join(' AND ');
  try {
    const rows = db.prepare(`SELECT count(*) FROM ${children} c WHERE ${where}`).pluck().get() as number;
    const shown = pairs.map(({ from }) => `quote(c.${from})`).join(` || ', ' || `);
    const examples = db
      .prepare(`SELECT DISTINCT ${shown} FROM ${children} c WHERE ${where} LIMIT ${MOST_EXAMPLES}`)
      .pluck()
      .all() as string[];
    return { rows, examples };
  } catch {
    // The key names a table or a column that is not there: SQLite holds no such key, and nothing can be told of it.
    return undefined;
  }
}
