import type { Database, Statement } from 'better-sqlite3';
import { type Ended as EndedCall, walked, watchedTransaction } from './slow-calls.ts';

/**
 * For an application that uses better-sqlite3: what no monitor can see from outside, which is how long its own statements take and
 * how often it finds the database locked. Loads nothing but this file and slow-calls.ts.
 */

/** A statement that took long. Its parameters are not kept: they are what people have written. */
export interface SlowQuery {
  readonly event: 'slow-query';
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly seconds: number;
  /**
   * The statement's text on one line, cut to 500 characters. Literals in it are shown: bind what is private. Of a transaction its BEGIN
   * (which waits for other writers), or its COMMIT (which waits for the disk) or ROLLBACK.
   */
  readonly sql: string;
  readonly call: 'get' | 'all' | 'run' | 'iterate' | 'exec' | 'pragma' | 'transaction';
  /** SQLite's code, where it ended with an error. */
  readonly error?: string;
}

export interface QueryCounts {
  /** Calls that have ended. */
  readonly queries: number;
  readonly slow: number;
  /** Calls that ended with SQLITE_BUSY or SQLITE_LOCKED. */
  readonly busy: number;
  /** In all calls together. */
  readonly seconds: number;
}

export interface SlowQueryOptions {
  /** What counts as slow; 0.1 s unless given. */
  readonly slowSeconds?: number;
  /** Called for each slow statement, after it has ended. What it throws is dropped: a log must not break a query. */
  readonly log: (query: SlowQuery) => void;
}

const SLOW_SECONDS = 0.1;
const MOST_CHARACTERS = 500;

type Call = SlowQuery['call'];
const CALLS: ReadonlySet<unknown> = new Set<Call>(['get', 'all', 'run', 'iterate']);

/**
 * The connection, watched: use what is returned instead of it. `exec`, `pragma`, the statements prepared from it, and the BEGIN and
 * COMMIT of its transactions are timed; everything else passes through. The log's lines and the counts are yours to publish, for
 * example as `log: (query) => logger.warn(query)` and a prom-client counter from `counts()`.
 * @throws TypeError for a limit that is no number from 0
 */
export function watchSlowQueries<C extends Database>(
  connection: C,
  { slowSeconds = SLOW_SECONDS, log }: SlowQueryOptions,
): { readonly connection: C; readonly counts: () => QueryCounts } {
  if (!(slowSeconds >= 0)) throw new TypeError('slowSeconds is a number of seconds from 0');
  const counts = { queries: 0, slow: 0, busy: 0, seconds: 0 };

  const ended = (call: Call, sql: string, seconds: number, failure?: unknown): void => {
    counts.queries++;
    counts.seconds += seconds;
    const code = failure === undefined ? undefined : codeOf(failure);
    if (code !== undefined && /^SQLITE_(BUSY|LOCKED)/.test(code)) counts.busy++;
    if (seconds < slowSeconds) return;
    counts.slow++;
    try {
      const error = code === undefined ? {} : { error: code };
      log({
        event: 'slow-query',
        time: new Date().toISOString(),
        seconds,
        sql: oneLine(sql),
        call,
        ...error,
      });
    } catch {
      // See SlowQueryOptions.log.
    }
  };

  const timed = <T>(call: Call, sql: string, work: () => T): T => {
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1000;
    let value: T;
    try {
      value = work();
    } catch (error) {
      ended(call, sql, seconds(), error);
      throw error;
    }
    ended(call, sql, seconds());
    return value;
  };

  return {
    connection: watched(connection, timed, ended),
    counts: () => ({ ...counts }),
  };
}

type Timed = <T>(call: Call, sql: string, work: () => T) => T;
type Ended = EndedCall<Call>;

/** better-sqlite3 insists on its own objects as `this`, so that each function is called on them. */
function watched<C extends Database>(connection: C, timed: Timed, ended: Ended): C {
  const proxy: C = new Proxy(connection, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (name === 'prepare')
        return (sql: string) => watchedStatement(target.prepare(sql) as Statement, timed, ended);
      if (name === 'exec')
        return (sql: string) =>
          own(
            target,
            proxy,
            timed('exec', sql, () => target.exec(sql)),
          );
      if (name === 'pragma')
        return (sql: string, ...more: []) =>
          timed('pragma', `PRAGMA ${sql}`, () => target.pragma(sql, ...more));
      // What is no function is refused by the connection itself.
      if (name === 'transaction')
        return (work: unknown) =>
          typeof work === 'function'
            ? watchedTransaction(target, proxy, work as never, ended)
            : target.transaction(work as never);
      if (typeof value !== 'function') return value;
      return (...words: unknown[]) =>
        own(target, proxy, (value as (...all: unknown[]) => unknown).apply(target, words));
    },
  });
  return proxy;
}

function watchedStatement(statement: Statement, timed: Timed, ended: Ended): Statement {
  const proxy: Statement = new Proxy(statement, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const call = (words: unknown[]) => (value as (...all: unknown[]) => unknown).apply(target, words);
      if (!CALLS.has(name)) return (...words: unknown[]) => own(target, proxy, call(words));
      if (name !== 'iterate')
        return (...words: unknown[]) => timed(name as Call, target.source, () => call(words));
      return (...words: unknown[]) => walked(call(words) as IterableIterator<unknown>, target.source, ended);
    },
  });
  return proxy;
}

/** `bind`, `pluck` and their like return the object itself: the watched one then. */
function own<T>(target: T, proxy: T, value: unknown): unknown {
  return value === target ? proxy : value;
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : 'ERROR';
}

function oneLine(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').trim();
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS - 3)}...` : line;
}
