import { join } from 'node:path';
import Database from 'better-sqlite3';
import { creation, runAll } from '../../database/create.ts';
import { snapshotFile } from '../../database/files.ts';
import { tablesOn } from '../../layouts/check.ts';
import type { DatabasePlacement } from '../../model/layout.ts';
import { INVOICES, LOG, lastFile, type Subject } from './subject.ts';

export interface FilesRequest {
  readonly subject: Subject;
  /** Existing and empty. */
  readonly folder: string;
  /** With the tables of the outbox. */
  readonly outbox: boolean;
  /** Rows of no meaning that make the last file larger than the others, bytes; 0 for none. */
  readonly paddingBytes: number;
}

/** Earlier rows, so that the indexes have something to be inserted between. */
const EARLIER_ROWS = 200;

const ROWS: Readonly<Record<string, string>> = {
  users: `INSERT INTO users (id, name, email, preferences, created_at, updated_at)
    VALUES (1, 'A', 'a@example.org', '{}', '2025-07-20 09:00:00', '2025-07-20 09:00:00')`,
  chinook_customers: `INSERT INTO chinook_customers (id, first_name, last_name, email) VALUES (1, 'A', 'B', 'a@example.org')`,
  [LOG]: `INSERT INTO activity_log (user_id, action, created_at)
    SELECT 1, 'viewed', '2025-07-19 09:00:00' FROM generate`,
  [INVOICES]: `INSERT INTO chinook_invoices (customer_id, invoice_date, billing_city, total)
    SELECT 1, '2025-07-19 09:00:00', 'Lund', 0.99 FROM generate`,
};

/**
 * New files with the schema of the layout and few rows: a commit is torn or not whatever else lies in the file, and
 * small files are copied and checked thousands of times. Closed when it returns.
 */
export function makeFiles(request: FilesRequest): void {
  const { subject, folder } = request;
  for (const placement of subject.layout.databases) {
    const db = new Database(snapshotFile(folder, placement));
    try {
      if (tablesOn(placement).length > 0) fill(db, placement, request);
      // What makes it a file at all, where nothing lies in it.
      else db.pragma('user_version = 1');
      if (placement.file !== ':memory:') db.pragma(`journal_mode = ${subject.journalMode}`);
    } finally {
      db.close();
    }
  }
}

function fill(db: Database.Database, placement: DatabasePlacement, request: FilesRequest): void {
  const { subject, outbox, paddingBytes } = request;
  const whole = subject.whole.databases.find((one) => one.name === placement.name);
  if (whole === undefined) throw new TypeError(`${subject.name} has no database ${placement.name}`);
  db.pragma('synchronous = OFF');
  const { tables, indexes } = creation(subject.whole, whole, 'main');
  runAll(db, tables);
  runAll(db, indexes);
  const here: readonly string[] = tablesOn(placement);
  for (const [table, sql] of Object.entries(ROWS))
    if (here.includes(table)) db.exec(sql.replace('generate', `(${generate(EARLIER_ROWS)})`));
  if (outbox && here.includes(LOG))
    db.exec('CREATE TABLE purchase_outbox (id TEXT PRIMARY KEY, claimed INTEGER NOT NULL DEFAULT 0)');
  if (outbox && here.includes(INVOICES)) db.exec('CREATE TABLE purchases_applied (id TEXT PRIMARY KEY)');
  if (placement.name === lastFile(subject).name) {
    db.exec('CREATE TABLE padding (bytes BLOB)');
    if (paddingBytes > 0) db.exec(`INSERT INTO padding VALUES (zeroblob(${paddingBytes}))`);
  }
}

function generate(rows: number): string {
  return `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) SELECT i FROM n`;
}

/** The file of a database, or its WAL: for asking its size, never to be opened where SQLite has it open. */
export function filePath(folder: string, placement: DatabasePlacement, journalMode?: string): string {
  return join(folder, `${placement.file}${journalMode === 'wal' ? '-wal' : ''}`);
}
