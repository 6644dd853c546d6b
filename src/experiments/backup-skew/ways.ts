import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { snapshotTogether } from '../../database/snapshot.ts';
import { throwIfInterrupted } from '../../model/failure.ts';
import type { DatabasePlacement } from '../../model/layout.ts';

export interface BackupRequest {
  readonly folder: string;
  readonly databases: readonly DatabasePlacement[];
  /** Where the copy of a database goes. */
  readonly target: (placement: DatabasePlacement) => string;
  /** Between two files: waits until the writer has committed once more, as it has in the time that a large file takes. */
  readonly between: () => Promise<void>;
  /** For one file; a backup that has not ended by then never might. */
  readonly deadlineSeconds: number;
  readonly signal: AbortSignal;
}

export interface BackupOutcome {
  /** Times that backup() began again from the first page, because another connection had written. */
  readonly restarts: number | null;
  readonly finished: boolean;
}

/** A way to copy the files of a layout while others write to them. */
export interface BackupWay {
  readonly arm: string;
  readonly coordinated: boolean;
  run(request: BackupRequest): Promise<BackupOutcome>;
}

class TooLong extends Error {}

const inSequence = async (
  { databases, between, folder, target, signal }: BackupRequest,
  one: (source: string, target: string) => Promise<void>,
) => {
  for (const [index, placement] of databases.entries()) {
    throwIfInterrupted(signal);
    if (index > 0) await between();
    await one(join(folder, placement.file), target(placement));
  }
};

export const BACKUP_WAYS: readonly BackupWay[] = [
  {
    arm: 'backup(), one file after the other',
    coordinated: false,
    run: async (request) => {
      let restarts = 0;
      try {
        await inSequence(request, async (source, target) => {
          const db = new Database(source, { fileMustExist: true });
          const until = performance.now() + request.deadlineSeconds * 1000;
          let before = Number.POSITIVE_INFINITY;
          try {
            await db.backup(target, {
              progress: ({ remainingPages }) => {
                throwIfInterrupted(request.signal);
                if (remainingPages > before) restarts++;
                before = remainingPages;
                if (performance.now() > until) throw new TooLong();
                return 100;
              },
            });
          } finally {
            db.close();
          }
        });
        return { restarts, finished: true };
      } catch (error) {
        if (!(error instanceof TooLong)) throw error;
        return { restarts, finished: false };
      }
    },
  },
  {
    arm: 'VACUUM INTO, one file after the other',
    coordinated: false,
    run: async (request) => {
      await inSequence(request, async (source, target) => {
        const db = new Database(source, { fileMustExist: true });
        try {
          db.prepare('VACUUM INTO ?').run(target);
        } finally {
          db.close();
        }
      });
      return { restarts: null, finished: true };
    },
  },
  {
    arm: 'cp with -wal, one file after the other',
    coordinated: false,
    run: async (request) => {
      const copy = promisify(execFile);
      await inSequence(request, async (source, target) => {
        // By another process: this one must not read a file whose locks it may hold.
        await copy('cp', ['--', source, target]);
        if (existsSync(`${source}-wal`)) await copy('cp', ['--', `${source}-wal`, `${target}-wal`]);
      });
      return { restarts: null, finished: true };
    },
  },
  {
    arm: 'coordinated snapshot',
    coordinated: true,
    run: async ({ databases, folder, target, signal }) => {
      const files = databases.map((one) => ({ source: join(folder, one.file), target: target(one) }));
      await snapshotTogether(files, { signal });
      return { restarts: null, finished: true };
    },
  },
];
