import type Database from 'better-sqlite3';
import { primaryKey, quoted } from '../../database/row-digest.ts';
import { howMany } from '../../render/how-many.ts';
import { formatCount } from '../../render/units.ts';
import type { OwnObject } from './carry.ts';
import { type Comparison, compareTables } from './compare.ts';
import { ownPlace, sequence } from './own.ts';
import { rowidName } from './row-id.ts';
import { tablesBehind } from './shadow.ts';
import type { Sources } from './sources.ts';

/** A table of the user's own against the source: rows, values, rowids, the file's own soundness, the highest rowid given. */
export function checkOwn(db: Database.Database, sources: Sources, one: OwnObject) {
  const other = ownPlace(sources, one);
  const names =
    one.type === 'virtual table' ? tablesBehind(db, 'main', one.name).map(({ name }) => name) : [one.name];
  let rows = 0;
  for (const table of names) {
    const rowid = rowidName(db, 'main', table);
    const keys = rowid === undefined ? primaryKey(db, 'main', table) : [rowid];
    const found = compareTables(db, { table, place: 'main', other, keys });
    if (one.type === 'table') rows = found.rows;
    const wrong = difference(table, found);
    if (wrong !== undefined) return { ok: false, says: wrong, rows };
    const sound = db.pragma(`main.integrity_check(${quoted(table)})`, { simple: true });
    if (sound !== 'ok') return { ok: false, says: `${table}: ${String(sound)}`, rows };
    if (sequence(db, 'main', table) !== sequence(db, other, table))
      return { ok: false, says: `${table}: AUTOINCREMENT would go on elsewhere than in the source`, rows };
  }
  return { ok: true, says: '', rows };
}

/** @returns undefined where there is none */
export function difference(table: string, found: Comparison): string | undefined {
  const { rows, otherRows, different, example } = found;
  if (rows !== otherRows)
    return `${table}: ${howMany(rows, 'row')} instead of ${formatCount(otherRows)}${example === null ? '' : `, first missing or altered: ${example}`}`;
  return different > 0
    ? `${table}: ${howMany(different, 'row is', 'rows are')} missing or altered, first: ${example}`
    : undefined;
}
