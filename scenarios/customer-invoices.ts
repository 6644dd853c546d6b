import { defineScenario } from '../src/model/scenario.ts';

const TABLES = ['chinook_customers', 'chinook_invoices', 'chinook_invoice_lines', 'chinook_tracks'] as const;

export default defineScenario<{ id: number }>({
  name: 'customer-invoices',
  kind: 'join',
  description: "a customer's invoices with every line and the track on it",
  tables: TABLES,
  parameters: (source) =>
    source.draw(128, ['chinook_customers'], 'SELECT id FROM chinook_customers WHERE id = $id'),
  joined: (session) => {
    const invoices = session.prepare(
      TABLES,
      `SELECT c.last_name, i.id AS invoice, i.invoice_date, i.total, l.id AS line, l.quantity, l.unit_price, t.name
       FROM chinook_customers c JOIN chinook_invoices i ON i.customer_id = c.id
       JOIN chinook_invoice_lines l ON l.invoice_id = i.id JOIN chinook_tracks t ON t.id = l.track_id
       WHERE c.id = ? ORDER BY i.id, l.id`,
    );
    return ({ id }) => invoices.all(id);
  },
});
