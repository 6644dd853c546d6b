import { openLayout } from '../../database/open.ts';
import { INVOICES, LOG, type Subject, withSynchronous } from '../purchase/subject.ts';
import { purchasesIn } from '../purchase/write.ts';
import { reconcile, reconcilerOf } from './outbox.ts';

/** What lies in the files when they are opened again, after SQLite's own recovery. */
export interface Look {
  readonly log: readonly string[];
  readonly invoices: readonly string[];
  /** integrity_check and foreign_key_check find nothing in any of the files. */
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
  /** null where no reconciler was run. */
  readonly repaired: Look | null;
}

/** Opens the files as the application would after a crash. A file that cannot be read is not sound. */
export function inspect({ subject: crashed, folder, repair }: InspectRequest): Inspected {
  // Recovery is the same, and the thousands of syncs that nothing depends on are left out.
  const subject = withSynchronous(crashed, 'off');
  const found = look(subject, folder);
  if (!repair) return { found, repaired: null };
  const open = openLayout(subject.layout, folder);
  try {
    reconcile(reconcilerOf(open, subject));
  } finally {
    open.close();
  }
  return { found, repaired: look(subject, folder) };
}

function look(subject: Subject, folder: string): Look {
  const open = openLayout(subject.layout, folder);
  try {
    const sound = open.databases.every(
      ({ connection, schema }) =>
        connection.pragma(`${schema}.integrity_check`, { simple: true }) === 'ok' &&
        (connection.pragma(`${schema}.foreign_key_check`) as unknown[]).length === 0,
    );
    return { log: purchasesIn(open, LOG), invoices: purchasesIn(open, INVOICES), sound };
  } catch (error) {
    if ((error as { code?: unknown }).code === 'SQLITE_CORRUPT')
      return { log: [], invoices: [], sound: false };
    throw error;
  } finally {
    open.close();
  }
}
