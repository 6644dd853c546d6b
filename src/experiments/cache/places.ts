import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { OpenLayout } from '../../database/open.ts';
import { databaseOf } from '../../layouts/check.ts';
import { filePragmas, memoryPragmas } from '../../layouts/pragmas.ts';
import type { Layout } from '../../model/layout.ts';
import { type AnswerStore, createAnswers, mapStore, noStore, tableStore } from './store.ts';
import type { Versions } from './versions.ts';

/** Where a process keeps answers. */
export const PLACES = ['table', 'file', 'memory', 'map', 'none'] as const;
export type Place = (typeof PLACES)[number];

export const PLACE_LABELS: Readonly<Record<Place, string>> = {
  table: 'a table in the file of the data',
  file: 'a file of its own',
  memory: ':memory:',
  map: 'a JavaScript Map',
  none: 'no cache',
};

/** Its answers lie in a file, which every process can open. */
export const isFile = (place: Place): boolean => place === 'table' || place === 'file';

/** The answers of the visits, and those that only fill memory. */
export type Answers = 'answers' | 'filling';

/** As section 4.2 of the evaluation document gives its cache. */
const CACHE_MIB = 16;

const cacheFile = (folder: string, answers: Answers) => join(folder, `${answers}.cache`);

/** The place of a layout's own query cache, as one of these. */
export function placeOf(layout: Layout): Place {
  const cache = databaseOf(layout, 'query_cache');
  if (cache.file === ':memory:') return 'memory';
  return cache === databaseOf(layout, 'users') ? 'table' : 'file';
}

/** The database that the application writes to, on its connection. */
export function dataDatabase(layout: Layout, open: OpenLayout): OpenLayout['databases'][number] {
  const placement = databaseOf(layout, 'users');
  const found = open.databases.find((one) => one.placement === placement);
  if (found === undefined) throw new TypeError(`layout ${layout.name} is open without ${placement.name}`);
  return found;
}

/** Makes the places that are files anew, with these answers in each. */
export function createPlaces(
  layout: Layout,
  open: OpenLayout,
  folder: string,
  answers: Answers,
  entries: () => Iterable<{ key: string; value: string }> = () => [],
): void {
  const { connection, schema } = dataDatabase(layout, open);
  const own = openFile(cacheFile(folder, answers));
  try {
    for (const at of [
      { connection, schema, table: answers },
      { connection: own, schema: 'main', table: 'answers' },
    ]) {
      at.connection.exec(`DROP TABLE IF EXISTS ${at.schema}.${at.table}`);
      createAnswers(at);
      const { store } = tableStore(at, Number.MAX_SAFE_INTEGER);
      at.connection.transaction(() => {
        for (const { key, value } of entries()) store(key, { value, version: 1 });
      })();
    }
  } finally {
    own.close();
  }
}

export interface OpenPlace extends AnswerStore {
  close(): void;
}

/** Opens a process's own way to a place. @param capacity answers that are kept */
export function openPlace(
  place: Place,
  layout: Layout,
  open: OpenLayout,
  folder: string,
  answers: Answers,
  capacity: number,
  versions: Versions,
): OpenPlace {
  switch (place) {
    case 'table': {
      const { connection, schema } = dataDatabase(layout, open);
      const isCurrent = (key: string, version: number) => versions.of(key) === version;
      const store = tableStore({ connection, schema, table: answers }, capacity, isCurrent);
      return { ...store, close: () => {} };
    }
    case 'file': {
      const connection = openFile(cacheFile(folder, answers));
      const store = tableStore({ connection, schema: 'main', table: 'answers' }, capacity);
      return { ...store, close: () => connection.close() };
    }
    case 'memory': {
      const connection = new Database(':memory:');
      setPragmas(connection, memoryPragmas(CACHE_MIB));
      createAnswers({ connection, schema: 'main', table: 'answers' });
      const store = tableStore({ connection, schema: 'main', table: 'answers' }, capacity);
      return { ...store, close: () => connection.close() };
    }
    case 'map':
      return { ...mapStore(capacity), close: () => {} };
    case 'none':
      return { ...noStore, close: () => {} };
  }
}

function openFile(file: string): Database.Database {
  const connection = new Database(file);
  setPragmas(connection, filePragmas(CACHE_MIB));
  return connection;
}

function setPragmas(connection: Database.Database, pragmas: ReturnType<typeof filePragmas>): void {
  for (const [name, value] of Object.entries(pragmas)) connection.pragma(`${name} = ${value}`);
}
