import Database from 'better-sqlite3';
import { Failure } from '../model/failure.ts';
import { damaged } from './sqlite-errors.ts';
import { SEED_SHAPES, type SeedReader, type SeedTableShape } from './tables.ts';

/** Opens a private copy of a user's file as untrusted: nothing in it can write, load or run anything. */
export function openUntrusted(path: string): Database.Database {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  distrust(database);
  return database;
}

export function distrust(database: Database.Database): void {
  database.pragma('trusted_schema = OFF');
  database.pragma('cell_size_check = ON');
  database.pragma('mmap_size = 0');
}

/** Throws a Failure (EXIT.integrity) where SQLite finds the file damaged. */
export function checkIntegrity(database: Database.Database, label: string): void {
  database.pragma('query_only = ON');
  const virtual = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND rootpage = 0").get();
  // A virtual table's own code would run in a check of everything: check our tables only.
  const findings = virtual
    ? SEED_SHAPES.flatMap(({ name }) => database.pragma(`integrity_check("${name}")`))
    : database.pragma('integrity_check');
  const texts = (findings as { integrity_check: string }[]).map((finding) => finding.integrity_check);
  const bad = texts.filter((text) => text !== 'ok');
  // A NULL or a number that a declared constraint forbids is told better by our own checks.
  const [first] = bad.filter(
    (text) => !/^(NULL value in|NUMERIC value in|TEXT value in|CHECK constraint)/.test(text),
  );
  if (first === undefined) return;
  throw damaged(label, first);
}

/** A reader of the eleven tables; throws one Failure that lists every table and column that is missing. */
export function readerOf(database: Database.Database, label: string): SeedReader {
  const objects = database
    .prepare<[], { type: string; name: string; rootpage: number | null }>(
      "SELECT type, name, rootpage FROM sqlite_schema WHERE type IN ('table', 'view')",
    )
    .all();
  const missing: string[] = [];
  for (const { name, columns } of SEED_SHAPES) {
    const found = objects.find((object) => object.name.toLowerCase() === name.toLowerCase());
    if (!found) missing.push(`table ${name}`);
    else if (found.type === 'view') missing.push(`table ${name} (a view of that name is not read)`);
    else if (!found.rootpage) missing.push(`table ${name} (a virtual table of that name is not read)`);
    else missing.push(...missingColumns(database, name, columns));
  }
  if (missing.length > 0) {
    throw new Failure(
      `${label} is no Chinook, it lacks: ${missing.join(', ')}. ` +
        'Give an official Chinook file, or leave --seed out for the built-in catalogue.',
    );
  }
  return {
    rows: (shape, columns) =>
      database.prepare<[], unknown[]>(selectStatement(shape, columns)).raw().iterate(),
  };
}

function missingColumns(
  database: Database.Database,
  table: string,
  columns: SeedTableShape['columns'],
): readonly string[] {
  const present = database.pragma(`table_xinfo("${table}")`) as { name: string; hidden: number }[];
  return columns.flatMap(({ name }) => {
    const found = present.find((column) => column.name.toLowerCase() === name.toLowerCase());
    if (!found) return [`column ${table}.${name}`];
    // A generated column would compute whatever the file says.
    return found.hidden ? [`column ${table}.${name} (a generated column is not read)`] : [];
  });
}

function selectStatement(shape: SeedTableShape, columns: readonly string[]): string {
  const quoted = (name: string) => `"${name}"`;
  // BINARY: the file's own collation must not decide what counts as a duplicate neighbour.
  const order = shape.key.map((name) => `${quoted(name)} COLLATE BINARY`);
  return `SELECT ${columns.map(quoted).join(', ')} FROM ${quoted(shape.name)} ORDER BY ${order.join(', ')}`;
}
