import { defineScenario } from '../src/model/scenario.ts';
import { drawPurchases, INVOICE_TABLES, invoiceWriter, latestInvoices, type Purchase } from './invoice.ts';

export default defineScenario<Purchase>({
  name: 'write-invoice',
  kind: 'write',
  description: 'a purchase: an invoice with three lines, in one transaction',
  tables: INVOICE_TABLES,
  writes: true,
  parameters: (source) => drawPurchases(source, 128),
  joined: (session) => {
    const write = invoiceWriter(session);
    return session.transaction(INVOICE_TABLES, (purchase: Purchase) => write(purchase));
  },
  effect: latestInvoices,
});
