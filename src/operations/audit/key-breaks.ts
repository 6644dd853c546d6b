import type Database from 'better-sqlite3';
import { quoted } from '../../database/row-digest.ts';
import { rowidName } from '../migrate/row-id.ts';

/** So many values of a key are told: enough to find the rows by. */
const MOST_EXAMPLES = 3;

/** Rows of a table that refer by one foreign key to rows that are not there. */
export interface KeyBreak {
  readonly table: string;
  /** Of the key; several with commas between them. */
  readonly columns: string;
  readonly references: string;
  readonly rows: number;
  /** Some of the values, of a key of one column; none of a table without rowids. */
  readonly examples: readonly string[];
  /** How many there are. */
  readonly values: number;
}

interface Counted extends Pick<KeyBreak, 'table' | 'columns' | 'references' | 'rows'> {
  readonly id: number;
  readonly width: number;
}

/** What PRAGMA foreign_key_check finds, by keys. It names rows by rowid: their values are looked up only where it found any. */
export function readKeyBreaks(db: Database.Database): KeyBreak[] {
  return db
    .prepare<[], Counted>(
      `SELECT "table", parent AS "references", fkid AS id, count(*) AS rows,
              (SELECT group_concat("from", ', ') FROM pragma_foreign_key_list(c."table") WHERE id = fkid) AS columns,
              (SELECT count(*) FROM pragma_foreign_key_list(c."table") WHERE id = fkid) AS width
       FROM pragma_foreign_key_check c GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    )
    .all()
    .map(({ id, width, ...counted }) => ({ ...counted, ...valuesOf(db, counted, id, width) }));
}

function valuesOf(
  db: Database.Database,
  { table, columns }: Pick<KeyBreak, 'table' | 'columns'>,
  id: number,
  width: number,
): Pick<KeyBreak, 'examples' | 'values'> {
  const rowid = rowidName(db, 'main', table);
  if (width !== 1 || rowid === undefined) return { examples: [], values: 0 };
  const found = db
    .prepare<[string, number], { value: string; found: number }>(
      `SELECT CAST(value AS TEXT) AS value, count(*) OVER () AS found FROM
         (SELECT DISTINCT ${quoted(columns)} AS value FROM ${quoted(table)}
          WHERE ${rowid} IN (SELECT rowid FROM pragma_foreign_key_check(?) WHERE fkid = ?))
       ORDER BY value LIMIT ${MOST_EXAMPLES}`,
    )
    .all(table, id);
  return { examples: found.map(({ value }) => value), values: found[0]?.found ?? 0 };
}
