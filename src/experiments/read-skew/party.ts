import { type OpenLayout, openLayout } from '../../database/open.ts';
import { INVOICES, LOG, type Subject } from '../purchase/subject.ts';
import { purchaseHalves, purchasesIn, purchaseWriter, siteOf } from '../purchase/write.ts';

/** What a locked file answers where nobody waits. */
const BUSY = /^SQLITE_BUSY/;

/** One application on the files, with connections of its own; it never waits for a lock, so every order of steps is exact. */
export class Party {
  readonly #open: OpenLayout;
  readonly #connections;
  readonly #write: (id: string) => void;
  readonly #halves: ReturnType<typeof purchaseHalves>;

  constructor(subject: Subject, folder: string) {
    this.#open = openLayout(subject.layout, folder);
    // In the order in which the tables are read and written; one where one connection sees both.
    this.#connections = [
      ...new Set([LOG, INVOICES].map((table) => siteOf(this.#open, subject, table as typeof LOG).connection)),
    ];
    for (const connection of this.#connections) connection.pragma('busy_timeout = 0');
    this.#write = purchaseWriter(this.#open);
    this.#halves = purchaseHalves(this.#open);
  }

  /** Writes a purchase as the layout lets an application; false where a lock was in the way. */
  write(id: string): boolean {
    return this.#granted(() => this.#write(id));
  }

  /** BEGIN on every connection; a read transaction starts with its first read, in each file by itself. */
  begin(): void {
    for (const connection of this.#connections) connection.exec('BEGIN');
  }

  /** Takes the write lock of one connection after the other; false, and none is kept, where one was refused. */
  lock(): boolean {
    const granted = this.#granted(() => {
      for (const connection of this.#connections) connection.exec('BEGIN IMMEDIATE');
    });
    if (!granted) this.rollback();
    return granted;
  }

  rollback(): void {
    for (const connection of this.#connections) if (connection.inTransaction) connection.exec('ROLLBACK');
  }

  /** Both rows, under locks that are held. */
  writeHalves(id: string): void {
    this.#halves.log(id);
    this.#halves.invoice(id);
  }

  /** Commits one connection after the other, with a step of somebody else in between; none where there is but one. */
  commit(between: () => void): void {
    for (const [index, connection] of this.#connections.entries()) {
      if (index > 0) between();
      connection.exec('COMMIT');
    }
  }

  /** A purchase on separate connections as an application writes it, with a step of somebody else after the first half. */
  writeApart(id: string, between: () => void): void {
    this.#open.transaction([LOG], this.#halves.log)(id);
    between();
    this.#open.transaction([INVOICES], this.#halves.invoice)(id);
  }

  readLog(): readonly string[] {
    return purchasesIn(this.#open, LOG);
  }

  readInvoices(): readonly string[] {
    return purchasesIn(this.#open, INVOICES);
  }

  close(): void {
    this.rollback();
    this.#open.close();
  }

  #granted(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      if (!BUSY.test(String((error as { code?: unknown }).code))) throw error;
      return false;
    }
  }
}
