import type { Database } from 'better-sqlite3';
import type { Monitor } from '../monitor.ts';

/** Slower than this is worth a line in the log: the looks below take well under a millisecond where nothing is wrong. */
export const SLOW_PROBE_SECONDS = 0.1;

/** Tables that are looked into: at most so many, the first of the schema, so that a probe stays one short moment. */
const MOST_TABLES = 3;

const FULL_TEXT = ['tracks_fts', 'albums_fts'] as const;

/**
 * A probe is a row by its key out of up to three tables, each at a random place, and a full-text search where there is one, on a
 * fresh connection: what a new process of the application would wait for.
 */
export const performanceMonitor: Monitor = {
  name: 'performance',
  title: 'Performance Monitor',
  description: 'how long a probe takes: rows by key at random places, and a full-text search',
  metrics: [
    {
      name: 'chinook_sqlite_probe_duration_seconds',
      type: 'histogram',
      help: 'Time of a probe on a fresh connection: rows by key at random places, and a full-text search',
      buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    },
    {
      name: 'chinook_sqlite_probe_last_seconds',
      type: 'gauge',
      help: 'Time of the latest probe',
    },
    {
      name: 'chinook_sqlite_slow_probes_total',
      type: 'counter',
      help: 'Probes that took longer than 0.1 s',
    },
  ],
  concerns: ({ tables }) => tables.length > 0,
  look: ({ connection, target }) => {
    if (connection === null) return {};
    const statements = prepareProbe(connection, target.tables);
    if (statements.length === 0) return {};
    const started = performance.now();
    for (const run of statements) run();
    const seconds = (performance.now() - started) / 1000;
    const slow = seconds > SLOW_PROBE_SECONDS;
    return {
      set: { chinook_sqlite_probe_last_seconds: seconds },
      add: { chinook_sqlite_slow_probes_total: slow ? 1 : 0 },
      observe: { chinook_sqlite_probe_duration_seconds: seconds },
      ...(slow && {
        events: [{ event: 'slow-probe', level: 'warn', db: target.db, message: 'a probe was slow', seconds }],
      }),
    };
  },
};

/** A table in the order of its own key, mostly text: what follows a random digit or letter. */
function withoutRowid(connection: Database, name: string): () => unknown {
  const key = connection.prepare('SELECT name FROM pragma_table_info(?) WHERE pk = 1').pluck().get(name);
  const row = connection.prepare(`SELECT * FROM "${name}" WHERE "${String(key)}" >= ? LIMIT 1`);
  return () => row.get(Math.floor(Math.random() * 36).toString(36));
}

/** Tables are found in the database as it is, not as the layout means it: it may be being migrated. */
function prepareProbe(connection: Database, tables: readonly string[]): readonly (() => unknown)[] {
  const found = new Map(
    (
      connection.prepare("SELECT name, type, wr FROM pragma_table_list WHERE schema = 'main'").all() as {
        name: string;
        type: string;
        wr: number;
      }[]
    ).map((table) => [table.name, table]),
  );
  const plain = tables.filter((name) => found.get(name)?.type === 'table');
  // Those without a rowid last: a cache has no others.
  const byKey = [0, 1]
    .flatMap((wr) => plain.filter((name) => found.get(name)?.wr === wr))
    .slice(0, MOST_TABLES)
    .map((name) => {
      if (found.get(name)?.wr === 1) return withoutRowid(connection, name);
      const last = connection.prepare(`SELECT max(rowid) FROM "${name}"`).pluck();
      const row = connection.prepare(`SELECT * FROM "${name}" WHERE rowid >= ? LIMIT 1`);
      return () => row.get(Math.ceil(Math.random() * Number(last.get() ?? 1)));
    });
  const search = FULL_TEXT.filter((name) => tables.includes(name) && found.has(name))
    .slice(0, 1)
    .map((name) => {
      const match = connection.prepare(`SELECT rowid FROM "${name}" WHERE "${name}" MATCH 'love' LIMIT 10`);
      return () => match.all();
    });
  return [...byKey, ...search];
}
