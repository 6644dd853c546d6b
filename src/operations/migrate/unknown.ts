import type Database from 'better-sqlite3';
import { ordinaryTables, searchTables } from '../../database/create.ts';
import { INVERTED_FILE } from '../../database/inverted-file/schema.ts';
import { quoted } from '../../database/row-digest.ts';
import { TABLES } from '../../database/schema/index.ts';
import { foldName, sqlTokens } from '../../database/schema-reader/tokens.ts';
import type { TableName } from '../../model/tables.ts';
import { isVirtual, shadowTables, tablesBehind } from './shadow.ts';
import { expectedObjects, type SchemaObject, type Sources, schemaObjects } from './sources.ts';

/** Something in the source that no layout has: an object of the user's own, or the user's own declaration of one. */
export interface UnknownObject {
  /** table, virtual table, index, view, trigger; or "declaration of ..." where a layout's own is declared otherwise. */
  readonly type: string;
  readonly name: string;
  /** The source's database. */
  readonly database: string;
  /** As the source declares it. */
  readonly sql: string;
  /** What it is on: itself, for a table or view. */
  readonly table: string;
  readonly rows: number | null;
  /** The table or view of the user's own that it is on: it shares its fate. */
  readonly of: string | null;
  /** Made from other tables by this command: it goes with them unasked. */
  readonly madeBy: string | null;
}

/** Tables that the vector search makes from the vectors, on demand. */
const DERIVED: ReadonlySet<string> = new Set(Object.values(INVERTED_FILE));

/** How the source's schema differs from what its layout says: what no layout knows, and what is missing or of another form. */
export function compareSchemas(db: Database.Database, { layout, places }: Sources) {
  const unknown: UnknownObject[] = [];
  const unlike: string[] = [];
  for (const { place, placement } of places) {
    const shadows = shadowTables(db, place);
    const actual = schemaObjects(db, place);
    const expected = expectedObjects(layout, placement);
    const known = new Map(expected.map((one) => [one.name, one]));
    const extra = actual.filter(({ name }) => !known.has(name) && !shadows.has(name));
    // An index that a key makes by itself has no text, and goes with its table.
    for (const one of extra.filter(({ sql }) => sql !== null))
      unknown.push(describe(db, place, placement.name, one, extra));
    for (const { name } of [...ordinaryTables(placement), ...searchTables(placement)])
      unlike.push(...unlikeTable(db, place, placement.name, name, actual));
    for (const one of actual) {
      const other = known.get(one.name);
      if (other && !shadows.has(one.name) && !sameText(one, other))
        unknown.push({
          ...describe(db, place, placement.name, one, []),
          type: `declaration of ${one.type}`,
        });
    }
  }
  return { unknown, unlike };
}

/** But for blanks, comments, quotes and the case of letters: ALTER TABLE leaves other ones than CREATE TABLE. */
function sameText(a: SchemaObject, b: SchemaObject): boolean {
  const text = ({ type, sql }: SchemaObject) =>
    `${type} ${sqlTokens(sql ?? '')
      .map(({ kind, value }) => `${kind} ${foldName(value)}`)
      .join('\n')}`;
  return a.sql === b.sql || text(a) === text(b);
}

function describe(
  db: Database.Database,
  place: string,
  database: string,
  one: SchemaObject,
  extra: readonly SchemaObject[],
): UnknownObject {
  const { name, table } = one;
  const type = isVirtual(one) ? 'virtual table' : one.type;
  let rows: number | null = null;
  if (one.type === 'table')
    try {
      rows = db
        .prepare(`SELECT count(*) FROM ${place}.${quoted(name)}`)
        .pluck()
        .get() as number;
    } catch {
      // A virtual table whose module is not here: that it is there is what counts.
    }
  const owner = extra.find((other) => other !== one && isOn(db, place, table, other));
  const made = DERIVED.has(name) || (owner !== undefined && DERIVED.has(owner.name));
  return {
    ...{ type, name, database, table, rows, sql: one.sql ?? '' },
    of: owner?.name ?? null,
    madeBy: made ? 'chinook-eval vectors index' : null,
  };
}

/** Whether `owner` is that table, or the virtual table that it lies behind. */
function isOn(db: Database.Database, place: string, table: string, owner: SchemaObject): boolean {
  if (owner.name === table) return owner.table === table;
  return isVirtual(owner) && tablesBehind(db, place, owner.name).some(({ name }) => name === table);
}

function unlikeTable(
  db: Database.Database,
  place: string,
  database: string,
  table: TableName,
  actual: readonly SchemaObject[],
): string[] {
  if (!actual.some(({ name }) => name === table)) return [`${database} has no table ${table}`];
  const known = new Set(TABLES.find(({ name }) => name === table)?.columns.map(({ name }) => name));
  if (known.size === 0) return [];
  // Generated columns too, which table_info does not show and SELECT * does.
  const columns = db
    .prepare('SELECT name FROM pragma_table_xinfo(?, ?)')
    .pluck()
    .all(table, place) as string[];
  return [
    ...columns
      .filter((name) => !known.has(name))
      .map((name) => `${table} has a column ${name} that no layout knows`),
    ...[...known].filter((name) => !columns.includes(name)).map((name) => `${table} has no column ${name}`),
  ];
}
