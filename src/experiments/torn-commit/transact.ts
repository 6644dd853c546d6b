import { statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openLayout } from '../../database/open.ts';
import { filePath } from '../purchase/files.ts';
import { filesOf, lastFile, type Subject, withSynchronous } from '../purchase/subject.ts';
import { purchaseWriter } from '../purchase/write.ts';
import { outboxWriter, reconcilerOf } from './outbox.ts';

/** plain: as the layout lets it; outbox: with a reconciler that syncs each step; unsynced: with one that does not. */
export type Protocol = 'plain' | 'outbox' | 'unsynced';

export interface TransactRequest {
  readonly subject: Subject;
  readonly folder: string;
  readonly protocol: Protocol;
  readonly purchases: readonly string[];
  /** Grows the WAL of the last file beforehand by about so much, so that it is the first to meet a limit; bytes. */
  readonly padWalBytes: number;
}

/** Sizes of the files that grow with a commit (the WALs, or the files themselves), in the order of the commits; bytes. */
export type Sizes = readonly number[];

export interface Transacted {
  /** What a statement threw; null where all was committed. */
  readonly thrown: string | null;
  readonly before: Sizes;
  /** After the purchases, and after each step of the reconciler. */
  readonly after: readonly Sizes[];
}

/** Where one purchase is written. */
export const ONE_PURCHASE = 'p1';

export const MARK_BEGIN = 'mark-begin';
export const MARK_END = 'mark-end';

/** Writes purchases and leaves everything open: the process is to be killed, as one that closes would checkpoint. */
export function transact(request: TransactRequest): Transacted {
  const { subject, folder, protocol, purchases } = request;
  const sizes = () =>
    filesOf(subject).map(
      (file) => statSync(filePath(folder, file, subject.journalMode), { throwIfNoEntry: false })?.size ?? 0,
    );
  const open = openLayout(subject.layout, folder);
  if (request.padWalBytes > 0) {
    const last = open.databases.find((one) => one.placement.name === lastFile(subject).name);
    last?.connection.exec(`INSERT INTO ${last.schema}.padding VALUES (zeroblob(${request.padWalBytes}))`);
  }
  const write = protocol === 'plain' ? purchaseWriter(open) : outboxWriter(open, subject);
  const before = sizes();
  const after: Sizes[] = [];
  try {
    mark(folder, MARK_BEGIN);
    for (const id of purchases) write(id);
    after.push(sizes());
    if (protocol !== 'plain') {
      const own = protocol === 'outbox' ? withSynchronous(subject, 'full') : subject;
      const { claim, apply, forget } = reconcilerOf(openLayout(own.layout, folder), own);
      for (const step of [claim, apply, forget]) {
        step();
        after.push(sizes());
      }
    }
    mark(folder, MARK_END);
    return { thrown: null, before, after };
  } catch (error) {
    return { thrown: error instanceof Error ? error.message : String(error), before, after };
  }
}

/** A system call that fails and changes nothing, but stands in the log of strace. */
function mark(folder: string, name: string): void {
  try {
    unlinkSync(join(folder, name));
  } catch {
    // Nothing of that name is there: that it was asked for is all that counts.
  }
}
