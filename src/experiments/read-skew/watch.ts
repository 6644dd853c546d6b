import { makeFiles } from '../purchase/files.ts';
import type { Subject } from '../purchase/subject.ts';
import { ORDERS } from './orders.ts';
import { Party } from './party.ts';

export interface WatchRequest {
  readonly subject: Subject;
  /** Existing and empty. */
  readonly folder: string;
  readonly rounds: number;
}

export interface Watched {
  readonly order: string;
  readonly rounds: number;
  /** Rounds in which the reader saw a purchase in one table and not in the other. */
  readonly skewed: number;
  /** Attempts that met a lock, in all rounds. */
  readonly refused: number;
}

/** Runs every order that the layout has, in one process: each party has connections of its own, the steps are ours. */
export function watch({ subject, folder, rounds }: WatchRequest): Watched[] {
  makeFiles({ subject, folder, outbox: false, paddingBytes: 0 });
  const [reader, writer, barrier] = [1, 2, 3].map(() => new Party(subject, folder)) as [Party, Party, Party];
  try {
    return ORDERS.filter((order) => order.on.includes(subject.kind)).map((order, index) => {
      let [skewed, refused] = [0, 0];
      for (let round = 0; round < rounds; round++) {
        const seen = order.run({ reader, writer, barrier }, `p${index}-${round}`);
        if (seen.log.join() !== seen.invoices.join()) skewed++;
        refused += seen.refused;
        if (reader.readLog().join() !== reader.readInvoices().join())
          throw new Error(`${order.name}: the writer left half a purchase`);
      }
      return { order: order.name, rounds, skewed, refused };
    });
  } finally {
    for (const party of [reader, writer, barrier]) party.close();
  }
}
