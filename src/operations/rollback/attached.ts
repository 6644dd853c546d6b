import type Database from 'better-sqlite3';
import { connect, hasLog } from '../migrate/sources.ts';

/** The files that hold a table as it is now and as it was; null where it is not there. */
export interface Files {
  readonly now: string | null;
  readonly before: string | null;
}

const left: Database.Database[] = [];

/**
 * Works on a connection to both files, where there are two.
 * @param leaveLogs where nothing may change
 */
export function attached(
  { now, before }: Files,
  leaveLogs: boolean,
  work: (db: Database.Database, sides: { now: string | null; before: string | null }) => void,
): void {
  const main = now ?? before;
  if (main === null) return;
  const db = connect(main);
  try {
    db.pragma('cache_size = -16000');
    if (now !== null && before !== null) db.prepare('ATTACH ? AS before').run(before);
    work(db, {
      now: now === null ? null : 'main',
      before: before === null ? null : now === null ? 'main' : 'before',
    });
  } finally {
    // Where nothing may change: to close the last connection would write the log back. Ended with the process.
    if (leaveLogs && [now, before].some((path) => path !== null && hasLog(path))) left.push(db);
    else db.close();
  }
}
