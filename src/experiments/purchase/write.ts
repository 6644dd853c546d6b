import type { OpenDatabase, OpenLayout } from '../../database/open.ts';
import { databaseOf } from '../../layouts/check.ts';
import type { TableName } from '../../model/tables.ts';
import { INVOICES, LOG, type Subject } from './subject.ts';

/** Longer than a page, so that an invoice always needs new pages: a full disk is then met for certain. */
const ADDRESS = 'Storgatan 1, 222 22 Lund. '.repeat(240);

/** The two halves of a purchase, each without a transaction of its own; the id is a word, such as "p1". */
export function purchaseHalves(open: OpenLayout) {
  const log = open.prepare(
    [LOG],
    `INSERT INTO activity_log (user_id, action, created_at) VALUES (1, 'purchase ' || ?, '2025-07-20 09:00:00')`,
  );
  const invoice = open.prepare(
    [INVOICES],
    `INSERT INTO chinook_invoices (customer_id, invoice_date, billing_address, billing_city, total)
     VALUES (1, '2025-07-20 09:00:00', ?, 'purchase ' || ?, 0.99)`,
  );
  return {
    log: (id: string) => void log.run(id),
    invoice: (id: string) => void invoice.run(ADDRESS, id),
  };
}

/** A purchase as the layout lets an application write it: one transaction where one connection sees both tables. */
export function purchaseWriter(open: OpenLayout): (id: string) => void {
  const { log, invoice } = purchaseHalves(open);
  if (open.connectionFor([LOG, INVOICES]) !== undefined)
    return open.transaction([LOG, INVOICES], (id: string) => {
      log(id);
      invoice(id);
    });
  const [first, second] = [open.transaction([LOG], log), open.transaction([INVOICES], invoice)];
  return (id) => {
    first(id);
    second(id);
  };
}

/** The ids of the purchases that a table holds, in their order. */
export function purchasesIn(open: OpenLayout, table: typeof LOG | typeof INVOICES): readonly string[] {
  const column = table === LOG ? 'action' : 'billing_city';
  return open
    .prepare<{ id: string }>(
      [table],
      `SELECT substr(${column}, 10) AS id FROM ${table} WHERE ${column} LIKE 'purchase %' ORDER BY 1`,
    )
    .all()
    .map((row) => row.id);
}

/** The open database that a table lies on. */
export function siteOf(open: OpenLayout, subject: Subject, table: TableName): OpenDatabase {
  const { name } = databaseOf(subject.layout, table);
  const found = open.databases.find((one) => one.placement.name === name);
  if (found === undefined) throw new TypeError(`${subject.name}: ${name} is not open`);
  return found;
}
