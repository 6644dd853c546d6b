import type { Monitor } from '../monitor.ts';

/** Up, open, busy: without a lock of ours. Figures of a database that is down come from the watch itself (watch.ts). */
export const connection: Monitor = {
  name: 'connection',
  title: 'Connection Monitor',
  description: 'whether it can be read, who has it open, and how often a writer holds the lock',
  metrics: [
    {
      name: 'chinook_sqlite_up',
      type: 'gauge',
      help: '1 where the database could be looked at, 0 where it is missing, locked, damaged or not readable',
    },
    {
      name: 'chinook_sqlite_holders',
      type: 'gauge',
      help: 'Other processes that have the database open (WAL, on systems that show locks)',
    },
    {
      name: 'chinook_sqlite_readers',
      type: 'gauge',
      help: 'Other processes that were in a read transaction at the look (on systems that show locks)',
    },
    {
      name: 'chinook_sqlite_lock_checks_total',
      type: 'counter',
      help: 'Looks at whether the database was busy (on systems that show locks)',
    },
    {
      name: 'chinook_sqlite_lock_busy_total',
      type: 'counter',
      help: 'Looks that found another process in a write transaction, or were refused because of a lock',
    },
    {
      name: 'chinook_sqlite_replaced_total',
      type: 'counter',
      help: 'How often another file was found in the place of the database',
    },
  ],
  concerns: () => true,
  look: ({ locks, file, memory, target }) => {
    const before = memory.inode;
    memory.inode = file.inode;
    const replaced = before !== undefined && before !== file.inode;
    return {
      set: {
        chinook_sqlite_up: 1,
        chinook_sqlite_holders: locks?.holders?.length,
        chinook_sqlite_readers: locks?.readers.length,
      },
      add: {
        chinook_sqlite_replaced_total: replaced ? 1 : 0,
        ...(locks && lockCounts(locks.writing)),
      },
      ...(replaced && {
        events: [
          {
            event: 'database-replaced',
            level: 'warn',
            db: target.db,
            message: 'another file is in the place of the database',
          },
        ],
      }),
    };
  },
};

/** What one look at the locks counts. */
export function lockCounts(busy: boolean): Readonly<Record<string, number>> {
  return { chinook_sqlite_lock_checks_total: 1, chinook_sqlite_lock_busy_total: busy ? 1 : 0 };
}
