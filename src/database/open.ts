import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import { tablesOn } from '../layouts/check.ts';
import { EXIT, Failure } from '../model/failure.ts';
import type { DatabasePlacement, Layout } from '../model/layout.ts';
import type { PreparedStatement, Session } from '../model/scenario.ts';
import type { TableName } from '../model/tables.ts';
import { analyze, creation, ordinaryTables, runAll, schemaName, searchTables } from './create.ts';
import { snapshotFile } from './files.ts';

/** A layout's databases, open. */
export interface OpenLayout extends Session {
  /** The connection that sees all of these tables, if one does. */
  connectionFor(tables: readonly TableName[]): Database.Database | undefined;
  /** From here on a statement that writes fails: for scenarios that say they only read. */
  refuseWrites(): void;
  /** Each database with its connection and its schema name there. */
  readonly databases: readonly OpenDatabase[];
  close(): void;
}

export interface OpenDatabase {
  readonly placement: DatabasePlacement;
  readonly connection: Database.Database;
  readonly schema: string;
}

/** What is to be used in a connection's place, such as one that times its statements. */
export type WatchConnection = (connection: Database.Database) => Database.Database;

/**
 * Opens a built layout as the application would: connections, PRAGMAs, and `:memory:` filled from its snapshot.
 * @param watch asked once for each connection, when it is ready
 */
export function openLayout(layout: Layout, folder: string, watch?: WatchConnection): OpenLayout {
  const opened: Database.Database[] = [];
  try {
    return openWith(layout, folder, opened, watch);
  } catch (error) {
    // The connections that were opened before one failed.
    for (const connection of opened) connection.close();
    throw error;
  }
}

function openWith(
  layout: Layout,
  folder: string,
  opened: Database.Database[],
  watch: WatchConnection = (connection) => connection,
): OpenLayout {
  const plain =
    layout.connection === 'attached'
      ? attachAll(layout, folder, opened)
      : connectEach(layout, folder, opened);
  // Attached databases share theirs.
  const watched = new Map(opened.map((connection) => [connection, watch(connection)]));
  const databases = plain.map((one) => ({
    ...one,
    connection: watched.get(one.connection) ?? one.connection,
  }));
  const connections = [...new Set(databases.map((database) => database.connection))];
  const sees = new Map(
    connections.map((connection) => [
      connection,
      new Set(
        databases.filter((one) => one.connection === connection).flatMap((one) => tablesOn(one.placement)),
      ),
    ]),
  );
  const connectionFor = (tables: readonly TableName[]) =>
    connections.find((connection) => tables.every((table) => sees.get(connection)?.has(table)));
  const required = (tables: readonly TableName[]) => {
    const connection = connectionFor(tables);
    if (connection === undefined)
      throw new Failure(`no connection of layout ${layout.name} sees ${tables.join(', ')} together`);
    return connection;
  };
  return {
    databases,
    connectionFor,
    prepare: (tables, sql) => required(tables).prepare(sql) as unknown as PreparedStatement<never>,
    transaction: (tables, work) => required(tables).transaction(work).immediate as typeof work,
    refuseWrites: () => {
      for (const connection of connections) connection.pragma('query_only = ON');
    },
    close: () => {
      for (const connection of connections) connection.close();
    },
  };
}

function connectEach(layout: Layout, folder: string, opened: Database.Database[]): readonly OpenDatabase[] {
  return layout.databases.map((placement) => {
    const connection = connect(folder, placement);
    opened.push(connection);
    const database = { placement, connection, schema: 'main' };
    applyPragmas(database);
    if (placement.file === ':memory:') fillFromSnapshot(layout, folder, database);
    return database;
  });
}

function attachAll(layout: Layout, folder: string, opened: Database.Database[]): readonly OpenDatabase[] {
  const [first, ...others] = layout.databases;
  if (first === undefined) throw new TypeError('a layout has at least one database');
  const connection = connect(folder, first);
  opened.push(connection);
  const databases = [first, ...others].map((placement) => {
    const schema = schemaName(layout, placement);
    if (placement !== first) {
      if (placement.file !== ':memory:') requireFile(join(folder, placement.file));
      const file = placement.file === ':memory:' ? ':memory:' : join(folder, placement.file);
      connection.prepare('ATTACH ? AS ?').run(file, schema);
    }
    return { placement, connection, schema };
  });
  for (const database of databases) {
    applyPragmas(database);
    if (database.placement.file === ':memory:') fillFromSnapshot(layout, folder, database);
  }
  return databases;
}

function connect(folder: string, placement: DatabasePlacement): Database.Database {
  if (placement.file === ':memory:') return withVectors(new Database(':memory:'));
  const file = join(folder, placement.file);
  requireFile(file);
  return withVectors(new Database(file, { fileMustExist: true }));
}

function requireFile(file: string): void {
  if (!existsSync(file))
    throw new Failure(`${file} is missing. Build the layout anew with chinook-eval build.`, EXIT.usage);
}

function withVectors(db: Database.Database): Database.Database {
  sqliteVec.load(db);
  return db;
}

function applyPragmas({ placement, connection, schema }: OpenDatabase): void {
  for (const [name, value] of Object.entries(placement.pragmas ?? {}))
    connection.pragma(`${schema}.${name} = ${value}`);
}

/** A cache warmed up: the rows of the snapshot, in tables of its own. */
function fillFromSnapshot(
  layout: Layout,
  folder: string,
  { placement, connection, schema }: OpenDatabase,
): void {
  const { tables, indexes, search, triggers } = creation(layout, placement, schema);
  connection.prepare('ATTACH ? AS snapshot').run(snapshotFile(folder, placement));
  connection.exec('BEGIN');
  runAll(connection, tables);
  for (const { name } of ordinaryTables(placement))
    connection.exec(`INSERT INTO ${schema}.${name} SELECT * FROM snapshot.${name}`);
  runAll(connection, [...indexes, ...search]);
  for (const table of searchTables(placement))
    connection.exec(
      table.name === 'track_vectors'
        ? `INSERT INTO ${schema}.track_vectors (track_id, embedding, genre_id, model) SELECT track_id, embedding, genre_id, model FROM snapshot.track_vectors`
        : table.fill(schema),
    );
  runAll(connection, triggers);
  // The same statistics for the planner as the build leaves in files.
  analyze(connection, schema, placement);
  connection.exec('COMMIT');
  connection.exec('DETACH snapshot');
}
