import type { OpenLayout } from '../../database/open.ts';
import { INVOICES, LOG, type Subject } from '../purchase/subject.ts';
import { purchaseHalves, siteOf } from '../purchase/write.ts';

/**
 * A purchase that cannot be torn: the log entry and an order for the invoice in one transaction in one file
 * (https://microservices.io/patterns/data/transactional-outbox.html). The reconciler writes the invoice.
 */
export function outboxWriter(open: OpenLayout, subject: Subject): (id: string) => void {
  const { log } = purchaseHalves(open);
  const { connection, schema } = siteOf(open, subject, LOG);
  const order = connection.prepare(`INSERT INTO ${schema}.purchase_outbox (id) VALUES (?)`);
  return open.transaction([LOG], (id: string) => {
    log(id);
    order.run(id);
  });
}

/** The steps of one pass, each a transaction in one file. */
export interface Reconciler {
  /** Marks the orders that are to be carried out; returns how many. */
  readonly claim: () => number;
  /** Writes the invoices of the orders, each once however often it is called; returns how many orders it was given. */
  readonly apply: () => number;
  /** Forgets the orders that were carried out. */
  readonly forget: () => void;
}

/**
 * The order of the steps only survives a power loss where each commit is synced before the next step: an order must
 * not be carried out while the disk could still lose it, nor be forgotten while the disk could still lose its invoice.
 * So `open` should have synchronous=FULL (withSynchronous). A claim commits after the writers, and its sync takes their commits along.
 */
export function reconcilerOf(open: OpenLayout, subject: Subject): Reconciler {
  const { invoice } = purchaseHalves(open);
  const from = siteOf(open, subject, LOG);
  const to = siteOf(open, subject, INVOICES);
  const outbox = `${from.schema}.purchase_outbox`;
  const claim = from.connection.prepare(`UPDATE ${outbox} SET claimed = 1 WHERE claimed = 0`);
  const claimed = from.connection.prepare(`SELECT id FROM ${outbox} WHERE claimed = 1 ORDER BY id`).pluck();
  const first = to.connection.prepare(
    `INSERT INTO ${to.schema}.purchases_applied (id) VALUES (?) ON CONFLICT DO NOTHING`,
  );
  const forget = from.connection.prepare(`DELETE FROM ${outbox} WHERE id = ?`);
  let carriedOut: string[] = [];
  const applyAll = to.connection.transaction((ids: readonly string[]) => {
    for (const id of ids) if (first.run(id).changes === 1) invoice(id);
  });
  const forgetAll = from.connection.transaction((ids: readonly string[]) => {
    for (const id of ids) forget.run(id);
  });
  return {
    claim: () => claim.run().changes,
    apply: () => {
      const ids = claimed.all() as string[];
      applyAll(ids);
      carriedOut = ids;
      return ids.length;
    },
    forget: () => forgetAll(carriedOut),
  };
}

export function reconcile(reconciler: Reconciler): number {
  reconciler.claim();
  const orders = reconciler.apply();
  reconciler.forget();
  return orders;
}
