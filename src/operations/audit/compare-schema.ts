import type Database from 'better-sqlite3';
import { creation } from '../../database/create.ts';
import { tablesOn } from '../../layouts/check.ts';
import type { DatabasePlacement, Layout } from '../../model/layout.ts';

/** What a database holds beside what the layout makes, and what it lacks of that. */
export function compareSchema(db: Database.Database, layout: Layout, placement: DatabasePlacement) {
  const objects = db
    .prepare<[], { type: string; name: string; sql: string | null }>(
      'SELECT type, name, sql FROM sqlite_schema ORDER BY type, name',
    )
    .all();
  const { search, triggers } = creation(layout, placement, 'main');
  // SQLite keeps the text of a trigger or view as it was given, but for the schema's name.
  const ours = new Map(
    [...search, ...triggers].map((sql) => {
      const kept = sql.replace(/^(CREATE (?:VIEW|TRIGGER) )main\./, '$1');
      return [/^CREATE (?:VIEW|TRIGGER) (\w+)/.exec(kept)?.[1], kept] as const;
    }),
  );
  const tables = new Set(objects.filter(({ type }) => type === 'table').map(({ name }) => name));
  return {
    ownCode: objects
      .filter(({ type, name, sql }) => (type === 'trigger' || type === 'view') && ours.get(name) !== sql)
      .map(({ type, name }) => ({ type, name, altered: ours.has(name) })),
    missingTables: tablesOn(placement).filter((table) => !tables.has(table)),
  };
}
