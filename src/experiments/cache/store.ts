import type Database from 'better-sqlite3';

export interface Answer {
  readonly value: string;
  /** Of the data that it was computed from. */
  readonly version: number;
}

/**
 * Where answers are kept. All of them keep the answers stored last, as many as `capacity`, so that from one process
 * the same questions are hits everywhere.
 */
export interface AnswerStore {
  get(key: string): Answer | undefined;
  store(key: string, answer: Answer): void;
  remove(key: string): void;
  held(): Held;
}

export interface Held {
  readonly entries: number;
  /** Keys and values alone. */
  readonly bytes: number;
}

interface Place {
  readonly connection: Database.Database;
  readonly schema: string;
  readonly table: string;
}

export function createAnswers({ connection, schema, table }: Place): void {
  connection.exec(`CREATE TABLE ${schema}.${table} (id INTEGER PRIMARY KEY, key VARCHAR NOT NULL UNIQUE,
    value TEXT NOT NULL, version INTEGER NOT NULL)`);
}

/**
 * Answers in a table of SQLite. The ids number them in the order of storing.
 * @param isCurrent asked inside the transaction that stores: an answer that is no longer true is not stored. Only a
 * table in the file of the data can be asked so
 */
export function tableStore(
  place: Place,
  capacity: number,
  isCurrent: (key: string, version: number) => boolean = () => true,
): AnswerStore {
  const { connection, schema } = place;
  const table = `${schema}.${place.table}`;
  const look = connection.prepare(`SELECT value, version FROM ${table} WHERE key = ?`);
  const insert = connection.prepare(`INSERT OR REPLACE INTO ${table} (key, value, version) VALUES (?, ?, ?)`);
  const trim = connection.prepare(`DELETE FROM ${table} WHERE id <= (SELECT max(id) FROM ${table}) - ?`);
  const remove = connection.prepare(`DELETE FROM ${table} WHERE key = ?`);
  const count = connection.prepare(
    `SELECT count(*) AS entries, coalesce(sum(length(CAST(key AS BLOB)) + length(CAST(value AS BLOB))), 0) AS bytes FROM ${table}`,
  );
  const store = connection.transaction((key: string, { value, version }: Answer) => {
    if (!isCurrent(key, version)) return;
    insert.run(key, value, version);
    trim.run(capacity);
  });
  return {
    get: (key) => look.get(key) as Answer | undefined,
    store: (key, answer) => store.immediate(key, answer),
    remove: (key) => void remove.run(key),
    held: () => count.get() as Held,
  };
}

/** Answers in a JavaScript Map, numbered and limited as in the table. */
export function mapStore(capacity: number): AnswerStore {
  const answers = new Map<string, Answer & { readonly id: number }>();
  let newest = 0;
  return {
    get: (key) => answers.get(key),
    store: (key, { value, version }) => {
      answers.delete(key);
      answers.set(key, { value, version, id: ++newest });
      for (const [oldest, { id }] of answers) {
        if (id > newest - capacity) break;
        answers.delete(oldest);
      }
    },
    remove: (key) => {
      const removed = answers.get(key);
      answers.delete(key);
      // As SQLite numbers: one more than the highest that is there.
      if (removed?.id === newest) newest = [...answers.values()].at(-1)?.id ?? 0;
    },
    held: () => ({
      entries: answers.size,
      bytes: [...answers].reduce(
        (sum, [key, { value }]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
        0,
      ),
    }),
  };
}

/** Keeps nothing. */
export const noStore: AnswerStore = {
  get: () => undefined,
  store: () => {},
  remove: () => {},
  held: () => ({ entries: 0, bytes: 0 }),
};
