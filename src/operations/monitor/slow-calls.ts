import type { Database } from 'better-sqlite3';

/** What a watched connection is told of each call that has ended. */
export type Ended<C extends string> = (call: C, sql: string, seconds: number, failure?: unknown) => void;

/**
 * A walk through rows: the time that SQLite takes for them; what the caller does between them is the caller's. It can be left before
 * its first row, as the statement's own iterator can: a generator that has not begun would keep the connection locked.
 */
export function walked(
  rows: IterableIterator<unknown>,
  sql: string,
  ended: Ended<'iterate'>,
): IterableIterator<unknown> {
  let seconds = 0;
  let over = false;
  const end = (failure?: unknown) => {
    if (!over) ended('iterate', sql, seconds, failure);
    over = true;
  };
  return {
    next: () => {
      const started = performance.now();
      const passed = () => (performance.now() - started) / 1000;
      try {
        const result = rows.next();
        seconds += passed();
        if (result.done) end();
        return result;
      } catch (error) {
        seconds += passed();
        end(error);
        throw error;
      }
    },
    return: (value?: unknown) => {
      rows.return?.();
      end();
      return { value, done: true };
    },
    [Symbol.iterator]() {
      return this;
    },
  };
}

type Work = (...words: unknown[]) => unknown;
type Versions = { readonly [K in (typeof KINDS)[number]]: Work };

const KINDS = ['default', 'deferred', 'immediate', 'exclusive'] as const;
const BEGIN = {
  default: 'BEGIN',
  deferred: 'BEGIN DEFERRED',
  immediate: 'BEGIN IMMEDIATE',
  exclusive: 'BEGIN EXCLUSIVE',
} as const;

interface Running {
  /** Told when it has begun. */
  readonly begun: () => void;
  /** When the work in it ended, milliseconds; undefined where the transaction could not begin. */
  left?: number;
  threw?: boolean;
}

/**
 * `transaction` begins and commits with statements of its own, out of sight. What it takes before the work is the BEGIN, which waits
 * for other writers; what it takes after it is the COMMIT, which waits for the disk.
 * @param shown what `database` of the function is: the watched connection
 */
export function watchedTransaction(
  connection: Database,
  shown: Database,
  work: Work,
  ended: Ended<'transaction'>,
): Work {
  // It may call itself, as a savepoint.
  const running: Running[] = [];
  const native = connection.transaction(function (this: unknown, ...words: unknown[]) {
    const own = running.at(-1) as Running;
    own.begun();
    try {
      return work.apply(this, words);
    } catch (error) {
      own.threw = true;
      throw error;
    } finally {
      own.left = performance.now();
    }
  }) as unknown as Versions;

  const around = (kind: (typeof KINDS)[number]): Work =>
    function (this: unknown, ...words: unknown[]) {
      const [begin, commit, rollback] = connection.inTransaction
        ? ['SAVEPOINT', 'RELEASE', 'ROLLBACK TO']
        : [BEGIN[kind], 'COMMIT', 'ROLLBACK'];
      const started = performance.now();
      const tell = (sql: string, since: number, failure?: unknown) =>
        ended('transaction', sql, (performance.now() - since) / 1000, failure);
      const own: Running = { begun: () => tell(begin, started) };
      let failure: unknown;
      running.push(own);
      try {
        return native[kind].apply(this, words);
      } catch (error) {
        failure = error;
        throw error;
      } finally {
        running.pop();
        if (own.left === undefined) tell(begin, started, failure);
        else if (own.threw) tell(rollback, own.left);
        else tell(commit, own.left, failure);
      }
    };

  const versions = KINDS.map((kind) => [kind, around(kind)] as const);
  const properties = {
    ...Object.fromEntries(versions.map(([kind, value]) => [kind, { value }])),
    database: { value: shown, enumerable: true },
  };
  for (const [, version] of versions) Object.defineProperties(version, properties);
  return (versions[0] as (typeof versions)[number])[1];
}
