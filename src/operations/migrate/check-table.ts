import type Database from 'better-sqlite3';
import { driftedFullText, type FULL_TEXT_TABLES, rebuildFullText } from '../../database/full-text-check.ts';
import type { OpenLayout } from '../../database/open.ts';
import type { TableName } from '../../model/tables.ts';
import { difference } from './check-own.ts';
import type { CheckResult } from './checks.ts';
import { compareTables } from './compare.ts';
import { tablesBehind } from './shadow.ts';
import type { Sources } from './sources.ts';

/** Of one table with its indexes: each check of its own, where the whole file would be one. */
export function checkIntegrity(db: Database.Database, table: string): CheckResult {
  const behind = tablesBehind(db, 'main', table).map(({ name }) => name);
  // Each row is looked up in every index: what does not fit is read again and again (630,000 tracks: 16 MB 4.5 s of processor
  // time, 48 MB 3.2 s, more no better).
  db.pragma('cache_size = -48000');
  const names = behind.length > 0 ? behind : [table];
  for (const name of names) {
    const found = db.pragma(`main.integrity_check("${name}")`, { simple: true });
    if (found !== 'ok') return { ok: false, says: `${name}: ${String(found)}`, rows: 0 };
  }
  return { ok: true, says: '', rows: 0 };
}

export function checkFullText(db: Database.Database, table: (typeof FULL_TEXT_TABLES)[number]): CheckResult {
  const open = { prepare: ((_, sql) => db.prepare(sql)) as OpenLayout['prepare'] };
  const rows = db.prepare(`SELECT count(*) FROM ${table}_docsize`).pluck().get() as number;
  const drifted = () => driftedFullText(open, [table]).length > 0;
  if (!drifted()) return { ok: true, says: '', rows };
  // It came over as it was: the source's index said something else than its tables.
  rebuildFullText(open, table);
  return drifted()
    ? { ok: false, says: `${table}: the index does not say what the tables do, also when made anew`, rows }
    : {
        ok: true,
        says: `${table}: the source's index did not say what its tables do; made anew here`,
        rows,
        rebuilt: table,
      };
}

export function checkRows(db: Database.Database, { placeOf }: Sources, table: TableName): CheckResult {
  const other = placeOf(table);
  // Of a virtual table, what lies behind it: all of it is ordinary tables.
  const names = table === 'track_vectors' ? tablesBehind(db, 'main', table).map(({ name }) => name) : [table];
  let rows = 0;
  for (const name of names) {
    const found = compareTables(db, { table: name, place: 'main', other });
    if (name === table || name === 'track_vectors_rowids') rows = found.rows;
    const wrong = difference(name, found);
    if (wrong !== undefined) return { ok: false, says: wrong, rows };
  }
  return { ok: true, says: '', rows };
}
