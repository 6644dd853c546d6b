import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import type { OpenLayout } from '../../database/open.ts';
import { databaseOf } from '../../layouts/check.ts';
import type { DatabasePlacement, Layout } from '../../model/layout.ts';

/** What belongs together: one row in each of two tables, with the same number. */
const LOG = 'activity_log';
const INVOICES = 'chinook_invoices';

/** Writes the pair of a number: in one transaction where one connection sees both tables, else one in each. */
export function pairWriter(open: OpenLayout): (number: number) => void {
  const user = open.prepare<{ id: number }>(['users'], 'SELECT min(id) AS id FROM users').get()?.id;
  const customer = open
    .prepare<{ id: number }>(['chinook_customers'], 'SELECT min(id) AS id FROM chinook_customers')
    .get()?.id;
  const log = open.prepare(
    [LOG],
    `INSERT INTO activity_log (user_id, action, created_at) VALUES (${user}, 'pair ' || ?, '2025-07-20 09:00:00')`,
  );
  const invoice = open.prepare(
    [INVOICES],
    `INSERT INTO chinook_invoices (customer_id, invoice_date, billing_city, total)
     VALUES (${customer}, '2025-07-20 09:00:00', 'pair ' || ?, 0.99)`,
  );
  if (open.connectionFor([LOG, INVOICES]))
    return open.transaction([LOG, INVOICES], (number: number) => {
      log.run(number);
      invoice.run(number);
    });
  const [first, second] = [
    open.transaction([LOG], (number: number) => void log.run(number)),
    open.transaction([INVOICES], (number: number) => void invoice.run(number)),
  ];
  return (number) => {
    first(number);
    second(number);
  };
}

/** The databases of a layout that are files, in its order: what a backup can hold. */
export function backedUp(layout: Layout): readonly DatabasePlacement[] {
  return layout.databases.filter(({ file }) => file !== ':memory:');
}

/** Whether the two rows of a pair come in one transaction. */
function pairsAreWhole(layout: Layout): boolean {
  return layout.connection === 'attached' || !pairsCrossFiles(layout);
}

export function pairsCrossFiles(layout: Layout): boolean {
  return databaseOf(layout, LOG).name !== databaseOf(layout, INVOICES).name;
}

/** Why pairs of a layout cannot be looked for in a backup; null where they can. */
export function whyNoPairs(layout: Layout): string | null {
  const gone = [LOG, INVOICES].filter((table) => databaseOf(layout, table as typeof LOG).file === ':memory:');
  return gone.length === 0
    ? null
    : `${layout.name} keeps ${gone.join(' and ')} in memory: a backup has nothing of it`;
}

export interface CopyState {
  /** Pairs of which the set of copies has one half; null where a copy could not be read. */
  readonly skewed: number | null;
  /** Copies that open and for which integrity_check says ok. */
  readonly intact: number;
  readonly files: number;
}

/** Looks at a set of copies as whoever restores it would find them. */
export function inspectCopies(layout: Layout, path: (placement: DatabasePlacement) => string): CopyState {
  let intact = 0;
  const found = new Map<string, Set<string>>();
  for (const placement of backedUp(layout)) {
    const file = path(placement);
    try {
      if (statSync(file).size === 0) continue;
      const db = new Database(file, { fileMustExist: true });
      try {
        sqliteVec.load(db);
        if (db.pragma('integrity_check', { simple: true }) === 'ok') intact++;
        for (const [table, column] of [
          [LOG, 'action'],
          [INVOICES, 'billing_city'],
        ] as const)
          if (databaseOf(layout, table).name === placement.name)
            found.set(table, numbersIn(db, table, column));
      } finally {
        db.close();
      }
    } catch {
      // Damaged or cut off: it counts as not intact, and what it holds is not known.
    }
  }
  const [log, invoices] = [found.get(LOG), found.get(INVOICES)];
  const files = backedUp(layout).length;
  const whole = pairsAreWhole(layout);
  if (log === undefined || invoices === undefined) return { skewed: null, intact, files };
  return { skewed: missing(log, invoices, whole) + missing(invoices, log, whole), intact, files };
}

/**
 * How many of the first are not in the second. Where the application needs two transactions, the moment of a copy can lie
 * between them: then the pair that it was at is half written in the originals too, and is not counted.
 */
function missing(first: ReadonlySet<string>, second: ReadonlySet<string>, whole: boolean): number {
  const number = (pair: string) => Number(pair.slice('pair '.length));
  const last = Math.max(...[...first].map(number));
  return [...first].filter((one) => !second.has(one) && (whole || number(one) !== last)).length;
}

function numbersIn(db: Database.Database, table: string, column: string): Set<string> {
  const rows = db.prepare(`SELECT ${column} AS one FROM ${table} WHERE ${column} LIKE 'pair %'`).all();
  return new Set((rows as { one: string }[]).map(({ one }) => one));
}
