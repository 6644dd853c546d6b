import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type OpenDatabase, openLayout } from '../../database/open.ts';
import { databaseOf } from '../../layouts/check.ts';
import type { Layout } from '../../model/layout.ts';
import type { TableName } from '../../model/tables.ts';

/** Of facts known of other tools' runs: small enough that a WAL without a reader stays small too. */
export const AUTOCHECKPOINT_PAGES = 100;
/** What the reader reads, and what is written: once in the reader's own file, once in the application's. */
export const READ: TableName = 'chinook_tracks';
export const WRITES = {
  catalogue: { table: 'chinook_invoices', parents: 'chinook_customers' },
  application: { table: 'activity_log', parents: 'users' },
} as const;
export type Written = keyof typeof WRITES;

const INSERTS: Record<Written, (parent: number) => string> = {
  catalogue: (parent) =>
    `INSERT INTO chinook_invoices (customer_id, invoice_date, billing_address, total)
     VALUES (${parent}, '2025-07-20 09:00:00', hex(zeroblob(400)), 0.99)`,
  application: (parent) =>
    `INSERT INTO activity_log (user_id, action, created_at) VALUES (${parent}, hex(zeroblob(400)), '2025-07-20 09:00:00')`,
};

export interface Growth {
  readonly points: readonly (readonly [number, number])[];
  readonly peakBytes: number;
  /** Of wal_checkpoint(TRUNCATE) with the reader still there, where there is one: 1 could not finish. */
  readonly busy: number;
  /** After the reader has gone and another checkpoint. */
  readonly afterBytes: number;
  /** Frames that the first checkpoint could not bring into the database. */
  readonly leftFrames: number;
}

/** Why the growth cannot be seen on this layout; null where it can. */
export function whyNoWal(layout: Layout, written: Written): string | null {
  const table = WRITES[written].table;
  const { file, pragmas } = databaseOf(layout, table);
  if (file === ':memory:') return `${table} lies in memory: there is no WAL`;
  const mode = String(pragmas?.journal_mode ?? 'delete').toLowerCase();
  return mode === 'wal' ? null : `${table} lies in a database of journal mode ${mode}`;
}

/**
 * Writes rows one by one while a reader, if there is one, holds a read transaction on the catalogue.
 * Everything happens in this one process: nobody waits for anybody, so that the figures are the same every time.
 */
export function growWal(
  layout: Layout,
  folder: string,
  {
    written,
    rows,
    pinned,
    limitBytes,
  }: { written: Written; rows: number; pinned: boolean; limitBytes: number | null },
): Growth {
  const open = openLayout(layout, folder);
  const reader = pinned ? pin(layout, folder) : undefined;
  try {
    const { table, parents } = WRITES[written];
    const site = open.databases.find(({ placement }) => placement.name === databaseOf(layout, table).name);
    if (site === undefined) throw new TypeError(`${table} is not open`);
    for (const { connection, schema } of open.databases) {
      connection.pragma(`${schema}.wal_autocheckpoint = ${AUTOCHECKPOINT_PAGES}`);
      if (limitBytes !== null) connection.pragma(`${schema}.journal_size_limit = ${limitBytes}`);
    }
    const parent =
      open.prepare<{ id: number }>([parents], `SELECT min(id) AS id FROM ${parents}`).get()?.id ?? 1;
    const insert = open.prepare([table], INSERTS[written](parent));
    const wal = () =>
      statSync(join(folder, `${site.placement.file}-wal`), { throwIfNoEntry: false })?.size ?? 0;
    const points: [number, number][] = [[0, wal()]];
    for (let row = 1; row <= rows; row++) {
      insert.run();
      if (row % Math.max(1, Math.floor(rows / 100)) === 0) points.push([row, wal()]);
    }
    const first = checkpoint(site, 'PASSIVE');
    const held = checkpoint(site, 'TRUNCATE');
    reader?.exec('COMMIT');
    checkpoint(site, 'TRUNCATE');
    return {
      points,
      peakBytes: Math.max(...points.map(([, bytes]) => bytes)),
      busy: held.busy,
      leftFrames: Math.max(0, first.log - first.checkpointed),
      afterBytes: wal(),
    };
  } finally {
    reader?.close();
    open.close();
  }
}

/** Another connection in a read transaction: to the file of the catalogue alone, or to all files where they are attached. */
function pin(layout: Layout, folder: string): Database.Database {
  const { file } = databaseOf(layout, READ);
  const reader = new Database(join(folder, file), { readonly: true, fileMustExist: true });
  reader.exec('BEGIN');
  reader.prepare(`SELECT count(*) FROM ${READ} WHERE id < 10`).get();
  return reader;
}

function checkpoint({ connection, schema }: OpenDatabase, mode: 'PASSIVE' | 'TRUNCATE') {
  // It does not throw where a reader is in the way: it says busy. Waiting for a reader in this process would be for ever.
  connection.pragma('busy_timeout = 0');
  const [row] = connection.pragma(`${schema}.wal_checkpoint(${mode})`) as {
    busy: number;
    log: number;
    checkpointed: number;
  }[];
  return row ?? { busy: 1, log: 0, checkpointed: 0 };
}
