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
  /** Rounds that can show anything: the purchase was committed, and the locks that the order names were held. */
  readonly telling: number;
  /** Of these, rounds in which the reader saw a purchase in one table and not in the other. */
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
      let [telling, skewed, refused] = [0, 0, 0];
      for (let round = 0; round < rounds; round++) {
        const id = `p${index}-${round}`;
        const seen = order.run({ reader, writer, barrier }, id);
        refused += seen.refused;
        const log = reader.readLog();
        if (log.join() !== reader.readInvoices().join())
          throw new Error(`${order.name}: the writer left half a purchase`);
        // Where a lock kept the writer out there was nothing to be seen: that a reader saw no half of it says nothing.
        if (!seen.held || !log.includes(id)) continue;
        telling++;
        if (seen.log.join() !== seen.invoices.join()) skewed++;
      }
      return { order: order.name, rounds, telling, skewed, refused };
    });
  } finally {
    for (const party of [reader, writer, barrier]) party.close();
  }
}
