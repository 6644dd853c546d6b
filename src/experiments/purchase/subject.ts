import { databaseOf, tablesOn } from '../../layouts/check.ts';
import type { DatabasePlacement, Layout } from '../../model/layout.ts';

/**
 * The purchase of scenario write-activity-and-invoice, cut down to one row in each of two tables: what the
 * application does has to be in both, or in neither.
 */
export const LOG = 'activity_log';
export const INVOICES = 'chinook_invoices';

/** one file: one transaction in it; attached: one over two files; separate: one in each file, one after the other. */
export type Kind = 'one file' | 'attached' | 'separate';

/** A layout cut down to the databases that a purchase touches, in one journal mode. Plain data: it goes to children. */
export interface Subject {
  readonly name: string;
  readonly kind: Kind;
  readonly journalMode: string;
  /** As asked for, for the schema. */
  readonly whole: Layout;
  /** What is opened: a database that takes no part is left out, or empty where the others are attached to it. */
  readonly layout: Layout;
}

/** Why a purchase on this layout cannot be looked for after a crash; null where it can. */
export function whyNot(layout: Layout): string | null {
  const gone = [LOG, INVOICES].filter((table) => databaseOf(layout, table as typeof LOG).file === ':memory:');
  return gone.length === 0
    ? null
    : `${layout.name} keeps ${gone.join(' and ')} in memory: nothing of it is left after any crash`;
}

/** The journal mode that a layout sets for the two tables; SQLite's default where it sets none. */
export function ownJournalMode(layout: Layout): string {
  return String(databaseOf(layout, INVOICES).pragmas?.journal_mode ?? 'delete').toLowerCase();
}

export function kindOf(layout: Layout): Kind {
  const [log, invoices] = [databaseOf(layout, LOG), databaseOf(layout, INVOICES)];
  return log.name === invoices.name ? 'one file' : layout.connection;
}

export function subjectOf(layout: Layout, journalMode: string): Subject {
  const involved = [databaseOf(layout, LOG), databaseOf(layout, INVOICES)];
  const databases = layout.databases
    .filter((one, index) => involved.includes(one) || (layout.connection === 'attached' && index === 0))
    .map((one) =>
      involved.includes(one)
        ? { ...one, pragmas: { ...one.pragmas, journal_mode: journalMode } }
        : { ...one, groups: [], tables: [] },
    );
  return {
    name: layout.name,
    kind: kindOf(layout),
    journalMode,
    whole: layout,
    layout: { ...layout, databases },
  };
}

/**
 * The same with another `synchronous`. full: every commit is synced before it returns; off: none is, for looks at files
 * that no further fault will meet (https://www.sqlite.org/pragma.html#pragma_synchronous).
 */
export function withSynchronous(subject: Subject, synchronous: 'full' | 'off'): Subject {
  const databases = subject.layout.databases.map((one) =>
    one.file === ':memory:' ? one : { ...one, pragmas: { ...one.pragmas, synchronous } },
  );
  return { ...subject, layout: { ...subject.layout, databases } };
}

/** Databases that hold rows of a purchase; one where both tables lie in it, otherwise in the order of the commits. */
export function filesOf({ kind, layout }: Subject): readonly DatabasePlacement[] {
  const [log, invoices] = [databaseOf(layout, LOG), databaseOf(layout, INVOICES)];
  if (kind === 'one file') return [log];
  // COMMIT goes through the attached databases in the order in which they were attached.
  return kind === 'attached' ? layout.databases.filter((one) => tablesOn(one).length > 0) : [log, invoices];
}

/** The database that is committed last: the one to run out of room. */
export function lastFile(subject: Subject): DatabasePlacement {
  return filesOf(subject).at(-1) as DatabasePlacement;
}
