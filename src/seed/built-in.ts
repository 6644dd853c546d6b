import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { EXIT, Failure } from '../model/failure.ts';
import { SEED_TABLES, type SeedInfo, type SeedTable } from '../model/seed.ts';
import { PACKAGE_ROOT } from '../paths.ts';
import { writeStore } from './store.ts';
import { SEED_SHAPES, type SeedReader, type SeedTableShape } from './tables.ts';

export const BUILT_IN_NAME = 'built-in catalogue';

/**
 * Writes the seed store of fixtures/catalog: one CSV file per table, UTF-8, LF, a header line of the official column
 * names. An empty field is NULL, a quoted empty field ("") is the empty string. Rows are in the order of their key.
 */
export function importBuiltIn(
  storePath: string,
  folder: URL = new URL('fixtures/catalog/', PACKAGE_ROOT),
): SeedInfo {
  const hash = createHash('sha256');
  let bytes = 0;
  const contents = new Map<SeedTable, Buffer>();
  for (const table of SEED_TABLES) {
    const content = readTable(folder, table);
    hash.update(content);
    bytes += content.length;
    contents.set(table, content);
  }
  const tables = new Map(
    SEED_SHAPES.map((shape) => [shape.name, parseTable(shape, contents.get(shape.name) ?? Buffer.alloc(0))]),
  );
  const reader: SeedReader = {
    *rows(shape, columns) {
      const places = columns.map((name) => shape.columns.findIndex((column) => column.name === name));
      for (const row of tables.get(shape.name) ?? []) yield places.map((place) => row[place]);
    },
  };
  const rows = writeStore(reader, storePath, BUILT_IN_NAME);
  return { name: BUILT_IN_NAME, form: 'built-in', sha256: hash.digest('hex'), bytes, official: false, rows };
}

function readTable(folder: URL, table: SeedTable): Buffer {
  try {
    return readFileSync(new URL(`${table}.csv`, folder));
  } catch (error) {
    throw new Failure(
      `the ${BUILT_IN_NAME} lacks ${table}.csv: the installation is incomplete. Install chinook-eval again, or give --seed FILE.`,
      EXIT.disk,
      { cause: error },
    );
  }
}

function parseTable(shape: SeedTableShape, content: Buffer): readonly unknown[][] {
  const [header, ...rows] = parse(content, {
    cast: (text, context) => {
      const column = shape.columns[context.index];
      if (context.lines === 1 || column === undefined) return text;
      if (text === '' && !context.quoting) return null;
      return column.type === 'integer' || column.type === 'number' ? Number(text) : text;
    },
  }) as unknown[][];
  const expected = shape.columns.map((column) => column.name).join(',');
  if (header?.join(',') !== expected) {
    throw new Failure(
      `${shape.name}.csv of the ${BUILT_IN_NAME} has another header than ${expected}.`,
      EXIT.integrity,
    );
  }
  return rows;
}
