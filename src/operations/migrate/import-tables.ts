import type Database from 'better-sqlite3';
import { ordinaryTables, searchTables } from '../../database/create.ts';
import type { DatabasePlacement } from '../../model/layout.ts';
import { step } from '../faults.ts';
import { explainBrokenRule } from './broken-rule.ts';
import { at } from './compare.ts';
import { copyBehind } from './own.ts';
import { tablesBehind } from './shadow.ts';
import { type Sources, schemaObjects } from './sources.ts';

export type OnTable = (table: string, fraction: number) => void;

export function importTables(
  db: Database.Database,
  placement: DatabasePlacement,
  { placeOf }: Sources,
  onTable: OnTable,
): void {
  const tables = ordinaryTables(placement);
  for (const [index, { name, columns }] of tables.entries()) {
    onTable(name, index / tables.length);
    step(`import:${name}`);
    const source = at(placeOf(name), name);
    const there = db
      .prepare('SELECT name FROM pragma_table_info(?, ?)')
      .pluck()
      .all(name, placeOf(name)) as string[];
    const list = columns.map((column) => column.name);
    const inOrder = list.join() === there.join();
    try {
      db.exec(
        inOrder
          ? `INSERT INTO main.${name} SELECT * FROM ${source}`
          : `INSERT INTO main.${name} (${list.join(', ')}) SELECT ${list.join(', ')} FROM ${source}`,
      );
    } catch (error) {
      throw explainBrokenRule(error, name);
    }
  }
}

export function importSearch(
  db: Database.Database,
  placement: DatabasePlacement,
  { placeOf }: Sources,
  onTable: OnTable,
): void {
  for (const table of searchTables(placement)) {
    const { name } = table;
    const place = placeOf(name);
    onTable(name, 0.9);
    step(`import:${name}`);
    const behind = tablesBehind(db, 'main', name);
    const there = new Map(schemaObjects(db, place).map((one) => [one.name, one.sql]));
    const here = schemaObjects(db, 'main').find((one) => one.name === name)?.sql;
    if (there.get(name) === here && behind.every((one) => there.get(one.name) === one.sql)) {
      // The same table of the same make: what lies behind it goes over as it is.
      copyBehind(db, place, name);
    } else if (name === 'track_vectors')
      db.exec(
        `INSERT INTO main.track_vectors (track_id, embedding, genre_id, model) SELECT track_id, embedding, genre_id, model FROM ${place}.track_vectors`,
      );
    else db.exec(table.fill('main'));
  }
}
