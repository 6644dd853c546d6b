import { type OpenLayout, openLayout } from '../../database/open.ts';
import { INVOICES, LOG, type Subject, withSynchronous } from '../purchase/subject.ts';
import { purchasesIn, siteOf } from '../purchase/write.ts';
import { reconcile, reconcilerOf } from './outbox.ts';

/** What lies in the files when they are opened again, after SQLite's own recovery. */
export interface Look {
  readonly log: readonly string[];
  readonly invoices: readonly string[];
  /** Every file can be read, and integrity_check and foreign_key_check find nothing in any. */
  readonly sound: boolean;
}

export interface InspectRequest {
  readonly subject: Subject;
  readonly folder: string;
  /** Runs the reconciler and looks again. */
  readonly repair: boolean;
}

export interface Inspected {
  readonly found: Look;
  /** null where none was asked for; a damaged file is left as it was found. */
  readonly repaired: Look | null;
}

/** What SQLite says of a file that is damaged, or no database any more; extended codes begin with them. */
const UNREADABLE = /^SQLITE_(CORRUPT|NOTADB)/;

/**
 * Opens the files as the application would after a crash. A file that cannot be read is not sound.
 * @throws whatever else fails: what the damage of a file does not explain is no finding
 */
export function inspect({ subject: crashed, folder, repair }: InspectRequest): Inspected {
  // Recovery is the same, and the thousands of syncs that nothing depends on are left out.
  const subject = withSynchronous(crashed, 'off');
  const found = look(subject, folder);
  if (!repair) return { found, repaired: null };
  // Nothing is written to a damaged file: it counts as not repaired.
  if (!found.sound) return { found, repaired: found };
  const met = unlessUnreadable(subject, folder, (open) => reconcile(reconcilerOf(open, subject)));
  return { found, repaired: met === null ? { ...found, sound: false } : look(subject, folder) };
}

function look(subject: Subject, folder: string): Look {
  const found = unlessUnreadable(subject, folder, (open) => {
    const sound = open.databases.every(
      ({ connection, schema }) =>
        connection.pragma(`${schema}.integrity_check`, { simple: true }) === 'ok' &&
        (connection.pragma(`${schema}.foreign_key_check`) as unknown[]).length === 0,
    );
    // A file of 0 bytes passes both checks.
    if (![LOG, INVOICES].every((table) => isThere(open, subject, table as typeof LOG))) return null;
    return { log: purchasesIn(open, LOG), invoices: purchasesIn(open, INVOICES), sound };
  });
  return found ?? { log: [], invoices: [], sound: false };
}

function isThere(open: OpenLayout, subject: Subject, table: typeof LOG | typeof INVOICES): boolean {
  const { connection, schema } = siteOf(open, subject, table);
  return connection.prepare(`SELECT 1 FROM ${schema}.sqlite_schema WHERE name = ?`).get(table) !== undefined;
}

/** Opening reads the files as well, so it can fail like the work; null where a file is damaged. */
function unlessUnreadable<T>(subject: Subject, folder: string, work: (open: OpenLayout) => T): T | null {
  let open: OpenLayout | undefined;
  try {
    open = openLayout(subject.layout, folder);
    return work(open);
  } catch (error) {
    if (!UNREADABLE.test(String((error as { code?: unknown }).code))) throw error;
    return null;
  } finally {
    open?.close();
  }
}
