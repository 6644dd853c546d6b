import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { ordinaryTables, searchTables } from '../../database/create.ts';
import { snapshotFile } from '../../database/files.ts';
import { cutForeignKeys, FOREIGN_KEYS, isCut, TABLES } from '../../database/schema/index.ts';
import type { ForeignKey } from '../../database/schema/table.ts';
import { databaseOf, tablesOn } from '../../layouts/check.ts';
import type { DatabasePlacement, Layout } from '../../model/layout.ts';
import type { TableName } from '../../model/tables.ts';
import {
  attachSources,
  connect,
  expectedObjects,
  hasLog,
  type SchemaObject,
  type Sources,
  schemaObjects,
} from './sources.ts';

export interface AnalysisRequest {
  readonly from: Layout;
  /** The folder with the source's files. */
  readonly files: string;
  readonly to: Layout;
  /**
   * Leaves databases with a log open: to close the last connection would write the log back, and a plan changes nothing.
   * The process has to be killed afterwards.
   */
  readonly leaveLogs?: boolean;
}

/** What a migration has to know of the data before it moves any: the dependency analysis of section 6.1. */
export interface Analysis {
  readonly moves: readonly { table: TableName; rows: number; from: string; to: string }[];
  readonly files: readonly { name: string; bytes: number }[];
  /** Foreign keys that the target cannot hold, and those that it holds and the source could not. */
  readonly cut: readonly ForeignKey[];
  readonly regained: readonly ForeignKey[];
  readonly orphans: readonly OrphanRows[];
  readonly duplicates: readonly Duplicates[];
  /** In the source, and in no layout. */
  readonly unknown: readonly UnknownObject[];
  /** Why the source is not of the layout that it says: nothing can be moved then. */
  readonly unlike: readonly string[];
}

/** Rows whose reference leads to no row. */
export interface OrphanRows {
  readonly key: ForeignKey;
  readonly rows: number;
  /** The first few values that lead nowhere, as SQL writes them. */
  readonly examples: readonly string[];
  /** The target holds this key, so these rows would break it. */
  readonly heldByTarget: boolean;
}

/** Rows that share what the target wants to be unique. */
export interface Duplicates {
  readonly table: TableName;
  readonly columns: readonly string[];
  readonly groups: number;
  readonly example: string;
}

export interface UnknownObject {
  readonly type: string;
  readonly name: string;
  readonly database: string;
  readonly rows: number | null;
  /** Made from other tables by this command: it need not be moved. */
  readonly madeBy: string | null;
}

/** Blocks; changes nothing. */
export function analyse({ from, files, to, leaveLogs = false }: AnalysisRequest): Analysis {
  const db = connect(':memory:', { fileMustExist: false });
  const logs = leaveLogs ? from.databases.filter((placement) => hasLog(snapshotFile(files, placement))) : [];
  try {
    const sources = attachSources(db, from, files);
    const { unknown, unlike } = compareSchemas(db, sources);
    const whole = unlike.length === 0;
    return {
      moves: whole ? moves(db, sources, to) : [],
      files: from.databases.map((placement) => {
        const path = snapshotFile(files, placement);
        return { name: path.slice(files.length + 1), bytes: statSync(path).size };
      }),
      cut: cutForeignKeys(to).filter((key) => !isCut(from, key)),
      regained: cutForeignKeys(from).filter((key) => !isCut(to, key)),
      orphans: whole ? orphans(db, sources, to) : [],
      duplicates: whole ? duplicates(db, sources) : [],
      unknown,
      unlike,
    };
  } finally {
    if (logs.length === 0) db.close();
    else leaveOpen(db, from, logs);
  }
}

const left: Database.Database[] = [];

function leaveOpen(db: Database.Database, from: Layout, logs: readonly DatabasePlacement[]): void {
  // Collected as garbage it would be closed.
  left.push(db);
  for (const [index, placement] of from.databases.entries())
    if (!logs.includes(placement)) db.exec(`DETACH source_${index}`);
}

