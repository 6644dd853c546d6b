import { groupOf, TABLE_GROUP_NAMES, TABLE_NAMES } from '../model/tables.ts';
import type { SourceLayout } from './diagram.ts';
import type { SourceDatabase } from './names.ts';

/** Of more tables in one group the others are counted. */
const MOST_TABLES = 60;

const GROUP_TITLES: Readonly<Record<string, string>> = {
  app: 'application',
  cache: 'cache',
  catalog: 'catalogue',
};

/** A table in a picture; bytes with its indexes, null where they were not measured. */
export interface Box {
  readonly id: string;
  readonly table: string;
  readonly bytes: number | null;
}

export interface Group {
  readonly id: string;
  readonly title: string | null;
  readonly boxes: readonly Box[];
  /** Tables that are not shown. */
  readonly left: number;
}

/** The document's groups where all tables are known to it; any other database is one group without a title. */
export function groupsOf(
  database: SourceDatabase,
  prefix: string,
  cut: SourceLayout['foreignKeys']['cut'],
): readonly Group[] {
  const known = TABLE_NAMES.filter((name) => database.tables.includes(name));
  const all = [...new Set(database.tables)];
  const parts: readonly (readonly [string | null, readonly string[]])[] =
    known.length === all.length && known.length > 0
      ? TABLE_GROUP_NAMES.map((group) => [
          GROUP_TITLES[group] ?? group,
          known.filter((name) => groupOf(name) === group),
        ])
      : [[null, all]];
  return parts
    .filter(([, tables]) => tables.length > 0)
    .map(([title, tables], index) => {
      const shown = arrowsOutside(tables, cut);
      const boxes = shown.map((table, place) => ({
        id: `${prefix}g${index}t${place}`,
        table,
        bytes: bytesOf(database, table),
      }));
      return { id: `${prefix}g${index}`, title, boxes, left: tables.length - boxes.length };
    });
}

/**
 * Arrows come in from the left and go out to the right: no other column should stand in their way. Where there is no
 * room for all tables, those without arrows are left out.
 */
function arrowsOutside(
  tables: readonly string[],
  cut: SourceLayout['foreignKeys']['cut'],
): readonly string[] {
  const side = (table: string) =>
    cut.some(({ references }) => references === table) ? 0 : cut.some((key) => key.table === table) ? 2 : 1;
  const room = MOST_TABLES - tables.filter((table) => side(table) !== 1).length;
  const between = tables.filter((table) => side(table) === 1).slice(0, Math.max(0, room));
  return [
    ...tables.filter((table) => side(table) === 0),
    ...between,
    ...tables.filter((table) => side(table) === 2),
  ];
}

/** A table with its indexes; null where it was not measured. */
function bytesOf({ objects }: SourceDatabase, table: string): number | null {
  const own = objects.filter((one) => one.table === table);
  return own.length === 0 ? null : own.reduce((sum, { bytes }) => sum + bytes, 0);
}
