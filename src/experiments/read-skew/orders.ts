import type { Kind } from '../purchase/subject.ts';
import type { Party } from './party.ts';

export interface Parties {
  readonly reader: Party;
  readonly writer: Party;
  /** Holds the write locks for the reader, in transactions of its own. */
  readonly barrier: Party;
}

/** What a reader saw in one round. */
export interface Seen {
  readonly log: readonly string[];
  readonly invoices: readonly string[];
  /** The locks that the order names were held; without them it was another order. */
  readonly held: boolean;
  /** Attempts of the writer, or of the barrier, that met a lock. */
  readonly refused: number;
}

/** One order of steps of a reader and a writer; the same every time. */
export interface Order {
  readonly name: string;
  /** Where there is such an order: two commits only exist on separate connections. */
  readonly on: readonly Kind[];
  readonly run: (parties: Parties, id: string) => Seen;
}

const EVERY: readonly Kind[] = ['one file', 'attached', 'separate'];

export const NO_TRANSACTION = 'no read transaction, commit between the reads';
export const BETWEEN_READS = 'read transaction, commit between the reads';
export const AFTER_READS = 'read transaction, commit after a first read of each';
export const BETWEEN_COMMITS = 'read transaction, between the two commits';
export const LOCKED = 'write locks while the read transactions start';
export const LOCKED_APART = 'the same, between the two commits of a writer that locks one after the other';
export const LOCKED_COMMITS = 'the same, between the two commits of a writer that holds both locks';

/** Orders that are to mend it. */
export const MENDED: readonly string[] = [LOCKED, LOCKED_COMMITS];

export const ORDERS: readonly Order[] = [
  {
    name: NO_TRANSACTION,
    on: EVERY,
    run: ({ reader, writer }, id) => {
      const log = reader.readLog();
      const refused = attempt(writer, id);
      return { log, invoices: reader.readInvoices(), held: true, refused };
    },
  },
  {
    name: BETWEEN_READS,
    on: EVERY,
    run: ({ reader, writer }, id) =>
      reading(reader, () => {
        const log = reader.readLog();
        const refused = attempt(writer, id);
        return { log, invoices: reader.readInvoices(), held: true, refused };
      }),
  },
  {
    name: AFTER_READS,
    on: EVERY,
    run: ({ reader, writer }, id) =>
      reading(reader, () => {
        start(reader);
        const refused = attempt(writer, id);
        return { ...both(reader), held: true, refused };
      }),
  },
  {
    name: BETWEEN_COMMITS,
    on: ['separate'],
    run: ({ reader, writer }, id) => {
      let seen = notHeld();
      writer.writeApart(id, () => {
        seen = { ...reading(reader, () => both(reader)), held: true, refused: 0 };
      });
      return seen;
    },
  },
  {
    name: LOCKED,
    on: EVERY,
    run: ({ reader, writer, barrier }, id) => {
      if (!barrier.lock()) return notHeld();
      return reading(reader, () => {
        let refused = attempt(writer, id);
        reader.readLog();
        refused += attempt(writer, id);
        reader.readInvoices();
        barrier.rollback();
        // Now it may: the reader keeps what it has begun with.
        refused += attempt(writer, id);
        return { ...both(reader), held: true, refused };
      });
    },
  },
  {
    name: LOCKED_APART,
    on: ['separate'],
    run: ({ reader, writer, barrier }, id) => {
      let seen = notHeld();
      writer.writeApart(id, () => {
        if (!barrier.lock()) return;
        seen = reading(reader, () => {
          start(reader);
          barrier.rollback();
          return { ...both(reader), held: true, refused: 0 };
        });
      });
      return seen;
    },
  },
  {
    name: LOCKED_COMMITS,
    on: ['separate'],
    run: ({ reader, writer, barrier }, id) => {
      let refused = 0;
      if (!writer.lock()) return notHeld();
      writer.writeHalves(id);
      writer.commit(() => {
        if (!barrier.lock()) refused++;
      });
      if (!barrier.lock()) return { ...notHeld(), refused: refused + 1 };
      return reading(reader, () => {
        start(reader);
        barrier.rollback();
        return { ...both(reader), held: true, refused };
      });
    },
  },
];

/** A lock that the order names was refused: nothing was read. */
function notHeld(): Seen {
  return { log: [], invoices: [], held: false, refused: 1 };
}

function attempt(writer: Party, id: string): number {
  return writer.write(id) ? 0 : 1;
}

/** The first read of a file is what starts the read transaction in it. */
function start(reader: Party): void {
  both(reader);
}

function both(reader: Party) {
  return { log: reader.readLog(), invoices: reader.readInvoices() };
}

function reading<T>(reader: Party, work: () => T): T {
  reader.begin();
  try {
    return work();
  } finally {
    reader.rollback();
  }
}
