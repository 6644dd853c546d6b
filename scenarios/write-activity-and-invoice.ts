import { defineScenario, type Session } from '../src/model/scenario.ts';
import { drawPurchases, INVOICE_TABLES, invoiceWriter, latestInvoices, type Purchase } from './invoice.ts';

function activityWriter(session: Session): (purchase: Purchase) => void {
  const insert = session.prepare(
    ['activity_log', 'users'],
    `INSERT INTO activity_log (user_id, action, track_id, created_at)
     VALUES ((SELECT id FROM users WHERE customer_id = ?), 'bought', ?, '2025-07-20 09:00:00')`,
  );
  return ({ customer, tracks }) => {
    insert.run(customer, tracks[0]?.id);
  };
}

export default defineScenario<Purchase>({
  name: 'write-activity-and-invoice',
  kind: 'write',
  description:
    'a purchase and its entry in the activity log: one transaction, or two where the tables lie apart',
  tables: [...INVOICE_TABLES, 'activity_log', 'users'],
  writes: true,
  parameters: (source) => drawPurchases(source, 128),
  joined: (session) => {
    const [writeInvoice, writeActivity] = [invoiceWriter(session), activityWriter(session)];
    return session.transaction([...INVOICE_TABLES, 'activity_log', 'users'], (purchase: Purchase) => {
      const id = writeInvoice(purchase);
      writeActivity(purchase);
      return id;
    });
  },
  // Not atomic: a crash in between leaves the invoice without its entry. That is the price of the layout.
  application: (session) => {
    const writeInvoice = session.transaction(INVOICE_TABLES, invoiceWriter(session));
    const writeActivity = session.transaction(['activity_log', 'users'], activityWriter(session));
    return (purchase) => {
      const id = writeInvoice(purchase);
      writeActivity(purchase);
      return id;
    };
  },
  effect: (session) => ({
    invoices: latestInvoices(session),
    activities: session
      .prepare(
        ['activity_log'],
        'SELECT id, user_id, action, track_id FROM activity_log ORDER BY id DESC LIMIT 10',
      )
      .all(),
  }),
});
