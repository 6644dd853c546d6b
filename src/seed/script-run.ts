import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { EXIT, Failure } from '../model/failure.ts';
import { type Admitted, admit } from './admit.ts';
import { oneLine } from './one-line.ts';
import { lineAt, statements, type Token } from './sql-tokens.ts';
import { distrust } from './sqlite-reader.ts';

/**
 * Builds the tables of an SQL script in memory and returns that database; the caller closes it. Statements that are
 * not on the list of `admit` are refused by name and line before anything after them runs.
 */
export function runScript(path: string, label: string): Database.Database {
  const sql = decode(readFileSync(path), label);
  const database = new Database(':memory:');
  try {
    distrust(database);
    // Scripts insert in any order; orphans are found and told by the checks of the seed store.
    database.pragma('foreign_keys = OFF');
    database.exec('BEGIN');
    for (const tokens of read(sql, label)) {
      const [first] = tokens;
      const line = () => lineAt(sql, first?.start ?? 0);
      const admitted = admit(tokens);
      if (!admitted) {
        throw new Failure(
          `${label}, line ${line()}: ${nameOf(tokens)} is not run from a seed. Only plain CREATE TABLE, CREATE INDEX, ` +
            'DROP TABLE and INSERT ... VALUES of the Chinook tables are; give the database file instead.',
        );
      }
      try {
        run(database, admitted);
      } catch (error) {
        throw explain(error, `${label}, line ${line()}`);
      }
    }
    database.exec('COMMIT');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function decode(bytes: Buffer, label: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Failure(`${label} is not valid UTF-8 text. Save it as UTF-8, then try again.`);
  }
}

function* read(sql: string, label: string): Generator<readonly Token[]> {
  try {
    yield* statements(sql);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(
      `${label}, ${error.message}: the script is cut off or damaged. Make or download it again.`,
    );
  }
}

function run(database: Database.Database, admitted: Admitted): void {
  switch (admitted.kind) {
    case 'nothing':
      return;
    case 'create':
      database.prepare(admitted.sql).run();
      return;
    case 'drop':
      database.prepare(`DROP TABLE IF EXISTS ${admitted.table}`).run();
      return;
    case 'insert': {
      const names = admitted.columns?.map((name) => `"${name.replaceAll('"', '""')}"`);
      const width = admitted.columns?.length ?? admitted.rows[0]?.length ?? 0;
      const into = names ? `${admitted.table} (${names.join(', ')})` : admitted.table;
      const insert = database.prepare(`INSERT INTO ${into} VALUES (${Array(width).fill('?').join(', ')})`);
      for (const row of admitted.rows) insert.run(row);
    }
  }
}

function explain(error: unknown, where: string): unknown {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (error instanceof RangeError) return new Failure(`${where}: as many values as columns are needed.`);
  if (!(error instanceof Error) || typeof code !== 'string') return error;
  const broken = code.startsWith('SQLITE_CONSTRAINT');
  return new Failure(
    `${where}: ${oneLine(error.message)}. Mend the script, or leave --seed out for the built-in catalogue.`,
    broken ? EXIT.integrity : EXIT.usage,
  );
}

/** The first words of a statement, fit for a line: "CREATE TRIGGER x". */
function nameOf(tokens: readonly Token[]): string {
  const words = tokens.slice(0, 3).map(({ text }) => oneLine(text).slice(0, 24));
  return words.join(' ');
}
