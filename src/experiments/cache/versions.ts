import type { OpenLayout } from '../../database/open.ts';
import type { Layout } from '../../model/layout.ts';
import { dataDatabase } from './places.ts';

/**
 * The version of what each answer is about, in the file of the data: the truth that an answer is held against. A change
 * of the data is a new version.
 */
export interface Versions {
  of(key: string): number;
  /** A new version; what `together` does belongs to the same transaction. */
  change(key: string, together?: () => void): void;
}

const TABLE = 'answer_versions';

export function createVersions(layout: Layout, open: OpenLayout, keys: readonly string[]): void {
  const { connection, schema } = dataDatabase(layout, open);
  connection.exec(`DROP TABLE IF EXISTS ${schema}.${TABLE}`);
  connection.exec(
    `CREATE TABLE ${schema}.${TABLE} (key VARCHAR PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID`,
  );
  const insert = connection.prepare(`INSERT OR IGNORE INTO ${schema}.${TABLE} VALUES (?, 1)`);
  connection.transaction(() => {
    for (const key of keys) insert.run(key);
  })();
}

export function openVersions(layout: Layout, open: OpenLayout): Versions {
  const { connection, schema } = dataDatabase(layout, open);
  const version = connection.prepare(`SELECT version FROM ${schema}.${TABLE} WHERE key = ?`).pluck();
  const change = connection.prepare(`UPDATE ${schema}.${TABLE} SET version = version + 1 WHERE key = ?`);
  const transaction = connection.transaction((key: string, together: () => void) => {
    change.run(key);
    together();
  });
  return {
    of: (key) => version.get(key) as number,
    change: (key, together = () => {}) => transaction.immediate(key, together),
  };
}
