import { createHash, type Hash } from 'node:crypto';
import type { OpenLayout } from './open.ts';
import { TABLES } from './schema/index.ts';

/**
 * SHA-256 over every row of every table, in the order of the primary keys: the same rows give the same digest on
 * whatever files they lie. Reads everything; for about 50 MB it takes a second or two.
 */
export function datasetDigest(open: OpenLayout): string {
  const hash = createHash('sha256');
  for (const table of TABLES) {
    const keys = table.primaryKey ?? [table.columns[0]?.name ?? 'rowid'];
    hashRows(
      hash,
      open,
      table.name,
      table.columns.map((column) => column.name),
      keys,
    );
  }
  hashRows(
    hash,
    open,
    'track_vectors',
    ['track_id', 'hex(embedding) AS embedding', 'genre_id', 'model'],
    ['track_id'],
  );
  return hash.digest('hex');
}

function hashRows(
  hash: Hash,
  open: OpenLayout,
  table: Parameters<OpenLayout['connectionFor']>[0][number],
  columns: readonly string[],
  keys: readonly string[],
): void {
  const sql = `SELECT ${columns.join(', ')} FROM ${table} ORDER BY ${keys.join(', ')}`;
  const rows = open.connectionFor([table])?.prepare(sql).raw().iterate() as IterableIterator<unknown[]>;
  hash.update(`${table}\n`);
  let batch: string[] = [];
  for (const row of rows) {
    // JSON tells 1 from "1" and null from "", and escapes what could forge a separator.
    batch.push(JSON.stringify(row));
    if (batch.length === 500) {
      hash.update(batch.join('\n'));
      hash.update('\n');
      batch = [];
    }
  }
  hash.update(batch.join('\n'));
  hash.update('\n');
}

/**
 * SHA-256 of a scenario's result, whatever plan and layout gave it: keys of rows in alphabetical order, numbers to
 * nine significant digits (sums of floats differ in the last ones by the order of adding), blobs in hexadecimal.
 * @throws TypeError for what has no such form (a Map, a Date, a function): it would look like any other
 */
export function resultDigest(result: unknown): string {
  return createHash('sha256').update(canonical(result)).digest('hex');
}

export function canonical(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number')
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(9)));
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new TypeError(`a result may hold rows, arrays and plain values, no ${typeof value}`);
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError(`a result may hold rows, arrays and plain values, no ${value.constructor.name}`);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}
