import { type Database, SqliteError } from 'better-sqlite3';
import type { Monitor } from '../monitor.ts';

interface Remembered {
  /** When a checkpoint last wrote into the file, as its modification time. */
  modified?: number;
  inode?: number;
  /** How long before the look that first saw it that was, and when that look was, in steady seconds. */
  age?: number;
  seen?: number;
  /** Of the look before, in steady seconds. */
  looked?: number;
}

/** Frames are counted by wal_checkpoint(NOOP), which copies nothing and waits for nothing. */
export const wal: Monitor = {
  name: 'wal',
  title: 'WAL Monitor',
  description: 'how much waits in the write-ahead log, and since when no checkpoint has got on',
  metrics: [
    { name: 'chinook_sqlite_wal_bytes', type: 'gauge', help: 'Size of the -wal file; 0 where there is none' },
    { name: 'chinook_sqlite_wal_frames', type: 'gauge', help: 'Frames in the write-ahead log' },
    {
      name: 'chinook_sqlite_wal_pending_frames',
      type: 'gauge',
      help: 'Frames that no checkpoint has copied into the database file yet',
    },
    {
      name: 'chinook_sqlite_checkpoint_age_seconds',
      type: 'gauge',
      help: 'Time since a checkpoint last wrote into the database file; 0 where no frames wait for one',
    },
    {
      name: 'chinook_sqlite_checkpoints_total',
      type: 'counter',
      help: 'Looks that found the database file written to by a checkpoint since the look before',
    },
  ],
  concerns: () => true,
  look: ({ connection, header, file, now, steady, memory, target }) => {
    // In a rollback journal there is no log, and no figure of one.
    if (!header.wal) return {};
    const remembered = memory as Remembered;
    // In WAL mode nothing but a checkpoint writes into the file.
    const checkpointed = remembered.inode === file.inode && remembered.modified !== file.modified;
    if (remembered.inode !== file.inode || remembered.modified !== file.modified)
      Object.assign(remembered, {
        modified: file.modified,
        inode: file.inode,
        age: ageOf(file.modified, now, checkpointed ? steady - (remembered.looked ?? steady) : undefined),
        seen: steady,
      });
    remembered.looked = steady;
    const { age = 0, seen = steady } = remembered;
    const frames = connection === null ? { log: 0, checkpointed: 0 } : framesOf(connection);
    // An empty log that no process has read yet is -1.
    const log = Math.max(0, frames?.log ?? 0);
    const pending = Math.max(0, log - Math.max(0, frames?.checkpointed ?? 0));
    return {
      set: {
        chinook_sqlite_wal_bytes: file.walBytes ?? 0,
        ...(frames && {
          chinook_sqlite_wal_frames: log,
          chinook_sqlite_wal_pending_frames: pending,
          chinook_sqlite_checkpoint_age_seconds: pending === 0 ? 0 : age + steady - seen,
        }),
      },
      add: { chinook_sqlite_checkpoints_total: checkpointed ? 1 : 0 },
      ...(checkpointed && {
        events: [
          {
            event: 'checkpoint',
            level: 'info',
            db: target.db,
            message: 'a checkpoint has written into the database file',
            ...(frames && { pendingFrames: pending }),
          },
        ],
      }),
    };
  },
};

/**
 * By the clock, which may have been set since; but a checkpoint that was not there at the look before is no older than that look.
 * From then on only the steady clock counts, so that setting the clock neither raises an alert nor hides one.
 * @param most seconds; undefined at the first look
 */
function ageOf(modified: number, now: number, most = Number.POSITIVE_INFINITY): number {
  return Math.min(most, Math.max(0, now - modified));
}

const NOOP = 'wal_checkpoint(NOOP)';

interface Frames {
  readonly log: number;
  readonly checkpointed: number;
}

/** @returns null for a user who may read the database and not write its -shm: SQLite refuses even to count then */
function framesOf(connection: Database): Frames | null {
  try {
    return (connection.pragma(NOOP) as Frames[])[0] ?? null;
  } catch (error) {
    if (error instanceof SqliteError && error.code === 'SQLITE_READONLY') return null;
    throw error;
  }
}
