/** The columns of a row with their values, as JSON takes them: each column is two values, it and the bytes of a text. */
export function named(columns: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(
    columns.map((name, index) => [name, written(values[2 * index], values[2 * index + 1])]),
  );
}

/** What JSON cannot hold is told by its kind: text that is no UTF-8 (in hexadecimal), integers beyond 2^53, blobs, floats that look like integers, infinities. */
function written(value: unknown, bytes: unknown): unknown {
  if (Buffer.isBuffer(bytes) && !Buffer.from(String(value)).equals(bytes))
    return { text: bytes.toString('hex') };
  if (typeof value === 'bigint')
    return Number.isSafeInteger(Number(value)) ? Number(value) : { integer: String(value) };
  if (typeof value === 'number')
    return Number.isFinite(value) && !Number.isInteger(value) ? value : { real: String(value) };
  if (Buffer.isBuffer(value)) return { blob: value.toString('hex') };
  return value;
}
