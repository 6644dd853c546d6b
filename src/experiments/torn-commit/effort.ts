import type { Subject } from '../purchase/subject.ts';
import type { Protocol } from './transact.ts';

/** How much is tried. */
export interface Effort {
  /** Kill points at most: in one file; over two files in WAL mode; over two files in other modes; with outbox. */
  readonly kills: {
    readonly oneFile: number;
    readonly wal: number;
    readonly other: number;
    readonly outbox: number;
  };
  /** Amounts of room on the full disk at most: in one file; over two files. */
  readonly rooms: { readonly oneFile: number; readonly twoFiles: number };
  readonly cutPurchases: number;
  readonly unsyncedPurchases: number;
  readonly costBatches: number;
  readonly costInEveryMode: boolean;
}

const EVERY = Number.MAX_SAFE_INTEGER;

export const FULL: Effort = {
  kills: { oneFile: EVERY, wal: EVERY, other: EVERY, outbox: EVERY },
  rooms: { oneFile: EVERY, twoFiles: EVERY },
  cutPurchases: 3,
  unsyncedPurchases: 3,
  costBatches: 25,
  costInEveryMode: true,
};

/** Where a commit over two files in WAL mode tears is tried at every point, as that is the question; the rest in part. */
export const QUICK: Effort = {
  kills: { oneFile: 3, wal: EVERY, other: 6, outbox: 4 },
  rooms: { oneFile: 2, twoFiles: 2 },
  cutPurchases: 2,
  unsyncedPurchases: 1,
  costBatches: 5,
  costInEveryMode: false,
};

export function killsOf({ kills }: Effort, subject: Subject, protocol: Protocol): number {
  if (subject.kind === 'one file') return kills.oneFile;
  if (protocol !== 'plain') return kills.outbox;
  return subject.journalMode === 'wal' ? kills.wal : kills.other;
}

export function roomsOf({ rooms }: Effort, subject: Subject): number {
  return subject.kind === 'one file' ? rooms.oneFile : rooms.twoFiles;
}