function moves(db: Database.Database, { layout, placeOf }: Sources, to: Layout): Analysis['moves'] {
  return layout.databases.flatMap((placement) =>
    tablesOn(placement).map((table) => ({
      table,
      rows: db
        .prepare(`SELECT count(*) FROM ${placeOf(table)}.${counted(table)}`)
        .pluck()
        .get() as number,
      from: placement.name,
      to: databaseOf(to, table).name,
    })),
  );
}

/** count(*) of a virtual table reads all of it; its rows are those of a table of its own (sqlite-vec, FTS5). */
function counted(table: TableName): string {
  if (table === 'track_vectors') return 'track_vectors_rowids';
  return table === 'tracks_fts' || table === 'albums_fts' ? `${table}_docsize` : table;
}

const MOST_EXAMPLES = 3;

function orphans(db: Database.Database, { placeOf }: Sources, to: Layout): OrphanRows[] {
  return FOREIGN_KEYS.flatMap((key) => {
    const found = orphansOf(db, key, placeOf);
    return found.rows === 0 ? [] : [{ key, ...found, heldByTarget: !isCut(to, key) }];
  });
}

/**
 * Rows whose reference leads to no row. First the different values of the column, in the order of an index where there is
 * one: a fifth of the time of looking each row up (foreign_key_check does that), and mostly there is nothing to count.
 */
export function orphansOf(
  db: Database.Database,
  { table, column, references }: ForeignKey,
  placeOf: (table: TableName) => string,
): { rows: number; examples: string[] } {
  const lost = `c.${column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${placeOf(references)}.${references} p WHERE p.id = c.${column})`;
  const children = `${placeOf(table)}.${table}`;
  const examples = db
    .prepare(
      `SELECT quote(c.${column}) FROM (SELECT DISTINCT ${column} FROM ${children}) c WHERE ${lost} LIMIT ${MOST_EXAMPLES}`,
    )
    .pluck()
    .all() as string[];
  if (examples.length === 0) return { rows: 0, examples };
  const rows = db.prepare(`SELECT count(*) FROM ${children} c WHERE ${lost}`).pluck().get() as number;
  return { rows, examples };
}

/** Keys that an index of the source holds unique need no look. */
function duplicates(db: Database.Database, { placeOf }: Sources): Duplicates[] {
  return TABLES.flatMap((table) => {
    const place = placeOf(table.name);
    const unique = [
      table.primaryKey ?? [table.columns[0]?.name ?? 'rowid'],
      ...(table.indexes ?? []).filter((index) => index.unique).map((index) => index.columns),
    ];
    const held = uniqueIndexes(db, place, table.name);
    return unique.flatMap((columns) => {
      if (held.has(columns.join(','))) return [];
      const list = columns.join(', ');
      const present = columns.map((column) => `${column} IS NOT NULL`).join(' AND ');
      const groups = `SELECT ${columns.map((column) => `quote(${column})`).join(` || ', ' || `)} AS value
        FROM ${place}.${table.name} WHERE ${present} GROUP BY ${list} HAVING count(*) > 1`;
      const count = db.prepare(`SELECT count(*) FROM (${groups})`).pluck().get() as number;
      if (count === 0) return [];
      const example = db.prepare(`${groups} LIMIT 1`).pluck().get() as string;
      return [{ table: table.name, columns, groups: count, example }];
    });
  });
}

function uniqueIndexes(db: Database.Database, place: string, table: string): ReadonlySet<string> {
  const names = db
    .prepare(`SELECT name FROM pragma_index_list(?, ?) WHERE "unique" = 1 AND partial = 0`)
    .pluck()
    .all(table, place) as string[];
  const columns = names.map((name) =>
    (
      db
        .prepare('SELECT name FROM pragma_index_info(?, ?) ORDER BY seqno')
        .pluck()
        .all(name, place) as string[]
    ).join(','),
  );
  const rowid = db
    .prepare(`SELECT name FROM pragma_table_info(?, ?) WHERE pk = 1 AND upper(type) = 'INTEGER'`)
    .pluck()
    .get(table, place) as string | undefined;
  return new Set(rowid === undefined ? columns : [...columns, rowid]);
}

/** Tables that the vector search makes from the vectors, on demand. */
const DERIVED = /^track_vectors?_(cells|ivf|ivf_|centroids)/;

function compareSchemas(db: Database.Database, { layout, places }: Sources) {
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
