import Database from 'better-sqlite3';
import { Failure } from '../model/failure.ts';
import type { SeedInfo, SeedTable } from '../model/seed.ts';
import { Troubles, troubleWith } from './checks.ts';
import { slugOf } from './slug.ts';
import { SEED_SHAPES, type SeedColumn, type SeedReader, type SeedTableShape } from './tables.ts';

/**
 * Writes a seed store: the eleven official tables with their official columns, a Slug beside each name that appears in
 * an address, keys renumbered 1..n in their old order where they are not already dense. Every value is checked on
 * the way; what is wrong with all of them is thrown as one Failure (EXIT.integrity).
 *
 * @param label what to call the seed in an error
 * @param storePath a file that does not exist yet; on an error it is left to the caller to remove
 */
export function writeStore(reader: SeedReader, storePath: string, label: string): SeedInfo['rows'] {
  const troubles = new Troubles();
  const keys = readKeys(reader, troubles);
  troubles.throwIfAny(label);

  const store = new Database(storePath);
  try {
    // A half-written store is thrown away, so it needs no journal; and none is left beside it.
    store.pragma('journal_mode = OFF');
    store.pragma('synchronous = OFF');
    store.pragma('locking_mode = EXCLUSIVE');
    // Rows are checked here, all of them, and told together; SQLite would stop at the first.
    store.pragma('foreign_keys = OFF');
    store.exec('BEGIN');
    const rows: Partial<Record<SeedTable, number>> = {};
    for (const shape of SEED_SHAPES) {
      store.exec(createStatement(shape));
      rows[shape.name] = copyTable(store, reader, shape, keys, troubles);
    }
    troubles.throwIfAny(label);
    refuseEmpty(rows, label);
    store.exec('COMMIT');
    return rows as SeedInfo['rows'];
  } finally {
    store.close();
  }
}

/** Of each table with a key of one column: how many rows, and old key -> new key (absent: they are equal). */
type Keys = Map<SeedTable, { readonly count: number; readonly renumbered?: ReadonlyMap<number, number> }>;

function readKeys(reader: SeedReader, troubles: Troubles): Keys {
  const keys: Keys = new Map();
  for (const shape of SEED_SHAPES) {
    if (shape.key.length > 1) continue;
    const [key] = shape.key;
    const seen: number[] = [];
    for (const [value] of reader.rows(shape, [key])) {
      const trouble = troubleWith(value, 'integer');
      if (trouble) troubles.add(`${shape.name}.${key} has ${trouble}`, `after ${seen.length} rows`);
      else if (seen.at(-1) === value) troubles.add(`${shape.name} has a duplicate key`, `${key} ${value}`);
      else seen.push(value as number);
    }
    const dense = seen.every((value, index) => value === index + 1);
    const count = seen.length;
    keys.set(
      shape.name,
      dense ? { count } : { count, renumbered: new Map(seen.map((old, i) => [old, i + 1])) },
    );
  }
  return keys;
}

function copyTable(
  store: Database.Database,
  reader: SeedReader,
  shape: SeedTableShape,
  keys: Keys,
  troubles: Troubles,
): number {
  const names = shape.columns.map((column) => column.name);
  const slugged = shape.columns.findIndex((column) => column.name === shape.sluggedBy);
  const targets = slugged < 0 ? names : [...names, 'Slug'];
  const insert = store.prepare(
    `INSERT INTO ${shape.name} (${targets.join(', ')}) VALUES (${targets.map(() => '?').join(', ')})`,
  );
  let count = 0;
  let previous: readonly unknown[] = [];
  for (const row of reader.rows(shape, names)) {
    const keyLength = shape.key.length;
    const where = () => shape.key.map((name, i) => `${name} ${row[i]}`).join(', ');
    if (keyLength > 1 && row[0] === previous[0] && row[1] === previous[1]) {
      troubles.add(`${shape.name} has a duplicate key`, where());
      continue;
    }
    previous = row;
    let whole = true;
    const values = shape.columns.map((column, i) => {
      const checked = checkCell(shape, column, i, row[i], keys);
      if (checked.trouble === undefined) return checked.value;
      troubles.add(`${shape.name}.${column.name} has ${checked.trouble}`, where());
      whole = false;
      return null;
    });
    if (!whole) continue;
    if (slugged >= 0) values.push(slugOf(values[slugged] as string | null));
    insert.run(values);
    count++;
  }
  return count;
}

function checkCell(
  shape: SeedTableShape,
  column: SeedColumn,
  place: number,
  value: unknown,
  keys: Keys,
): { readonly value: unknown; readonly trouble?: string } {
  if (value === null) {
    return column.nullable ? { value } : { value, trouble: 'NULL where a value is needed' };
  }
  const trouble = troubleWith(value, column.type);
  if (trouble) return { value, trouble };
  const isKey = place === 0 && shape.key.length === 1;
  const target = isKey ? shape.name : column.references;
  const known = target && keys.get(target);
  if (!known) return { value };
  const found = known.renumbered
    ? known.renumbered.get(value as number)
    : (value as number) >= 1 && (value as number) <= known.count
      ? (value as number)
      : undefined;
  return found === undefined
    ? { value, trouble: `a reference to no ${target} (${value})` }
    : { value: found };
}

function refuseEmpty(rows: Partial<Record<SeedTable, number>>, label: string): void {
  const empty = SEED_SHAPES.filter((shape) => !rows[shape.name]).map((shape) => shape.name);
  if (empty.length === 0) return;
  throw new Failure(
    `${label} has no rows in ${empty.join(', ')}: every table needs some. ` +
      'Give an official Chinook file, or leave --seed out for the built-in catalogue.',
  );
}

const SQL_TYPE = { integer: 'INTEGER', number: 'REAL', text: 'TEXT', date: 'TEXT' } as const;

function createStatement(shape: SeedTableShape): string {
  const [only, second] = shape.key;
  const lines = shape.columns.map((column) => {
    const key = second === undefined && column.name === only ? ' PRIMARY KEY' : '';
    const needed = column.nullable ? '' : ' NOT NULL';
    const points = column.references ? ` REFERENCES ${column.references}` : '';
    return `${column.name} ${SQL_TYPE[column.type]}${needed}${key}${points}`;
  });
  if (shape.sluggedBy) lines.push('Slug TEXT NOT NULL');
  if (second !== undefined) lines.push(`PRIMARY KEY (${only}, ${second})`);
  return `CREATE TABLE ${shape.name} (${lines.join(', ')})${second === undefined ? '' : ' WITHOUT ROWID'}`;
}
