import type Database from 'better-sqlite3';
import { creation } from '../../database/create.ts';
import { quoted } from '../../database/row-digest.ts';
import { foldName, sameName, sqlTokens } from '../../database/schema-reader/tokens.ts';
import { parseTrigger } from '../../database/schema-reader/trigger.ts';
import { databaseOf } from '../../layouts/check.ts';
import type { Layout } from '../../model/layout.ts';
import { TABLE_NAMES } from '../../model/tables.ts';
import { plain } from '../../render/plain.ts';
import { fateOf, type OwnChoice, type OwnObject } from './carry.ts';
import { rowidName } from './row-id.ts';
import { connect } from './sources.ts';

/** In this order they can be made: each needs only what comes before. */
export const MAKING_ORDER = ['table', 'virtual table', 'index', 'view', 'trigger'];

export function inMakingOrder(objects: readonly OwnObject[]): readonly OwnObject[] {
  return objects.toSorted((a, b) => MAKING_ORDER.indexOf(a.type) - MAKING_ORDER.indexOf(b.type));
}

/**
 * Makes the new databases empty in memory, with everything of the user's own that is not left behind, and compiles every
 * view and trigger there: what SQLite does not take in the new place is refused before anything is written.
 */
export function tryOwn(to: Layout, objects: readonly OwnObject[], choice: OwnChoice): readonly OwnObject[] {
  const why = new Map<OwnObject, string>();
  for (const placement of to.databases) {
    const here = inMakingOrder(
      objects.filter((one) => one.to === placement.name && fateOf(one, choice) !== 'left'),
    );
    if (here.length === 0) continue;
    const db = connect(':memory:', { fileMustExist: false });
    try {
      const { tables, indexes, search, triggers } = creation(to, placement, 'main');
      for (const sql of [...tables, ...indexes, ...search, ...triggers]) db.exec(sql);
      for (const one of here)
        try {
          db.exec(one.sql);
          compile(db, one);
        } catch (error) {
          const message = reason(error as Error, one, to, objects);
          if (message === undefined) continue;
          why.set(one, message);
          // The others on its table are compiled with it.
          if (one.type === 'trigger') db.exec(`DROP TRIGGER IF EXISTS ${quoted(one.name)}`);
        }
    } finally {
      db.close();
    }
  }
  return objects.map((one) => {
    const refused = why.get(one);
    return refused === undefined ? one : { ...one, to: null, refused };
  });
}

/** CREATE VIEW and CREATE TRIGGER take any text; what is wrong with it shows where it is used. */
function compile(db: Database.Database, one: OwnObject): void {
  if (one.type === 'table' || one.type === 'view') db.prepare(`SELECT * FROM ${quoted(one.name)}`);
  if (one.type === 'table') db.prepare(`EXPLAIN INSERT INTO ${quoted(one.name)} DEFAULT VALUES`);
  if (one.type === 'table' && !isWithoutRowid(db, one.name) && rowidName(db, 'main', one.name) === undefined)
    throw new Error('its columns have taken every name of the rowid, so rows cannot be told apart');
  if (one.type !== 'trigger') return;
  const table = quoted(one.table);
  const { event } = parseTrigger(one.sql);
  const columns = db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(one.table) as string[];
  const set = columns.map((name) => `${quoted(name)} = ${quoted(name)}`).join(', ');
  if (/INSERT$/.test(event)) db.prepare(`EXPLAIN INSERT INTO ${table} DEFAULT VALUES`);
  else if (/UPDATE$/.test(event)) db.prepare(`EXPLAIN UPDATE ${table} SET ${set}`);
  else db.prepare(`EXPLAIN DELETE FROM ${table}`);
}

function isWithoutRowid(db: Database.Database, table: string): boolean {
  const without = db.prepare('SELECT wr FROM pragma_table_list WHERE schema = ? AND name = ?');
  return without.pluck().get('main', table) === 1;
}

/** @returns undefined where only a function is missing, which the application brings, and no other file is named */
function reason(error: Error, one: OwnObject, to: Layout, objects: readonly OwnObject[]): string | undefined {
  const [, missing] = /no such table: (?:main\.)?(.+)$/.exec(error.message) ?? [];
  const named =
    missing === undefined ? sqlTokens(one.sql).map(({ value }) => foldName(value)) : [foldName(missing)];
  const elsewhere = [
    ...TABLE_NAMES.map((name) => ({ name: name as string, at: databaseOf(to, name).name })),
    ...objects.map(({ name, to: at }) => ({ name, at })),
  ].find(({ name, at }) => at !== one.to && named.some((other) => sameName(other, name)));
  const only = /no such function/.test(error.message) && /^(view|trigger)$/.test(one.type);
  if (elsewhere && (missing !== undefined || only))
    return `it would span files: ${plain(elsewhere.name)} ${elsewhere.at === null ? 'is not carried' : `will be in ${elsewhere.at}`}`;
  return only ? undefined : `it cannot be made in ${one.to}: ${plain(error.message)}`;
}
