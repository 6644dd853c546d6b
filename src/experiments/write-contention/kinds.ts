import type Database from 'better-sqlite3';
import type { OpenLayout } from '../../database/open.ts';
import { DATASET_NOW } from '../../model/scenario.ts';
import type { TableName } from '../../model/tables.ts';

/** What a writer process writes: always new rows, so that counting them proves that none was lost. */
export const KINDS = ['sessions', 'cache entries', 'invoices', 'comments', 'jobs'] as const;
export type Kind = (typeof KINDS)[number];

/** One operation as it crosses processes. */
export interface Operation {
  readonly kind: Kind;
  /** Unlike that of any other operation on this copy: part of the keys. */
  readonly key: string;
  readonly number: number;
}

/** How many rows there are to refer to; their ids start at 1. */
export interface Limits {
  readonly users: number;
  readonly tracks: number;
  readonly customers: number;
}

const LINES = 3;

/** The rows that one operation adds. */
export const ROWS: Readonly<Record<Kind, Partial<Record<TableName, number>>>> = {
  sessions: { sessions: 1 },
  'cache entries': { query_cache: 1 },
  invoices: { chinook_invoices: 1, chinook_invoice_lines: LINES },
  comments: { comments: 1 },
  jobs: { jobs: 1 },
};

export function tablesOf(kind: Kind): TableName[] {
  return Object.keys(ROWS[kind]) as TableName[];
}

/** A part of an operation on one connection; parts on one connection share a transaction. */
export interface Part {
  readonly connection: Database.Database;
  readonly run: (operation: Operation) => void;
}

/** The parts of a kind's operations, prepared. More than one only where a layout places its tables apart. */
export function prepareKind(kind: Kind, open: OpenLayout, limits: Limits): readonly Part[] {
  const on = (table: TableName, sql: string) => {
    const connection = open.connectionFor([table]);
    if (connection === undefined) throw new TypeError(`no connection sees ${table}`);
    return { connection, statement: connection.prepare(sql) };
  };
  const id = (number: number, limit: number) => 1 + ((Math.imul(number + 1, 0x9e3779b1) >>> 0) % limit);
  switch (kind) {
    case 'sessions': {
      const { connection, statement } = on(
        'sessions',
        'INSERT INTO sessions (token, user_id, ip_address, payload, last_activity) VALUES (?, ?, ?, ?, ?)',
      );
      const payload = `{"_token":"${'0'.repeat(24)}","_previous":{"url":"/tracks/1"},"_flash":[]}`;
      return [
        {
          connection,
          run: ({ key, number }) =>
            statement.run(key, id(number, limits.users), '192.0.2.1', payload, DATASET_NOW),
        },
      ];
    }
    case 'cache entries': {
      const { connection, statement } = on(
        'query_cache',
        'INSERT INTO query_cache (key, value, expires_at) VALUES (?, ?, ?)',
      );
      return [{ connection, run: ({ key }) => statement.run(key, '{"ids":[1,2,3,4,5]}', DATASET_NOW + 60) }];
    }
    case 'invoices': {
      const head = on(
        'chinook_invoices',
        `INSERT INTO chinook_invoices (customer_id, invoice_date, total) VALUES (?, '2025-07-20 09:00:00', 2.97)`,
      );
      const line = on(
        'chinook_invoice_lines',
        'INSERT INTO chinook_invoice_lines (invoice_id, track_id, unit_price, quantity) VALUES (?, ?, 0.99, 1)',
      );
      // By key: where the lines lie in another file, other invoices of a group are written in between.
      const invoices = new Map<string, number | bigint>();
      return [
        {
          connection: head.connection,
          run: ({ number, key }) => {
            invoices.set(key, head.statement.run(id(number, limits.customers)).lastInsertRowid);
          },
        },
        {
          connection: line.connection,
          run: ({ number, key }) => {
            for (let n = 0; n < LINES; n++)
              line.statement.run(invoices.get(key), id(LINES * number + n, limits.tracks));
            invoices.delete(key);
          },
        },
      ];
    }
    case 'comments': {
      const { connection, statement } = on(
        'comments',
        `INSERT INTO comments (user_id, track_id, body, created_at, updated_at)
         VALUES (?, ?, ?, '2025-07-20 09:00:00', '2025-07-20 09:00:00')`,
      );
      return [
        {
          connection,
          run: ({ number, key }) =>
            statement.run(id(number, limits.users), id(number, limits.tracks), `Comment ${key}.`),
        },
      ];
    }
    case 'jobs': {
      const { connection, statement } = on(
        'jobs',
        `INSERT INTO jobs (queue, payload, attempts, available_at, created_at) VALUES ('default', ?, 0, ?, ?)`,
      );
      return [{ connection, run: ({ key }) => statement.run(`{"job":"${key}"}`, DATASET_NOW, DATASET_NOW) }];
    }
  }
}
