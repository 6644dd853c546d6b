import type Database from 'better-sqlite3';
import { ordinaryTables, searchTables } from '../../database/create.ts';
import { TABLES } from '../../database/schema/index.ts';
import type { TableName } from '../../model/tables.ts';
import { expectedObjects, type SchemaObject, type Sources, schemaObjects } from './sources.ts';

export interface UnknownObject {
  readonly type: string;
  readonly name: string;
  readonly database: string;
  readonly rows: number | null;
  /** Made from other tables by this command: it need not be moved. */
  readonly madeBy: string | null;
}

/** Tables that the vector search makes from the vectors, on demand. */
const DERIVED = /^track_vectors?_(cells|ivf|ivf_|centroids)/;

/** How the source's schema differs from what its layout says: what no layout knows, and what is missing or of another form. */
export function compareSchemas(db: Database.Database, { layout, places }: Sources) {
  const unknown: UnknownObject[] = [];
  const unlike: string[] = [];
  for (const { place, placement } of places) {
    const actual = schemaObjects(db, place);
    const expected = expectedObjects(layout, placement);
    const names = new Set(expected.map(({ name }) => name));
    const extra = actual.filter(({ name }) => !names.has(name));
    for (const one of extra)
      if (!belongsToAnother(one, extra)) unknown.push(describe(db, place, placement.name, one));
    for (const { name } of [...ordinaryTables(placement), ...searchTables(placement)])
      unlike.push(...unlikeTable(db, place, placement.name, name, actual, expected));
  }
  return { unknown, unlike };
}

/** The tables behind a virtual table, and indexes and triggers of an unknown table, go with it. */
function belongsToAnother(one: SchemaObject, extra: readonly SchemaObject[]): boolean {
  return extra.some(
    (other) =>
      other !== one &&
      other.type === 'table' &&
      (one.table === other.name ||
        (/^CREATE VIRTUAL/i.test(other.sql ?? '') && one.name.startsWith(`${other.name}_`))),
  );
}

function describe(db: Database.Database, place: string, database: string, one: SchemaObject): UnknownObject {
  const { type, name } = one;
  let rows: number | null = null;
  if (type === 'table')
    try {
      rows = db
        .prepare(`SELECT count(*) FROM ${place}."${name.replaceAll('"', '""')}"`)
        .pluck()
        .get() as number;
    } catch {
      // A virtual table whose module is not here: that it is there is what counts.
    }
  return { type, name, database, rows, madeBy: DERIVED.test(name) ? 'chinook-eval vectors index' : null };
}

function unlikeTable(
  db: Database.Database,
  place: string,
  database: string,
  table: TableName,
  actual: readonly SchemaObject[],
  expected: readonly SchemaObject[],
): string[] {
  if (!actual.some(({ name }) => name === table)) return [`${database} has no table ${table}`];
  const definition = (objects: readonly SchemaObject[]) => objects.find(({ name }) => name === table)?.sql;
  if (definition(actual) === definition(expected)) return [];
  const known = new Set(TABLES.find(({ name }) => name === table)?.columns.map(({ name }) => name));
  if (known.size === 0) return [];
  const columns = db
    .prepare('SELECT name FROM pragma_table_info(?, ?)')
    .pluck()
    .all(table, place) as string[];
  return [
    ...columns
      .filter((name) => !known.has(name))
      .map((name) => `${table} has a column ${name} that no layout knows`),
    ...[...known].filter((name) => !columns.includes(name)).map((name) => `${table} has no column ${name}`),
  ];
}
