import type { ParameterSource, Session } from '../src/model/scenario.ts';

/** A customer who buys three tracks. */
export interface Purchase extends Record<string, unknown> {
  customer: number;
  country: string | null;
  tracks: readonly { id: number; price: number }[];
}

export const INVOICE_TABLES = [
  'chinook_customers',
  'chinook_invoices',
  'chinook_invoice_lines',
  'chinook_tracks',
] as const;

export function drawPurchases(source: ParameterSource, count: number): Purchase[] {
  const customers = source.draw<{ customer: number; country: string | null }>(
    count,
    ['chinook_customers'],
    'SELECT id AS customer, country FROM chinook_customers WHERE id = $id',
  );
  const priced = 'SELECT id, unit_price AS price FROM chinook_tracks WHERE id = $id';
  return customers.map((customer) => ({ ...customer, tracks: source.draw(3, ['chinook_tracks'], priced) }));
}

/** Writes an invoice with its lines, without a transaction of its own; returns the invoice's id. */
export function invoiceWriter(session: Session): (purchase: Purchase) => number {
  const invoice = session.prepare<{ id: number }>(
    INVOICE_TABLES,
    `INSERT INTO chinook_invoices (customer_id, invoice_date, billing_country, total)
     VALUES (?, '2025-07-20 09:00:00', ?, ?) RETURNING id`,
  );
  const line = session.prepare(
    INVOICE_TABLES,
    'INSERT INTO chinook_invoice_lines (invoice_id, track_id, unit_price, quantity) VALUES (?, ?, ?, 1)',
  );
  return ({ customer, country, tracks }) => {
    const total = Math.round(tracks.reduce((sum, track) => sum + track.price, 0) * 100) / 100;
    const id = invoice.get(customer, country, total)?.id;
    if (id === undefined) throw new Error('the invoice was not written');
    for (const track of tracks) line.run(id, track.id, track.price);
    return id;
  };
}

/** What the latest purchases left behind. */
export function latestInvoices(session: Session): unknown {
  return session
    .prepare(
      INVOICE_TABLES,
      `SELECT i.id, i.customer_id, i.total, l.id AS line, l.track_id, l.unit_price FROM chinook_invoices i
       JOIN chinook_invoice_lines l ON l.invoice_id = i.id ORDER BY l.id DESC LIMIT 30`,
    )
    .all();
}
