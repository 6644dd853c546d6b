import { Failure } from '../model/failure.ts';
import type { DatabasePlacement, Layout } from '../model/layout.ts';
import { TABLE_GROUP_NAMES, TABLE_GROUPS, TABLE_NAMES, type TableName } from '../model/tables.ts';

/** SQLite's default limit on attached databases; one more is main, one is needed while building. */
const MOST_DATABASES = 9;

/** Schema names stand unquoted in our SQL; "seed" and "snapshot" are attached while building and opening. */
const RESERVED = new Set(
  `temp seed snapshot abort action add after all alter always analyze and as asc attach autoincrement before begin between by
  cascade case cast check collate column commit conflict constraint create cross current database default deferrable deferred
  delete desc detach distinct do drop each else end escape except exclude exclusive exists explain fail filter first following
  for foreign from full generated glob group groups having if ignore immediate in index indexed initially inner insert instead
  intersect into is isnull join key last left like limit match materialized natural no not nothing notnull null nulls of
  offset on or order others outer over partition plan pragma preceding primary query raise range recursive references regexp
  reindex release rename replace restrict returning right rollback row rows savepoint select set table then ties to
  transaction trigger unbounded union unique update using vacuum values view virtual when where window with without`.split(
    /\s+/,
  ),
);

/** What is made from other tables lies beside them: triggers and views cannot cross files, nor does the build's SELECT. */
const TOGETHER: readonly { readonly tables: readonly TableName[]; readonly why: string }[] = [
  {
    tables: ['tracks_fts', 'chinook_tracks', 'chinook_albums', 'chinook_artists'],
    why: 'triggers cannot cross files',
  },
  { tables: ['albums_fts', 'chinook_albums', 'chinook_artists'], why: 'triggers cannot cross files' },
  {
    tables: ['track_vectors', 'chinook_tracks', 'chinook_albums'],
    why: 'the vectors are made from them',
  },
  { tables: ['query_cache_tags', 'query_cache'], why: 'one statement reads an entry and its tags' },
];

/** Every table placed on this database, in the schema's order. */
export function tablesOn(database: DatabasePlacement): readonly TableName[] {
  const named = new Set<string>([
    ...(database.groups ?? []).flatMap((group) => TABLE_GROUPS[group]),
    ...(database.tables ?? []),
  ]);
  return TABLE_NAMES.filter((table) => named.has(table));
}

/** The database that holds a table. The layout must have been checked. */
export function databaseOf(layout: Layout, table: TableName): DatabasePlacement {
  const found = layout.databases.find((database) => tablesOn(database).includes(table));
  if (found === undefined) throw new TypeError(`layout ${layout.name} does not place ${table}`);
  return found;
}

/**
 * Checks a layout that may come from a user's file: its shape, and that each table is placed exactly once.
 * @throws Failure (exit 2) that names the layout and the table or field.
 */
export function checkLayout(value: unknown, origin: string): Layout {
  const fail = (what: string): never => {
    throw new Failure(`${origin}: ${what}`);
  };
  if (typeof value !== 'object' || value === null)
    return fail('a layout is an object; see defineLayout in the README');
  const layout = value as Layout;
  if (typeof layout.name !== 'string' || !/^[a-z][a-z0-9-]{0,30}$/.test(layout.name))
    return fail('name must be lower-case letters, digits and dashes, such as "two-files"');
  if (typeof layout.description !== 'string') return fail('description is missing');
  if (layout.connection !== 'separate' && layout.connection !== 'attached')
    return fail('connection must be "separate" or "attached"');
  if (layout.writer !== undefined && layout.writer !== 'each' && layout.writer !== 'group-commit')
    return fail('writer must be "each" or "group-commit"');
  if (!Array.isArray(layout.databases) || layout.databases.length === 0)
    return fail('databases must list at least one');
  if (layout.databases.length > MOST_DATABASES) return fail(`more than ${MOST_DATABASES} databases`);
  for (const [index, database] of layout.databases.entries()) checkDatabase(database, index, fail);
  for (const key of ['name', 'file'] as const) {
    const values = layout.databases.map((database) => database[key]).filter((one) => one !== ':memory:');
    const twice = values.find((one, index) => values.indexOf(one) !== index);
    if (twice !== undefined) fail(`two databases have the ${key} ${twice}`);
  }
  checkPlacement(layout, fail);
  return layout;
}

function checkDatabase(database: DatabasePlacement, index: number, fail: (what: string) => never): void {
  const at = `databases[${index}]`;
  if (typeof database !== 'object' || database === null) fail(`${at} must be an object`);
  if (
    typeof database.name !== 'string' ||
    !/^[a-z][a-z0-9_]{0,30}$/.test(database.name) ||
    database.name === 'temp'
  )
    fail(`${at}.name must be lower-case letters, digits and _`);
  if (index > 0 && database.name === 'main') fail(`${at}.name: only the first database may be called main`);
  if (RESERVED.has(database.name))
    fail(`${at}.name: ${database.name} is a word of SQL, or of this tool's own; choose another`);
  for (const list of ['groups', 'tables'] as const)
    if (database[list] !== undefined && !Array.isArray(database[list])) fail(`${at}.${list} must be a list`);
  if (database.pragmas !== undefined && (typeof database.pragmas !== 'object' || database.pragmas === null))
    fail(`${at}.pragmas must be an object`);
  if (typeof database.file !== 'string' || !/^(:memory:|[A-Za-z0-9_][A-Za-z0-9_.-]*)$/.test(database.file))
    fail(`${at}.file must be a plain file name or :memory:`);
  if (database.file === 'layout.json' || database.file.endsWith('.snapshot'))
    fail(`${at}.file: ${database.file} is a name this tool uses itself`);
  for (const group of database.groups ?? [])
    if (!TABLE_GROUP_NAMES.includes(group)) fail(`${at}.groups: there is no group ${group}`);
  for (const table of database.tables ?? [])
    if (!TABLE_NAMES.includes(table)) fail(`${at}.tables: there is no table ${table}`);
  for (const [name, setting] of Object.entries(database.pragmas ?? {}))
    if (!/^[a-z_]+$/.test(name) || !/^-?[a-z0-9_]+$/i.test(String(setting)))
      fail(`${at}.pragmas.${name}: not a PRAGMA`);
}

function checkPlacement(layout: Layout, fail: (what: string) => never): void {
  for (const table of TABLE_NAMES) {
    const places = layout.databases.filter(
      (database) =>
        database.tables?.includes(table) ||
        database.groups?.some((group) => (TABLE_GROUPS[group] as readonly string[]).includes(table)),
    );
    const repeated = layout.databases.some(
      (database) => (database.tables ?? []).filter((one) => one === table).length > 1,
    );
    if (places.length === 0) fail(`table ${table} is not placed on any database`);
    if (places.length > 1 || repeated)
      fail(`table ${table} is placed twice: on ${places.map((database) => database.name).join(' and ')}`);
  }
  for (const { tables, why } of TOGETHER) {
    const [index] = tables;
    const places = new Set(tables.map((table) => databaseOf(layout, table).name));
    if (index !== undefined && places.size > 1)
      fail(`${index} must be on the same database as ${tables.slice(1).join(', ')}: ${why}`);
  }
}
