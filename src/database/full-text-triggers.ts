import { searchTables } from './create.ts';
import { FULL_TEXT_TABLES, type FullTextTable } from './full-text-check.ts';
import type { OpenDatabase, OpenLayout } from './open.ts';

/** A trigger that the layout makes and that is not in the file as it makes it. */
export interface WrongTrigger {
  readonly table: FullTextTable;
  readonly name: string;
  /** It is there, with another text. */
  readonly altered: boolean;
}

interface Made extends WrongTrigger {
  readonly database: OpenDatabase;
  readonly sql: string;
}

/**
 * The triggers that keep the full-text tables true and are missing or say something else. An index can say what its
 * tables do all the same, until the next change of a row: driftedFullText does not see it.
 */
export function wrongTriggers(open: Pick<OpenLayout, 'databases'>): readonly WrongTrigger[] {
  return wrong(open).map(({ table, name, altered }) => ({ table, name, altered }));
}

/**
 * Makes those of one full-text table again. What was written without them is not in the index: rebuild it as well, in
 * the same transaction.
 */
export function remakeTriggers(open: Pick<OpenLayout, 'databases'>, table: FullTextTable): void {
  for (const { database, name, altered, sql } of wrong(open).filter((one) => one.table === table)) {
    const { connection, schema } = database;
    if (altered) connection.exec(`DROP TRIGGER ${schema}.${name}`);
    connection.exec(sql);
  }
}

function wrong({ databases }: Pick<OpenLayout, 'databases'>): Made[] {
  return databases.flatMap((database) => {
    const { connection, schema, placement } = database;
    const kept = new Map(
      connection
        .prepare<[], { name: string; sql: string }>(
          `SELECT name, sql FROM ${schema}.sqlite_schema WHERE type = 'trigger'`,
        )
        .all()
        .map(({ name, sql }) => [name, sql]),
    );
    return searchTables(placement).flatMap((search) => {
      const table = FULL_TEXT_TABLES.find((one) => one === search.name);
      if (table === undefined) return [];
      return search.triggers(schema).flatMap((sql): Made[] => {
        // SQLite keeps the text as it was given, but for the schema's name.
        const text = sql.replace(`CREATE TRIGGER ${schema}.`, 'CREATE TRIGGER ');
        const name = /^CREATE TRIGGER (\w+)/.exec(text)?.[1] ?? '';
        return kept.get(name) === text ? [] : [{ table, name, altered: kept.has(name), database, sql }];
      });
    });
  });
}
