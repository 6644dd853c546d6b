import type Database from 'better-sqlite3';
import { quoted } from '../../database/row-digest.ts';
import { step } from '../faults.ts';
import { explainBrokenRule } from './broken-rule.ts';
import type { OwnObject } from './carry.ts';
import { at } from './compare.ts';
import { rowidName } from './row-id.ts';
import { tablesBehind } from './shadow.ts';
import type { Sources } from './sources.ts';
import { inMakingOrder } from './trial.ts';

const BEFORE_ROWS = /^(table|virtual table|index)$/;

/** Tables and indexes, in the words of the source: sqlite_schema then holds the same text. */
export function makeOwnTables(db: Database.Database, own: readonly OwnObject[]): void {
  for (const one of inMakingOrder(own)) if (BEFORE_ROWS.test(one.type)) db.exec(one.sql);
}

/** Views and triggers: last, so that none runs while rows come in. */
export function makeOwnRest(db: Database.Database, own: readonly OwnObject[]): void {
  for (const one of inMakingOrder(own)) if (!BEFORE_ROWS.test(one.type)) db.exec(one.sql);
}

/** The source's schema that holds an object of the user's own. */
export function ownPlace({ places }: Sources, { database }: OwnObject): string {
  const found = places.find(({ placement }) => placement.name === database);
  if (found === undefined) throw new TypeError(`the source has no ${database}`);
  return found.place;
}

export function importOwn(
  db: Database.Database,
  own: readonly OwnObject[],
  sources: Sources,
  onTable: (table: string, fraction: number) => void,
): void {
  for (const one of own) {
    const place = ownPlace(sources, one);
    if (one.type !== 'table' && one.type !== 'virtual table') continue;
    onTable(one.name, 0.95);
    step(`import:${one.name}`);
    if (one.type === 'virtual table') copyBehind(db, place, one.name);
    else copyTable(db, place, one.name);
  }
}

/** A vector table goes over as it lies in the tables behind it. */
export function copyBehind(db: Database.Database, place: string, virtual: string): void {
  // better-sqlite3 guards them.
  db.unsafeMode(true);
  for (const { name } of tablesBehind(db, 'main', virtual)) {
    db.exec(`DELETE FROM ${at('main', name)}`);
    db.exec(`INSERT INTO ${at('main', name)} SELECT * FROM ${at(place, name)}`);
  }
  db.unsafeMode(false);
}

/** With its rowids, which applications and full-text tables know rows by, and the highest that AUTOINCREMENT has given. */
function copyTable(db: Database.Database, place: string, table: string): void {
  const columns = db
    .prepare('SELECT name FROM pragma_table_xinfo(?, ?) WHERE hidden = 0 ORDER BY cid')
    .pluck()
    .all(table, 'main') as string[];
  const rowid = rowidName(db, 'main', table);
  const list = [...(rowid === undefined ? [] : [rowid]), ...columns.map(quoted)].join(', ');
  try {
    db.exec(`INSERT INTO ${at('main', table)} (${list}) SELECT ${list} FROM ${at(place, table)}`);
  } catch (error) {
    throw explainBrokenRule(error, table);
  }
  if (sequence(db, place, table) === undefined) return;
  db.prepare('DELETE FROM main.sqlite_sequence WHERE name = ?').run(table);
  db.prepare(`INSERT INTO main.sqlite_sequence SELECT * FROM ${place}.sqlite_sequence WHERE name = ?`).run(
    table,
  );
}

/** The highest rowid that AUTOINCREMENT has given; undefined where the table has given none so. */
export function sequence(db: Database.Database, place: string, table: string): bigint | undefined {
  const there = db.prepare(`SELECT 1 FROM ${place}.sqlite_schema WHERE name = 'sqlite_sequence'`).get();
  if (there === undefined) return undefined;
  return db
    .prepare(`SELECT seq FROM ${place}.sqlite_sequence WHERE name = ?`)
    .pluck()
    .safeIntegers()
    .get(table) as bigint | undefined;
}
